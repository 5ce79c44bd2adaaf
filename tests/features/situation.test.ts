import { scopesOf, type Actor, type Role } from '@one-centre/shared/access'
import type { FeedPast, FeedSnapshot } from '@one-centre/shared/feed'
import { newId } from '@one-centre/shared/ids'
import type { Review } from '@one-centre/shared/replay'
import { DAY, MINUTE, SECOND, toIso } from '@one-centre/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReplica } from '../../client/src/kernel/entities.ts'
import { insertPositions, keepPartitions } from '../../server/src/features/positions/index.ts'
import { readSnapshot } from '../../server/src/kernel/feed.ts'
import { keepNextKeyframe } from '../../server/src/kernel/keyframes.ts'
import { readPast, readPastRange } from '../../server/src/kernel/past.ts'
import { Scene } from '../contract/scene.ts'
import { tell } from '../contract/stories.ts'

/** A town whose days are told command by command, the live snapshot of two seats kept after each. */
let scene: Scene
interface Moment {
  readonly at: string
  readonly seen: readonly FeedSnapshot[]
}
const moments: Moment[] = []

const chairs: readonly Role[] = ['intake', 'dispatcher', 'shift_lead', 'leader', 'verifier', 'inspector']

function actorOf(role: Role, township = scene.east.township): Actor {
  const posts = [{ role, township, organisationId: township }]
  return { id: newId(), name: role, personId: null, posts, county: scene.app.county }
}
const eyes = () =>
  [actorOf('shift_lead'), actorOf('wall')].map(actor => new Set(scopesOf(actor, scene.east.township)))

async function remember(): Promise<void> {
  const { app, clock } = scene.app
  const { source, reactions } = app.kernel
  // What follows from the command follows at the same instant of this clock.
  await reactions.settle([scene.east.township])
  const at = clock.iso()
  const seen = eyes().map(scopes => readSnapshot(source, scene.east.township, scopes, at))
  moments.push({ at, seen: await Promise.all(seen) })
  clock.advance(7 * SECOND)
}

beforeAll(async () => {
  scene = await Scene.open()
  const { east, app } = scene
  const seat = (name: string, role: Role, more: object = {}) =>
    scene.seat(name, { role, township: east.township, organisationId: east.township, ...more })
  for (const role of chairs) await seat(role, role)
  await seat('grid_worker', 'grid_worker')
  await seat('upstream', 'upstream')
  for (const [index, letter] of ['A', 'B', 'C'].entries()) {
    const organisationId = east.bodies[index]!
    await seat(`body${letter}`, 'body', { organisationId })
    await seat(`member${letter}`, 'member', { organisationId, teamId: east.teams[index * 2] })
  }
  const must = scene.must.bind(scene)
  scene.must = async (...given) => {
    const answer = await must(...given)
    await remember()
    return answer
  }
  await remember()
  for (const stage of ['closed', 'merged', 'chased', 'suspended', 'instructed', 'returned'] as const) {
    await tell(scene, stage)
    // Long enough for what is finished to leave the replicas.
    app.clock.advance(9 * 60 * MINUTE)
    await app.app.kernel.deadlines.poll()
    await remember()
  }
  await tell(scene, 'handled')
}, 120_000)
afterAll(async () => scene.app.close())

/** Snapshots as sets: what is in a stream has no order. */
function contents({ entities, seq }: Pick<FeedSnapshot, 'entities' | 'seq'>): object {
  const byId = (one: Record<string, unknown>, other: Record<string, unknown>) =>
    String(one['id']).localeCompare(String(other['id']))
  const kinds = Object.entries(entities).map(([kind, rows]) => [kind, [...rows].sort(byId)] as const)
  return { seq, ...Object.fromEntries(kinds.sort(([one], [other]) => one.localeCompare(other))) }
}

async function pastOf(at: string): Promise<readonly FeedSnapshot[]> {
  const { source } = scene.app.app.kernel
  return Promise.all(eyes().map(scopes => readPast(source, scene.east.township, scopes, at)))
}

test('RS-1 the situation at every moment is the snapshot that was taken at that moment', async () => {
  const finished = moments.filter(({ seen }) => (seen[0]!.entities['incident'] ?? []).length > 0)

  for (const { at, seen } of moments) {
    expect((await pastOf(at)).map(contents), at).toEqual(seen.map(contents))
  }
  // The story is no straight line: things came, and things left.
  const counts = moments.map(({ seen }) => seen[0]!.entities['incident']?.length ?? 0)
  expect(counts.some((count, index) => count < (counts[index - 1] ?? 0))).toBe(true)
  expect(finished.length).toBeGreaterThan(40)
})

