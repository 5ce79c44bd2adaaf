import { afterAll, beforeAll, expect, test } from 'vitest'
import type { QueryContext } from '../../server/src/kernel/handler.ts'
import {
  insertPositions,
  keepPartitions,
  positionsSlice,
  readRecent,
} from '../../server/src/features/positions/index.ts'
import type { Accepted } from '../../server/src/features/positions/steps.ts'
import { DAY, MINUTE } from '../../shared/src/time.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

const NOW = Date.parse('2026-11-23T09:30:00.000Z')
const TOWN = '019a0000-0000-7000-8000-000000000001'
const OTHER_TOWN = '019a0000-0000-7000-8000-000000000002'
const TEAM = '019a0000-0000-7000-8000-0000000000bb'
const WANG = '019a0000-0000-7000-8000-0000000000aa'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await keepPartitions(database.db, NOW, 30)
})
afterAll(() => database.drop())

const sampleAt = (measuredAt: number, given: Partial<Accepted> = {}): Accepted => ({
  unit: { kind: 'person', id: WANG, label: '城管一中队', teamId: TEAM, teamKind: 'enforcement' },
  township: TOWN,
  lon: 104.1234567,
  lat: 30.7654321,
  accuracyM: 4.5,
  speedMps: null,
  headingDeg: 271.5,
  measuredAt,
  arrivedAt: measuredAt + 700,
  sequence: 1,
  state: 'en-route',
  late: false,
  ...given,
})

/** Asks as the server's role does, with sight of the townships only. */
async function askTrack(visible: readonly string[], params: Record<string, string>) {
  return database.db.transaction(async transaction => {
    await transaction.query('set local role one_centre_app')
    await transaction.query(`select set_config('app.visible', $1, true)`, [visible.join(',')])
    const context = {
      actor: { posts: [{ role: 'dispatcher', township: TOWN }] },
      reference: { find: () => undefined },
      township: TOWN,
      params: { teamId: TEAM, ...params },
      reader: {
        query: async (sql: string, values: readonly unknown[]) => (await transaction.query(sql, values)).rows,
      },
    } as unknown as QueryContext<never>
    return positionsSlice.queries[0]!.answer(context)
  })
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
const partitions = async () =>
  (
    await database.db.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits
       where inhparent = 'position_history'::regclass order by 1`,
    )
  ).rows.map(row => row.name)

test('PO-40 partitions exist from yesterday to a week ahead, and making them again changes nothing', async () => {
  const made = await partitions()
  const droppedAgain = await keepPartitions(database.db, NOW, 30)

  expect(made).toHaveLength(9)
  expect(made[0]).toBe('position_history_20261122')
  expect(made.at(-1)).toBe('position_history_20261130')
  expect(droppedAgain).toBe(0)
  expect(await partitions()).toEqual(made)
})

test('PO-40 a track comes back as it was written, in order of time', async () => {
  const midnight = Date.parse('2026-11-23T00:00:00.000Z')
  const written = await insertPositions(database.db, [
    sampleAt(midnight),
    sampleAt(midnight - 1),
    sampleAt(midnight + MINUTE, { township: OTHER_TOWN }),
  ])

  const track = await askTrack([TOWN], { from: iso(midnight - MINUTE), to: iso(midnight + MINUTE) })

  expect(written).toBe(3)
  const point = { lon: 104.1234567, lat: 30.7654321, accuracyM: 4.5, speedMps: null, headingDeg: 271.5 }
  expect(track).toEqual({
    ok: true,
    answer: {
      complete: true,
      units: [
        {
          unit: { kind: 'person', id: WANG },
          points: [
            { ...point, measuredAt: '2026-11-22T23:59:59.999Z', arrivedAt: '2026-11-23T00:00:00.699Z' },
            { ...point, measuredAt: '2026-11-23T00:00:00.000Z', arrivedAt: '2026-11-23T00:00:00.700Z' },
          ],
        },
      ],
    },
  })
})

test('PO-8 a measurement written twice is one row', async () => {
  const samples = [sampleAt(NOW), sampleAt(NOW, { lon: 105 }), sampleAt(NOW + 1)]

  const first = await insertPositions(database.db, samples)
  const again = await insertPositions(database.db, samples)

  expect([first, again]).toEqual([2, 0])
})

test('PO-3 a role that may not see the township gets no row of it', async () => {
  const at = NOW + 5 * MINUTE
  await insertPositions(database.db, [sampleAt(at)])
  const span = { from: iso(at), to: iso(at) }

  const seen = await askTrack([TOWN], span)
  const hidden = await askTrack([OTHER_TOWN], span)

  expect(seen).toMatchObject({ answer: { units: [{ points: [{ measuredAt: iso(at) }] }] } })
  expect(hidden).toEqual({ ok: true, answer: { units: [], complete: true } })
})

test('PO-31 the latest of each known unit is read back as it was written, older ones are not', async () => {
  const at = NOW + 10 * MINUTE
  const stranger = { ...sampleAt(at).unit, id: '019a0000-0000-7000-8000-0000000000cc' }
  await insertPositions(database.db, [
    sampleAt(at),
    sampleAt(at + 1_000, { lat: 30.5 }),
    sampleAt(at, { unit: stranger }),
  ])
  const { unit } = sampleAt(at)
  const findUnit = (ref: { readonly id: string }) => (ref.id === WANG ? unit : undefined)

  const recent = await readRecent(database.db, at, findUnit)
  const tooOld = await readRecent(database.db, at + 1_001, findUnit)

  expect(recent).toEqual([{ ...sampleAt(at + 1_000, { lat: 30.5 }), sequence: -1 }])
  expect(tooOld).toEqual([])
})

test('PO-42 asking for a track is recorded and covers at most 24 hours', async () => {
  const reversed = await askTrack([TOWN], { from: iso(NOW), to: iso(NOW - 1) })
  const tooLong = await askTrack([TOWN], { from: iso(NOW - DAY - 1), to: iso(NOW) })
  const aDay = await askTrack([TOWN], { from: iso(NOW - DAY), to: iso(NOW) })

  expect(positionsSlice.queries[0]!.recorded).toBe(true)
  expect(reversed).toMatchObject({ ok: false, code: 'positions.time-reversed' })
  expect(tooLong).toMatchObject({ ok: false, code: 'positions.time-too-long' })
  expect(aDay).toMatchObject({ ok: true })
})

test('PO-42 an answer cut at 20,000 points says that it is not complete', async () => {
  const from = Date.parse('2026-11-24T00:00:00.000Z')
  await insertPositions(
    database.db,
    Array.from({ length: 20_001 }, (_, index) => sampleAt(from + index * 1_000)),
  )

  const cut = await askTrack([TOWN], { from: iso(from), to: iso(from + DAY) })
  const whole = await askTrack([TOWN], { from: iso(from + 1_000), to: iso(from + DAY) })

  expect(cut).toMatchObject({ answer: { complete: false } })
  expect(whole).toMatchObject({ answer: { complete: true } })
})

test('PO-41 positions past the retention go with their partition, the others stay', async () => {
  const later = NOW + 31 * DAY

  const dropped = await keepPartitions(database.db, later, 30)

  expect(dropped).toBe(2)
  const left = await partitions()
  expect(left[0]).toBe('position_history_20261124')
  expect(left.at(-1)).toBe('position_history_20261231')
  const { rows } = await database.db.query<{ oldest: string }>(
    'select min(measured_at) as oldest from position_history',
  )
  expect(rows[0]?.oldest).toBe('2026-11-24T00:00:00.000Z')
})
