import { newId } from '@one-centre/shared/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRange, readSnapshot } from '../../server/src/kernel/feed.ts'
import { chainHash, readJournal } from '../../server/src/kernel/journal.ts'
import { enterScope, sqlOf } from '../../server/src/kernel/sql.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { actorWith, prepareToys, startToyKernel, type ToyKernel } from '../harness/toy-kernel.ts'

let database: TestDatabase
let toys: ToyKernel
let other: ToyKernel

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 12 })
  const prepared = await prepareToys(database.db)
  toys = await startToyKernel(database.db, prepared)
  other = await startToyKernel(database.db, prepared)
})

afterAll(async () => {
  await toys.kernel.close()
  await other.kernel.close()
  await database.drop()
})

const dispatcher = () => actorWith('dispatcher', toys.townships[0], toys.county)

function send(
  name: string,
  params: unknown,
  at = { node: toys, actor: dispatcher(), commandId: newId() as string },
) {
  return at.node.kernel.commands.run(at.actor, name, {
    commandId: at.commandId,
    township: toys.townships[0],
    params,
  })
}

async function written(params: { text: string; team: string }): Promise<string> {
  const outcome = await send('notes.write', params)
  if (!outcome.ok) throw new Error(outcome.code)
  return (outcome.answer as { noteId: string }).noteId
}

