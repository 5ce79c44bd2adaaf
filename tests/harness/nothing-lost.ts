import { isDeepStrictEqual } from 'node:util'
import { scopesOf, type Actor as Person } from '@one-centre/shared/access'
import type { FeedChange } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import { UNDELIVERED_AFTER_MS, type Notification } from '@one-centre/shared/notifications'
import type { Task } from '@one-centre/shared/tasks'
import { fromIso } from '@one-centre/shared/time'
import { slices } from '../../server/src/app.ts'
import { readSnapshot } from '../../server/src/kernel/feed.ts'
import type { JournalBody } from '../../server/src/kernel/journal.ts'
import { seen, seenChange, type Scopes } from '../../server/src/kernel/sight.ts'
import { systemClock } from '../../server/src/platform/clock.ts'
import type { Database } from '../../server/src/platform/database.ts'
import { verify } from '../../server/src/verify.ts'
import type { Actor, Applied } from './actor.ts'
import type { FaultCounty } from './fault-county.ts'

/** The five counts; a run that lost nothing has a zero at each, and `findings` says what the others are. */
export interface Losses {
  readonly 'NL-1': number
  readonly 'NL-2': number
  readonly 'NL-3': number
  readonly 'NL-4': number
  readonly 'NL-5': number
  readonly findings: readonly string[]
  /** What was looked at: a verifier that saw nothing has proved nothing. */
  readonly seen: { readonly acknowledged: number; readonly changes: number; readonly applied: number }
}

export interface Evidence {
  readonly database: Database
  readonly filesFolder: string
  readonly county: FaultCounty
  readonly actors: readonly Actor[]
}

interface Truth {
  readonly epoch: string
  readonly bodies: readonly JournalBody[]
  readonly byPlace: ReadonlyMap<string, JournalBody>
  readonly byVersion: ReadonlyMap<string, JournalBody>
  readonly head: number
}

const kinds = slices.flatMap(slice => slice.kinds)
const kindsByName = new Map(kinds.map(kind => [kind.name, kind]))
/** A job that is due may be this late before it counts as silence. */
const JOB_MAY_BE_LATE_MS = 5_000

/** Holds the journals of all actors against the database, the chain and the files. Everybody must be at rest. */
export async function countLosses(evidence: Evidence): Promise<Losses> {
  const findings: string[] = []
  const find = (finding: string): void => void findings.push(finding)
  const truths = new Map<string, Truth>()
  for (const stream of [evidence.county.county, evidence.county.township]) {
    truths.set(stream, await readTruth(evidence.database, stream))
  }
  const count = async (rule: string, look: () => Promise<void> | void): Promise<number> => {
    const before = findings.length
    await look()
    for (let at = before; at < findings.length; at += 1) findings[at] = `${rule} ${findings[at]}`
    return findings.length - before
  }
  const { actors } = evidence
  const counts = {
    'NL-1': await count('NL-1', () => lookForCommands(evidence, find)),
    'NL-2': await count('NL-2', async () => {
      for (const actor of actors) await lookForDeliveries(evidence, truths, actor, find)
    }),
    'NL-3': await count('NL-3', () => lookForInventions(evidence, truths, find)),
    'NL-4': await count('NL-4', () => lookForSilence(evidence.database, find)),
    'NL-5': await count('NL-5', () => lookForBrokenAccounts(evidence, find)),
  }
  const sum = (of: (actor: Actor) => number): number => actors.reduce((all, actor) => all + of(actor), 0)
  const changes = [...truths.values()].reduce((all, truth) => all + truth.bodies.length, 0)
  const acknowledged = sum(actor => actor.journal.acknowledged.length)
  return { ...counts, findings, seen: { acknowledged, changes, applied: sum(a => a.journal.applied.length) } }
}

async function readTruth(database: Database, township: string): Promise<Truth> {
  const epochs = await database.query<{ epoch: string }>('select epoch from installation')
  const rows = await database.query<{ body: JournalBody }>(
    'select body from feed_changes where township = $1 order by seq, ordinal',
    [township],
  )
  const bodies = rows.rows.map(row => row.body)
  return {
    epoch: epochs.rows[0]!.epoch,
    bodies,
    byPlace: new Map(bodies.map(body => [`${body.seq}/${body.ordinal}`, body])),
    byVersion: new Map(bodies.map(body => [`${body.kind}/${body.id}/${body.version}`, body])),
    head: bodies.at(-1)?.seq ?? 0,
  }
}

