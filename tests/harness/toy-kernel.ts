import { Type, type Static } from 'typebox'
import type { Actor, Role } from '@one-centre/shared/access'
import { defineCommand, EntityHead, id, optionalText, record, text } from '@one-centre/shared/contract'
import type { FeedBatch } from '@one-centre/shared/feed'
import { newId, type Id } from '@one-centre/shared/ids'
import { refuse } from '@one-centre/shared/refusals'
import { accept, changed, handleCommand, type Slice } from '../../server/src/kernel/handler.ts'
import { startKernel, type Kernel } from '../../server/src/kernel/kernel.ts'
import { defineKind } from '../../server/src/kernel/kinds.ts'
import { manualClock, type ManualClock } from '../../server/src/platform/clock.ts'
import type { Database } from '../../server/src/platform/database.ts'
import { quietLog } from './quiet-log.ts'

/** A slice without any domain: notes on boards, enough to prove every promise of the kernel. */
export const Note = record({
  ...EntityHead,
  id: id<'note'>(),
  text: optionalText(200),
  secret: optionalText(200),
  team: optionalText(40),
  count: Type.Integer(),
})
export type Note = Static<typeof Note>

export const NoteKind = defineKind<Note>({
  name: 'note',
  table: 'toy_notes',
  rootKind: 'note',
  rootId: note => note.id,
  audience: note => (note.team === '' ? ['duty'] : ['duty', `team:${note.team}`]),
  project: (note, scopes) => (scopes.has('duty') ? note : { ...note, secret: '' }),
  reference: false,
})

const write = defineCommand({
  name: 'notes.write',
  summary: 'Write a note',
  permission: 'incidents.note',
  params: record({ text: text(200), team: optionalText(40) }),
  answer: record({ noteId: id<'note'>() }),
})
const count = defineCommand({
  name: 'notes.count',
  summary: 'Count up by one',
  permission: 'incidents.note',
  params: record({ noteId: id<'note'>() }),
  answer: record({ count: Type.Integer() }),
})
const move = defineCommand({
  name: 'notes.move',
  summary: 'Show it to another team',
  permission: 'incidents.note',
  params: record({ noteId: id<'note'>(), team: optionalText(40) }),
  answer: record({}),
})
const remind = defineCommand({
  name: 'notes.remind',
  summary: 'Count up at an instant, or no longer',
  permission: 'incidents.note',
  params: record({ noteId: id<'note'>(), at: Type.Union([Type.String(), Type.Null()]) }),
  answer: record({}),
})
const breakDown = defineCommand({
  name: 'notes.break',
  summary: 'Break the transaction',
  permission: 'incidents.note',
  params: record({}),
  answer: record({}),
})

export const toySlice: Slice = {
  name: 'toys',
  kinds: [NoteKind],
  commands: [
    handleCommand({
      contract: write,
      touches: () => [],
      decide: ({ params, newId: make, township }) => {
        const note: Note = {
          id: make(),
          township,
          version: 0,
          text: params.text,
          secret: 'whispered',
          team: params.team,
          count: 0,
        }
        return accept([changed(NoteKind, 'note.written', note)], { noteId: note.id })
      },
    }),
    handleCommand({
      contract: count,
      touches: params => [{ kind: NoteKind, id: params.noteId, expect: 'there' }],
      decide: ({ params, entities }) => {
        const note = entities.get(NoteKind, params.noteId)
        if (note.count >= 1_000) return refuse('notes.full')
        return accept([changed(NoteKind, 'note.counted', { ...note, count: note.count + 1 })], {
          count: note.count + 1,
        })
      },
    }),
    handleCommand({
      contract: move,
      touches: params => [{ kind: NoteKind, id: params.noteId, expect: 'there' }],
      decide: ({ params, entities }) =>
        accept(
          [changed(NoteKind, 'note.moved', { ...entities.get(NoteKind, params.noteId), team: params.team })],
          {},
        ),
    }),
    handleCommand({
      contract: remind,
      touches: () => [],
      decide: ({ params }) => {
        const arm =
          params.at === null
            ? null
            : { dueAt: params.at, command: 'notes.count', params: { noteId: params.noteId } }
        return accept([], {}, [{ key: `remind:${params.noteId}`, arm }])
      },
    }),
    handleCommand({
      contract: breakDown,
      touches: () => [],
      gather: async (_context, reader) => {
        await reader.query('select 1 / 0')
      },
      decide: () => accept([], {}),
    }),
  ],
  queries: [],
  reactions: [
    {
      name: 'toys.echo',
      kinds: [NoteKind],
      react: change =>
        change.type === 'note.written' && change.entity?.['text'] === 'echo'
          ? { commands: [{ name: 'notes.count', params: { noteId: change.id }, key: 'echo' }], timers: [] }
          : { commands: [], timers: [] },
    },
  ],
}

const TABLE = `
  create table if not exists toy_notes (
    id uuid primary key, township uuid not null, root_id uuid not null, version integer not null, entity jsonb not null,
    team text generated always as (entity->>'team') stored);
  select protect_entity_table('toy_notes');`

type Townships = readonly [Id<'organisation'>, Id<'organisation'>, ...Id<'organisation'>[]]

export interface ToyKernel {
  readonly kernel: Kernel
  readonly clock: ManualClock
  readonly county: Id<'organisation'>
  readonly townships: Townships
  readonly emitted: { readonly room: string; readonly batch: FeedBatch }[]
}

export async function prepareToys(database: Database): Promise<Pick<ToyKernel, 'county' | 'townships'>> {
  await database.query(TABLE)
  const county = newId<'organisation'>()
  await database.query('insert into installation (county, demo, created_at) values ($1, false, now())', [
    county,
  ])
  return { county, townships: [newId(), newId()] }
}

/** A kernel on a prepared database; two of them on one database are two nodes. */
export async function startToyKernel(
  database: Database,
  prepared: Pick<ToyKernel, 'county' | 'townships'>,
  belts: 'on' | 'off' = 'off',
): Promise<ToyKernel> {
  const clock = manualClock('2026-11-23T08:00:00.000Z')
  const emitted: ToyKernel['emitted'] = []
  const kernel = await startKernel({
    database,
    clock,
    log: quietLog,
    slices: [toySlice],
    townships: () => prepared.townships,
    emit: (room, batch) => emitted.push({ room, batch }),
    belts,
  })
  return { kernel, clock, ...prepared, emitted }
}

export function actorWith(
  role: Role,
  township: Id<'organisation'>,
  county: Id<'organisation'>,
  teamId?: string,
): Actor {
  const personId = newId<'person'>()
  const post = { role, township, organisationId: township, ...(teamId === undefined ? {} : { teamId }) }
  return { id: personId, name: role, personId, posts: [post], county }
}