describe('commands', () => {
  test('K-1 a retry with the same command id gets the first answer and changes nothing', async () => {
    const actor = dispatcher()
    const at = { node: toys, actor, commandId: newId() as string }

    const first = await send('notes.write', { text: 'once', team: '' }, at)
    const again = await Promise.all([1, 2, 3].map(() => send('notes.write', { text: 'once', team: '' }, at)))

    expect(first.ok).toBe(true)
    for (const outcome of again) expect(outcome).toEqual(first)
  })

  test('K-1 the same id sent to two nodes at once is carried out once', async () => {
    const actor = dispatcher()
    const commandId = newId()
    const before = toys.kernel.nodeFeed.cursorOf(toys.townships[0])

    const outcomes = await Promise.all(
      [toys, other, toys, other].map(node =>
        send('notes.write', { text: 'both', team: '' }, { node, actor, commandId }),
      ),
    )

    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
    await toys.kernel.nodeFeed.poll()
    expect(toys.kernel.nodeFeed.cursorOf(toys.townships[0])).toBe(before + 1)
  })

  test('K-2 a command id used again for something else or by somebody else is refused', async () => {
    const at = { node: toys, actor: dispatcher(), commandId: newId() as string }
    await send('notes.write', { text: 'mine', team: '' }, at)

    const otherParams = await send('notes.write', { text: 'other', team: '' }, at)
    const otherActor = await send('notes.write', { text: 'mine', team: '' }, { ...at, actor: dispatcher() })

    expect(otherParams).toMatchObject({ ok: false, code: 'command.id-reused' })
    expect(otherActor).toMatchObject({ ok: false, code: 'command.id-reused' })
  })

  test('K-3 K-10 commands that wait together are decided one on the other, each with its own answer', async () => {
    const noteId = await written({ text: 'count', team: '' })

    const outcomes = await Promise.all(Array.from({ length: 50 }, () => send('notes.count', { noteId })))

    const counts = outcomes.map(outcome => (outcome.ok ? (outcome.answer as { count: number }).count : 0))
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    const transactions = await database.db.query<{ n: number }>(
      "select count(distinct xmin::text) as n from commands where name = 'notes.count' and outcome->>'ok' = 'true'",
    )
    expect(transactions.rows[0]!.n).toBeLessThan(25)
  })

  test('K-4 a command that breaks its batch is answered alone and harms no neighbour', async () => {
    const noteId = await written({ text: 'neighbour', team: '' })

    const outcomes = await Promise.allSettled([
      send('notes.count', { noteId }),
      send('notes.break', {}),
      send('notes.count', { noteId }),
      send('notes.count', { noteId: newId() }),
    ])

    expect(outcomes.map(outcome => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(outcomes[2]).toMatchObject({ value: { ok: true, answer: { count: 2 } } })
    expect(outcomes[3]).toMatchObject({ value: { ok: false, code: 'entity.unknown' } })
  })

  test('K-5 a township out of sight does not exist; a missing permission is denied', async () => {
    const foreign = actorWith('dispatcher', toys.townships[1], toys.county)
    const wall = actorWith('wall', toys.townships[0], toys.county)
    const at = { node: toys, commandId: newId() as string }

    expect(await send('notes.write', { text: 'x', team: '' }, { ...at, actor: foreign })).toMatchObject({
      code: 'entity.unknown',
    })
    expect(await send('notes.write', { text: 'x', team: '' }, { ...at, actor: wall })).toMatchObject({
      code: 'access.denied',
    })
    const stored = await database.db.query('select 1 from commands where command_id = $1', [at.commandId])
    expect(stored.rowCount).toBe(0)
  })

  test.each([
    ['an extra property', { text: 'x', team: '', more: 1 }, 'params.more'],
    ['a missing field', { text: 'x' }, 'params.team'],
    ['a number for a text', { text: 5, team: '' }, 'params.text'],
    ['a blank text', { text: '   ', team: '' }, 'params.text'],
    ['NUL', { text: 'a\0b', team: '' }, 'params.text'],
    ['a lone surrogate', { text: 'a\ud800b', team: '' }, 'params.text'],
  ])('K-6 refuses %s and names the field', async (_what, params, field) => {
    expect(await send('notes.write', params)).toMatchObject({
      ok: false,
      code: 'input.invalid',
      detail: { field },
    })
  })

  test('K-7 row-level security hides another township and refuses to write into it', async () => {
    await written({ text: 'ours', team: '' })
    const [ours, theirs] = toys.townships

    const seen = await database.db.transaction(async transaction => {
      const sql = sqlOf(transaction)
      await enterScope(sql, theirs, [theirs, toys.county])
      const notes = await sql.query('select 1 from toy_notes')
      const journal = await sql.query('select 1 from feed_changes where township = $1', [ours])
      return notes.length + journal.length
    })
    const writing = database.db.transaction(async transaction => {
      const sql = sqlOf(transaction)
      await enterScope(sql, theirs, [theirs, ours])
      await sql.query('insert into toy_notes values ($1, $2, $1, 1, $3)', [newId(), ours, '{}'])
    })

    expect(seen).toBe(0)
    await expect(writing).rejects.toThrow(/row-level security/)
  })
})

describe('the journal', () => {
  test('F-1 a cursor reader misses nothing while two nodes and many writers commit', async () => {
    const [township] = toys.townships
    const start = toys.kernel.nodeFeed.cursorOf(township)
    const seen: number[] = []
    const state = { writing: true }
    const reader = (async () => {
      let cursor = start
      while (state.writing || seen.length < 200) {
        const rows = await readJournal(sqlOf(database.db), township, cursor, 50)
        for (const row of rows) seen.push(row.seq)
        cursor = rows.at(-1)?.seq ?? cursor
      }
    })()

    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        send(
          'notes.write',
          { text: `n${index}`, team: '' },
          {
            node: index % 2 === 0 ? toys : other,
            actor: dispatcher(),
            commandId: newId(),
          },
        ),
      ),
    )
    state.writing = false
    await reader

    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => start + 1 + index))
    expect(seen.length).toBe(200)
  })

  test('F-10 the chain verifies and one altered byte breaks it', async () => {
    const [township] = toys.townships
    const rows = await database.db.query<{ text: string; hash: Buffer }>(
      'select body::text as text, hash from feed_changes where township = $1 order by seq, ordinal',
      [township],
    )

    const walk = (texts: readonly string[]): number => {
      let hash: Buffer = Buffer.alloc(0)
      return texts.findIndex((text, index) => {
        hash = chainHash(hash, text)
        return !hash.equals(rows.rows[index]!.hash)
      })
    }
    const texts = rows.rows.map(row => row.text)

    expect(walk(texts)).toBe(-1)
    expect(walk(texts.with(3, texts[3]!.replace('"', "'")))).toBe(3)
  })

  test('F-3 a snapshot and its seq are of one instant while others write', async () => {
    const [township] = toys.townships
    const scopes = new Set(['duty'])
    const noteId = await written({ text: 'counted', team: '' })
    const writing = Promise.all(Array.from({ length: 60 }, () => send('notes.count', { noteId })))

    const snapshots = await Promise.all(
      Array.from({ length: 10 }, () => readSnapshot(toys.kernel.source, township, scopes, toys.clock.iso())),
    )
    await writing

    for (const snapshot of snapshots) {
      const note = snapshot.entities['note']!.find(one => one['id'] === noteId)!
      const rows = await readJournal(sqlOf(database.db), township, 0, 100_000)
      const last = rows.findLast(row => row.id === noteId && row.seq <= snapshot.seq)
      expect(note['version']).toBe(last!.version)
    }
  })

  test('F-4 another epoch, the future and far behind need a snapshot', async () => {
    const [township] = toys.townships
    const scopes = new Set(['duty'])
    const range = (epoch: string, from: number) =>
      readRange(toys.kernel.source, township, scopes, { epoch, from })

    expect(await range('another', 0)).toMatchObject({ snapshotNeeded: true })
    expect(await range(toys.kernel.epoch, 1_000_000)).toMatchObject({ snapshotNeeded: true })
    expect(await range(toys.kernel.epoch, 0)).toMatchObject({ from: 0 })
  })

  test('F-6 F-11 a team sees its own notes without the secret, and their removal when they move on', async () => {
    const [township] = toys.townships
    const scopes = new Set(['team:red'])
    const noteId = await written({ text: 'for red', team: 'red' })
    await written({ text: 'for nobody', team: '' })
    await send('notes.move', { noteId, team: 'blue' })

    const cursor = { epoch: toys.kernel.epoch, from: 0 }
    const range = await readRange(toys.kernel.source, township, scopes, cursor)
    const snapshot = await readSnapshot(toys.kernel.source, township, scopes, toys.clock.iso())

    const mine = 'changes' in range ? range.changes.filter(change => change.kind === 'note') : []
    expect(mine.map(change => [change.id, change.entity?.['secret']])).toEqual([
      [noteId, ''],
      [noteId, undefined],
    ])
    expect(mine[1]!.entity).toBeNull()
    expect(snapshot.entities['note']).toBeUndefined()
  })

  test('F-5 F-7 each room hears ranges without a gap, from this node and, after a poll, from the other', async () => {
    const [township] = toys.townships
    await toys.kernel.nodeFeed.poll()
    const { room, seq } = toys.kernel.broadcaster.enter(township, ['team:green'])

    await written({ text: 'not for green', team: '' })
    await written({ text: 'green 1', team: 'green' })
    await send(
      'notes.write',
      { text: 'green 2', team: 'green' },
      { node: other, actor: dispatcher(), commandId: newId() },
    )
    await toys.kernel.nodeFeed.poll()
    toys.kernel.broadcaster.heartbeat()

    const batches = toys.emitted.filter(one => one.room === room).map(one => one.batch)
    expect(batches[0]!.from).toBe(seq)
    for (const [index, batch] of batches.entries())
      if (index > 0) expect(batch.from).toBe(batches[index - 1]!.to)
    expect(batches.flatMap(batch => batch.changes).map(change => change.entity?.['text'])).toEqual([
      'green 1',
      'green 2',
    ])
  })
})

