import { expect, test } from 'vitest'
import { countsInAdvice, unitFreshness } from './unit-freshness.ts'

test('PO-26 live up to 2 intervals, ageing up to 5, stale up to 180, then lost', () => {
  const intervals = [-1, 0, 2, 2.01, 5, 5.01, 180, 180.01, 100_000]

  const states = intervals.map(count => unitFreshness(count * 10_000, 10_000))

  expect(states).toEqual(['live', 'live', 'live', 'ageing', 'ageing', 'stale', 'stale', 'lost', 'lost'])
})

test('PO-26 a stale unit is left out of advice', () => {
  expect((['live', 'ageing', 'stale', 'lost'] as const).filter(countsInAdvice)).toEqual(['live', 'ageing'])
})
