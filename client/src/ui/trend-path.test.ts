import { expect, test } from 'vitest'
import { trendPath } from './trend-path.ts'

test('U-25 an unknown value breaks the line and never touches zero', () => {
  expect(trendPath([1, 3, undefined, 2, 3], 40, 10)).toBe('M0.0 10.0L10.0 0.0M30.0 5.0L40.0 0.0')
})

test('U-25 a level line lies in the middle, an unknown one draws nothing', () => {
  expect(trendPath([4, 4], 10, 8)).toBe('M0.0 4.0L10.0 4.0')
  expect(trendPath([undefined, undefined], 10, 8)).toBe('')
})