describe('deadlines and reactions', () => {
  test('K-8 a deadline runs once on two nodes; arming again replaces it and null cancels', async () => {
    const runs = await written({ text: 'runs', team: '' })
    const cancelled = await written({ text: 'cancelled', team: '' })
    await send('notes.remind', { noteId: runs, at: '2026-11-23T08:00:10.000Z' })
    await send('notes.remind', { noteId: runs, at: '2026-11-23T08:00:20.000Z' })
    await send('notes.remind', { noteId: cancelled, at: '2026-11-23T08:00:20.000Z' })
    await send('notes.remind', { noteId: cancelled, at: null })
    const countOf = async (noteId: string): Promise<unknown> => {
      const rows = await database.db.query<{ entity: { count: number } }>(
        'select entity from toy_notes where id = $1',
        [noteId],
      )
      return rows.rows[0]!.entity.count
    }

    for (const node of [toys, other]) node.clock.set('2026-11-23T08:00:15.000Z')
    await Promise.all([toys.kernel.deadlines.poll(), other.kernel.deadlines.poll()])
    const early = await countOf(runs)
    for (const node of [toys, other]) node.clock.set('2026-11-23T08:00:25.000Z')
    await Promise.all([toys.kernel.deadlines.poll(), other.kernel.deadlines.poll()])
    await toys.kernel.deadlines.poll()

    expect([early, await countOf(runs), await countOf(cancelled)]).toEqual([0, 1, 0])
  })

  test('K-9 a reaction follows once on two nodes and repeats nothing when its cursor is set back', async () => {
    const noteId = await written({ text: 'echo', team: '' })
    const settle = () => Promise.all([toys, other].map(node => node.kernel.reactions.settle(node.townships)))

    await settle()
    await database.db.query("update reaction_cursors set seq = 0 where reaction = 'toys.echo'")
    await settle()

    const rows = await database.db.query<{ entity: { count: number } }>(
      'select entity from toy_notes where id = $1',
      [noteId],
    )
    expect(rows.rows[0]!.entity.count).toBe(1)
  })

  test('K-11 a pool of four serves twenty townships that react at once', { timeout: 30_000 }, async () => {
    const small = await createTestDatabase({ poolSize: 4 })
    const prepared = await prepareToys(small.db)
    const more = Array.from({ length: 18 }, () => newId<'organisation'>())
    const townships = [...prepared.townships, ...more] as const
    const county = await startToyKernel(small.db, { ...prepared, townships })
    const began = performance.now()

    const outcomes = await Promise.all(
      townships.map(township =>
        county.kernel.commands.run(actorWith('dispatcher', township, county.county), 'notes.write', {
          commandId: newId(),
          township,
          params: { text: 'echo', team: '' },
        }),
      ),
    )
    await county.kernel.reactions.settle(townships)
    const tookMs = performance.now() - began
    const counted = await small.db.query("select 1 from toy_notes where (entity->>'count')::int = 1")

    await county.kernel.close()
    await small.drop()
    expect(outcomes.every(outcome => outcome.ok)).toBe(true)
    expect(counted.rows).toHaveLength(20)
    // Whoever finds no connection waits 5 s and is refused.
    expect(tookMs).toBeLessThan(5_000)
  })
})
