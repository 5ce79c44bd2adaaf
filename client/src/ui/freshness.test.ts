import { expect, test } from 'vitest'
import { ageOf, freshnessOf } from './freshness.ts'

const cadence = { intervalMs: 10_000, lostAfterMs: 600_000 }

test.each([
  [-3_000, 'live'],
  [20_000, 'live'],
  [20_001, 'ageing'],
  [50_000, 'ageing'],
  [50_001, 'stale'],
  [599_999, 'stale'],
  [600_000, 'lost'],
] as const)('U-4 an age of %i ms at a 10 s interval is %s', (age, freshness) => {
  expect(freshnessOf(age, cadence)).toBe(freshness)
})

test('U-4 what was never seen is lost, not live', () => {
  expect(freshnessOf(undefined, cadence)).toBe('lost')
})

test.each([
  [0, 'seconds', 0],
  [59_999, 'seconds', 59],
  [119_000, 'minutes', 1],
  [3_600_000, 'hours', 1],
  [47 * 3_600_000, 'hours', 47],
  [49 * 3_600_000, 'days', 2],
  [-5_000, 'seconds', 0],
] as const)('U-5 %i ms is said as %s: %i', (ms, unit, count) => {
  expect(ageOf(ms)).toEqual({ unit, count })
})
