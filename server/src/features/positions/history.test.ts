import { expect, test } from 'vitest'
import { createHistory } from './history.ts'
import type { Accepted } from './steps.ts'

const sampleOf = (sequence: number): Accepted => ({
  unit: { kind: 'team', id: 'a', label: 'A', teamId: 'a', teamKind: null },
  township: 't',
  lon: 104,
  lat: 30,
  accuracyM: null,
  speedMps: null,
  headingDeg: null,
  measuredAt: sequence,
  arrivedAt: sequence,
  sequence,
  state: 'accepted',
  late: false,
})

function openHistory(count: number) {
  const database = { away: false, rows: [] as number[], sizes: [] as number[], errors: 0 }
  const history = createHistory(
    samples => {
      if (database.away) return Promise.reject(new Error('away'))
      database.sizes.push(samples.length)
      database.rows.push(...samples.map(sample => sample.sequence))
      return Promise.resolve()
    },
    () => (database.errors += 1),
  )
  for (let sequence = 0; sequence < count; sequence++) history.add(sampleOf(sequence))
  return { history, database }
}

test('PO-40 positions are written in batches of at most 2,000, in order', async () => {
  const { history, database } = openHistory(4_500)

  await history.flush()

  expect(database.sizes).toEqual([2_000, 2_000, 500])
  expect(database.rows).toEqual(Array.from({ length: 4_500 }, (_, index) => index))
  expect(history.counts()).toEqual({ written: 4_500, waiting: 0, lost: 0 })
})

test('PO-43 what a database that is away did not take is written when it is back', async () => {
  const { history, database } = openHistory(3_000)

  database.away = true
  await history.flush()
  const away = history.counts()
  database.away = false
  await history.close()

  expect(away).toEqual({ written: 0, waiting: 3_000, lost: 0 })
  expect(database.errors).toBe(1)
  expect(database.rows).toHaveLength(3_000)
})

test('PO-43 beyond 50,000 the oldest are given up and counted', async () => {
  const { history, database } = openHistory(52_000)

  database.away = true
  await history.flush()
  database.away = false
  await history.flush()

  expect(history.counts()).toEqual({ written: 50_000, waiting: 0, lost: 2_000 })
  expect(database.rows[0]).toBe(2_000)
})
