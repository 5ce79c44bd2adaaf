import type { Incident } from '@one-centre/shared/incidents'
import { expect, test } from 'vitest'
import { byDue, byHour, keepCounts, percentile, responseMs, since } from './overview.ts'

const incident = (id: string, stamps: object, dueBy: string | null = null) =>
  ({
    id,
    dueBy,
    stamps: { reportedAt: null, dispatchedAt: null, arrivedAt: null, ...stamps },
  }) as unknown as Incident

test('WA-2 percentiles lie between neighbours in proportion; of nothing they are unknown', () => {
  expect(percentile([4, 1, 2, 3], 0.5)).toBe(2.5)
  expect(percentile([10, 20, 30], 0.9)).toBeCloseTo(28)
  expect(percentile([7], 0.9)).toBe(7)
  expect(percentile([], 0.5)).toBeUndefined()
})

test('WA-2 a response is known only with both ends in order', () => {
  const ends = { dispatchedAt: '2026-11-23T01:00:00.000Z', arrivedAt: '2026-11-23T01:12:00.000Z' }

  expect(responseMs(incident('a', ends))).toBe(12 * 60_000)
  expect(responseMs(incident('b', { ...ends, arrivedAt: null }))).toBeUndefined()
  expect(responseMs(incident('c', { ...ends, arrivedAt: '2026-11-23T00:50:00.000Z' }))).toBeUndefined()
})

test('WA-12 counts of the same grids with the same numbers are those of before', () => {
  const before = new Map([
    ['a', 1],
    ['b', 0],
  ])

  expect(keepCounts(before, new Map(before))).toBe(before)
  for (const now of [new Map([['a', 1]]), new Map([...before, ['b', 2]]), new Map([...before, ['c', 0]])])
    expect(keepCounts(before, now)).toBe(now)
})

test('WA-3 the most overdue comes first, then what is due next; without a limit there is no place', () => {
  const rows = [
    incident('next', {}, '2026-11-23T11:00:00.000Z'),
    incident('none', {}),
    incident('worst', {}, '2026-11-23T08:00:00.000Z'),
    incident('late', {}, '2026-11-23T09:00:00.000Z'),
  ]

  expect(byDue(rows).map(one => one.id)).toEqual(['worst', 'late', 'next'])
})

test('WA-6 hours and days hold exactly the incidents they count', () => {
  const rows = [
    incident('eight', { reportedAt: '2026-11-23T08:10:00.000Z' }),
    incident('yesterday', { reportedAt: '2026-11-22T23:59:59.999Z' }),
    incident('draft', {}),
  ]
  const today = since(rows, one => one.stamps.reportedAt, Date.parse('2026-11-23T00:00:00.000Z'))

  const hours = byHour(today, at => new Date(at).getUTCHours())

  expect(today.map(one => one.id)).toEqual(['eight'])
  expect(hours).toHaveLength(24)
  expect(hours[8]?.map(one => one.id)).toEqual(['eight'])
  expect(hours.flat()).toHaveLength(1)
})