/** NL-1: what was acknowledged stands in the database, with its changes where it named a seq. */
async function lookForCommands(
  { database, actors }: Evidence,
  find: (finding: string) => void,
): Promise<void> {
  const rows = await database.query<{ command_id: string; changes: number }>(
    `select c.command_id, (select count(*)::int from feed_changes f
       where f.township = c.township and f.seq = (c.outcome->>'seq')::bigint
         and f.body->>'commandId' = c.command_id::text) as changes from commands c`,
  )
  const stored = new Map(rows.rows.map(row => [row.command_id, row.changes]))
  for (const { commandId, name, seq } of actors.flatMap(actor => actor.journal.acknowledged)) {
    const changes = stored.get(commandId)
    if (changes === undefined || (seq > 0 && changes === 0))
      find(`${name} ${commandId} was acknowledged and is gone`)
  }
}

/** NL-2: every stream of the actor, each change it may see once and in order, and the replica like the server's own. */
async function lookForDeliveries(
  { database }: Evidence,
  truths: ReadonlyMap<string, Truth>,
  actor: Actor,
  find: (finding: string) => void,
): Promise<void> {
  for (const [township, truth] of truths) {
    const scopes = scopesFor(truths, actor, township)
    if (scopes.size === 0) continue
    const visible = truth.bodies.filter(body => seenChange(kindsByName, body, scopes) !== undefined)
    for (const finding of gapsIn(visible, ofStream(actor.journal.applied, township), truth.head)) {
      find(`${actor.name}: ${finding}`)
    }
    const source = { database, kinds, epoch: truth.epoch }
    const server = await readSnapshot(source, township, scopes, systemClock.iso())
    for (const kind of kinds) {
      const shown = new Map(actor.live.replica.list({ name: kind.name }, township).map(one => [one.id, one]))
      const wanted = new Map((server.entities[kind.name] ?? []).map(one => [one['id'] as string, one]))
      for (const [id, entity] of wanted) {
        if (!isDeepStrictEqual(shown.get(id), entity))
          find(`${actor.name}: shows ${kind.name} ${id} not as it is`)
      }
      for (const id of shown.keys()) {
        if (!wanted.has(id)) find(`${actor.name}: still shows ${kind.name} ${id}`)
      }
    }
  }
}

function scopesFor(truths: ReadonlyMap<string, Truth>, actor: Actor, township: string): Scopes {
  const { personId, posts } = actor.person
  const county = [...truths.keys()][0] as Id<'organisation'>
  const person: Person = { id: personId, name: '', personId, posts, county }
  return new Set(scopesOf(person, township))
}

function ofStream(applied: readonly Applied[], township: string): readonly Applied[] {
  return applied.filter(one => (one.kind === 'snapshot' ? one.snapshot.township : one.township) === township)
}

/** What is missing, double or out of order between the snapshots of one stream and its head. */
export function gapsIn(
  visible: readonly Pick<JournalBody, 'seq' | 'ordinal'>[],
  applied: readonly Applied[],
  head: number,
): readonly string[] {
  const gaps: string[] = []
  let expected: readonly string[] = []
  let next = 0
  let began = false
  for (const one of applied) {
    if (one.kind === 'snapshot') {
      const { seq } = one.snapshot
      expected = visible.filter(body => body.seq > seq).map(placeOf)
      next = 0
      began = true
      continue
    }
    const place = placeOf(one.change)
    const at = expected.indexOf(place, next)
    if (!began || at < 0) {
      gaps.push(`${place} came twice, out of order or unasked`)
      continue
    }
    for (const missed of expected.slice(next, at)) gaps.push(`${missed} was passed over`)
    next = at + 1
  }
  if (!began) return [`never read the stream, whose head is ${head}`]
  return [...gaps, ...expected.slice(next).map(place => `${place} never came`)]
}

