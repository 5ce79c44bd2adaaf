import { expect, test } from 'vitest'
import { readableFromM, smallestTypePx } from './calibration.ts'

test.each([
  [4, 37],
  [6, 56],
])('U-3 a 55-inch 1080p panel read from %i m needs %i px', (farthestSeatM, px) => {
  expect(smallestTypePx({ pitchMm: 0.63, farthestSeatM, arcMinutes: 20 })).toBe(px)
})

test('U-3 22 minutes of arc ask for a tenth more', () => {
  expect(smallestTypePx({ pitchMm: 0.63, farthestSeatM: 6, arcMinutes: 22 })).toBe(61)
})

test('U-3 the size computed for a seat is readable from that seat', () => {
  const px = smallestTypePx({ pitchMm: 0.9, farthestSeatM: 7.5, arcMinutes: 20 })

  expect(readableFromM(px, 0.9)).toBeGreaterThanOrEqual(7.5)
  expect(readableFromM(px - 1, 0.9)).toBeLessThan(7.5)
})

test('U-3 refuses a figure that is not above zero', () => {
  expect(() => smallestTypePx({ pitchMm: 0, farthestSeatM: 4, arcMinutes: 20 })).toThrow(RangeError)
  expect(() => smallestTypePx({ pitchMm: 0.63, farthestSeatM: Number.NaN, arcMinutes: 20 })).toThrow(
    RangeError,
  )
})