test('RS-4 keyframes change no answer', async () => {
  const { source } = scene.app.app.kernel
  let made = 0
  while (await keepNextKeyframe(source, scene.east.township, 9)) made += 1

  const frames = await scene.app.database.db.query<{ roots: string[] }>('select roots from feed_keyframes')
  expect(made).toBeGreaterThan(10)
  expect(frames.rows).toHaveLength(made)
  for (const { at, seen } of moments) {
    expect((await pastOf(at)).map(contents), at).toEqual(seen.map(contents))
  }
})

test('RS-2 the changes lead from any moment to any later one, in pages', async () => {
  const { source } = scene.app.app.kernel
  const [scopes] = eyes()
  const township = scene.east.township
  for (const [from, to] of [
    [0, moments.length - 1],
    [5, 30],
    [30, 31],
    [12, 12],
  ] as const) {
    const replica = createReplica({ soon: run => run() })
    const start = await readPast(source, township, scopes!, moments[from]!.at)
    replica.replace(start)
    let seq = start.seq
    for (let complete = false; !complete;) {
      const page: FeedPast = await readPastRange(source, township, scopes!, {
        from: seq,
        until: moments[to]!.at,
      })
      expect(page.from).toBe(seq)
      replica.apply(township, page.changes)
      seq = page.to
      complete = page.complete
    }

    expect(seq).toBe(moments[to]!.seen[0]!.seq)
    for (const [kind, rows] of Object.entries(moments[to]!.seen[0]!.entities)) {
      const held = new Map(replica.list({ name: kind }, township).map(one => [one.id, one]))
      for (const row of rows) expect(held.get(String(row['id']))).toEqual(row)
    }
  }
})

test('RS-3 the doors: an instant in full, the future is now, and the wall’s own seat may not look back', async () => {
  const { east } = scene
  const lead = scene.of('shift_lead')
  const ask = (query: string) => scene.http(lead, 'GET', `/api/feed/${east.township}/past${query}`)

  const wrong = await Promise.all(['', '?at=yesterday', '?at=2026-13-01T00:00:00.000Z'].map(ask))
  const ahead = await ask('?at=2099-01-01T00:00:00.000Z')
  const range = await ask('/changes?from=0&until=2026-11-23T02:00:00.000Z')
  const denied = await scene.http(scene.of('bodyA'), 'GET', `/api/feed/${east.township}/past?at=${toIso(0)}`)

  expect(wrong.map(answer => [answer.status, answer.field])).toEqual([
    [400, 'at'],
    [400, 'at'],
    [400, 'at'],
  ])
  expect((ahead.body as FeedSnapshot).at).toBe(scene.app.clock.iso())
  expect((range.body as FeedPast).complete).toBe(true)
  expect(denied.code).toBe('access.denied')
})

interface Told {
  readonly ok: boolean
  readonly code?: string
  readonly answer: Record<string, never>
}
async function query(seat: string, name: string, params: object): Promise<Told> {
  const answer = await scene.ask(scene.of(seat), 'query', name, scene.east.township, params)
  return answer.body as Told
}

test('RS-5 the timeline counts every change once, and steps find the next and the previous', async () => {
  const { db } = scene.app.database
  const { rows } = await db.query<{ at: string; kind: string }>(
    'select at, kind from feed_changes where township = $1 order by at',
    [scene.east.township],
  )
  const [from, to] = [rows[0]!.at, rows.at(-1)!.at]

  const { answer } = await query('shift_lead', 'replay.timeline', { from, to, buckets: 7 })
  const counts = answer['counts'] as unknown as number[]
  const steps: string[] = []
  const kinds = ['incident', 'note', 'report', 'task', 'response']
  for (let at: string | null = from; at !== null;) {
    const next: Told = await query('inspector', 'replay.moment', { at, of: 'change', direction: 'next' })
    at = next.answer['at'] as unknown as string | null
    if (at !== null) steps.push(at)
  }
  const back = await query('inspector', 'replay.moment', { at: to, of: 'change', direction: 'previous' })

  expect(counts).toHaveLength(7)
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(rows.length)
  expect(answer['begins']).toBe(from)
  const expected = rows.filter(row => kinds.includes(row.kind) && row.at > from).map(row => row.at)
  expect(steps).toEqual([...new Set(expected)])
  expect(back.answer['at']).toBe(steps.filter(at => at < to).at(-1))
})