function placeOf({ seq, ordinal }: Pick<FeedChange, 'seq' | 'ordinal'>): string {
  return `${seq}/${ordinal}`
}

/** NL-3: nothing was shown that the database does not hold, and what was answered is the answer it keeps. */
async function lookForInventions(
  { database, actors }: Evidence,
  truths: ReadonlyMap<string, Truth>,
  find: (finding: string) => void,
): Promise<void> {
  const rows = await database.query<{ command_id: string; outcome: { seq?: number; answer?: unknown } }>(
    'select command_id, outcome from commands',
  )
  const answers = new Map(rows.rows.map(row => [row.command_id, row.outcome]))
  for (const actor of actors) {
    for (const { commandId, name, seq, answer } of actor.journal.acknowledged) {
      const kept = answers.get(commandId)
      const same = kept !== undefined && kept.seq === seq && isDeepStrictEqual(kept.answer, answer)
      if (kept !== undefined && !same) find(`${actor.name}: ${name} ${commandId} was answered otherwise`)
    }
    for (const applied of actor.journal.applied) {
      const township = applied.kind === 'snapshot' ? applied.snapshot.township : applied.township
      const truth = truths.get(township)
      const scopes = scopesFor(truths, actor, township)
      if (truth === undefined) find(`${actor.name}: was shown the stream ${township}`)
      else lookAtApplied(applied, truth, scopes, finding => find(`${actor.name}: ${finding}`))
    }
  }
}

function lookAtApplied(
  applied: Applied,
  truth: Truth,
  scopes: Scopes,
  find: (finding: string) => void,
): void {
  if (applied.kind === 'change') {
    const { change } = applied
    const body = truth.byPlace.get(placeOf(change))
    const wanted = body === undefined ? undefined : seenChange(kindsByName, body, scopes)
    if (!isDeepStrictEqual(plain(wanted), change)) find(`${placeOf(change)} is not what the database holds`)
    return
  }
  for (const [kind, entities] of Object.entries(applied.snapshot.entities)) {
    for (const entity of entities) {
      const id = String(entity['id'])
      const body = truth.byVersion.get(`${kind}/${id}/${String(entity['version'])}`)
      const wanted = body === undefined ? undefined : seen(kindsByName.get(kind)!, body.entity, scopes)
      if (!isDeepStrictEqual(plain(wanted), entity)) find(`the snapshot's ${kind} ${id} was never stored`)
    }
  }
}

/** As it travels: without what JSON drops. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

/** NL-4: a task without a device's receipt is told of: 未送达 stands at its notices. */
async function lookForSilence(database: Database, find: (finding: string) => void): Promise<void> {
  const due = systemClock.now() - UNDELIVERED_AFTER_MS - JOB_MAY_BE_LATE_MS
  const tasks = await database.query<{ entity: Task }>(
    `select entity from tasks where entity->>'state' = 'assigned'`,
  )
  const notices = await database.query<{ entity: Notification }>('select entity from notifications')
  const byTask = Map.groupBy(
    notices.rows.map(row => row.entity).filter(notice => notice.code === 'task.assigned'),
    notice => notice.subject.id as string,
  )
  for (const { entity: task } of tasks.rows) {
    if (fromIso(task.times.assigned!.serverAt) > due) continue
    const told = byTask.get(task.id) ?? []
    if (told.length === 0 || told.some(notice => notice.failedAt === null && notice.deliveredAt === null)) {
      find(`task ${task.id} has no receipt and nobody was told`)
    }
  }
}

/** NL-5: chain, tables, commands and files agree. */
async function lookForBrokenAccounts(
  { database, filesFolder }: Evidence,
  find: (finding: string) => void,
): Promise<void> {
  const {
    brokenLinks,
    entitiesUnlikeFeed,
    commandsWithoutChange,
    changesWithoutCommand,
    filesMissingOrChanged,
    filesNamedInVain,
  } = await verify(database, filesFolder)
  const broken = {
    brokenLinks,
    entitiesUnlikeFeed,
    commandsWithoutChange,
    changesWithoutCommand,
    filesMissingOrChanged,
    filesNamedInVain,
  }
  for (const [name, number] of Object.entries(broken)) {
    for (let each = 0; each < number; each += 1) find(name)
  }
}