test('RS-5 an incident comes to level 1 once, when it does', async () => {
  const { clock } = scene.app
  const before = clock.iso()
  const { incidentId } = await tell(scene, 'filed')
  clock.advance(MINUTE)
  const raised = clock.iso()
  await scene.must('shift_lead', 'incidents.set-level', { incidentId, level: 1, reason: '火势蔓延' })
  await scene.must('dispatcher', 'incidents.note', {
    incidentId,
    ...{ noteId: newId(), type: 'remark', text: '增援', photos: [], toOrganisationIds: [] },
  })

  const next = await query('leader', 'replay.moment', { at: before, of: 'grave', direction: 'next' })
  const after = await query('leader', 'replay.moment', { at: raised, of: 'grave', direction: 'next' })
  const found = await query('leader', 'replay.timeline', { from: before, to: clock.iso(), buckets: 1 })

  expect(next.answer['at']).toBe(raised)
  expect(after.answer['at']).toBeNull()
  expect(found.answer['grave']).toMatchObject([{ at: raised, incidentId }])
})

test('RS-6 positions are thinned, in short windows, for who may see them, and on record', async () => {
  const { clock, database } = scene.app
  const { east } = scene
  const now = clock.now()
  await keepPartitions(database.db, now, 30)
  const unit = {
    kind: 'person' as const,
    id: scene.of('memberA').personId!,
    ...{ label: '', teamId: null, teamKind: null },
  }
  const sample = (second: number) => ({
    unit,
    township: east.township,
    ...{ lon: 120 + second / 1e5, lat: 30, accuracyM: 5, speedMps: null, headingDeg: 90, sequence: second },
    measuredAt: now + second * SECOND,
    arrivedAt: now + second * SECOND,
    state: 'en-route' as const,
    late: false,
  })
  await insertPositions(
    database.db,
    Array.from({ length: 120 }, (_, second) => sample(second)),
  )
  const window = { from: toIso(now), to: toIso(now + 120 * SECOND) }

  const { answer } = await query('shift_lead', 'replay.positions', { ...window, everySeconds: 10 })
  const long = await query('shift_lead', 'replay.positions', {
    ...{ from: toIso(now - DAY), to: toIso(now), everySeconds: 10 },
  })
  const recorded = await database.db.query<{ outcome: string }>(
    `select outcome from recorded_queries where name = 'replay.positions' order by at, outcome`,
  )

  const [track] = answer['units'] as unknown as [{ unit: object; points: number[][] }]
  expect(track.unit).toMatchObject({ kind: 'person', id: unit.id })
  expect(track.points.length).toBeGreaterThanOrEqual(12)
  expect(track.points.length).toBeLessThanOrEqual(13)
  expect(track.points.at(-1)).toEqual([119 * SECOND, 120 + 119 / 1e5, 30, 90, 1])
  expect(long.code).toBe('replay.time-too-long')
  expect(recorded.rows.map(row => row.outcome).sort()).toEqual(['answered', 'replay.time-too-long'])
})

test('RS-22 a report is taken by who may, of one incident or of a span, and leaves a trace', async () => {
  const { clock, database } = scene.app
  const { incidentId } = await tell(scene, 'closed')
  const of = { incidentId }

  const one = await query('leader', 'replay.report', { of })
  const shown = await query('dispatcher', 'replay.review', { incidentId })
  const denied = await query('dispatcher', 'replay.report', { of })
  const span = await query('inspector', 'replay.report', {
    of: { from: moments[0]!.at, to: clock.iso() },
  })
  const long = await query('leader', 'replay.report', {
    of: { from: '2026-01-01T00:00:00.000Z', to: clock.iso() },
  })
  const unknown = await query('leader', 'replay.report', { of: { incidentId: newId() } })
  const trace = await database.db.query<{ outcome: string }>(
    `select outcome from recorded_queries where name = 'replay.report' order by outcome`,
  )

  const [review] = one.answer['reviews'] as unknown as [Review]
  expect(review).toEqual((shown.answer as unknown as { review: Review }).review)
  expect(review.intervals.find(interval => interval.name === 'accept')?.milliseconds).toBeGreaterThan(0)
  expect(review.limits.map(limit => [limit.step, limit.verdict])).toContainEqual(['handling', 'kept'])
  expect(review.steps.map(step => step.type)).toEqual(
    expect.arrayContaining(['incident.filed', 'task.accepted', 'incident.closed']),
  )
  expect((span.answer['reviews'] as unknown as Review[]).length).toBeGreaterThan(5)
  expect([denied.code, long.code, unknown.code]).toEqual([
    'access.denied',
    'replay.report-too-long',
    'entity.unknown',
  ])
  expect(trace.rows.map(row => row.outcome)).toEqual([
    'answered',
    'answered',
    'entity.unknown',
    'replay.report-too-long',
  ])
})
