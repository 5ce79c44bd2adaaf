import { expect, test } from 'vitest'
import { gridOf, nearest } from './point-grid.ts'

const frame = { width: 400, height: 300 }

test('U-19 finds the same point as looking at every one', () => {
  const x = Float32Array.from({ length: 500 }, (_, index) => (index * 97) % 400)
  const y = Float32Array.from({ length: 500 }, (_, index) => (index * 57) % 300)
  const grid = gridOf(x, y, frame, 32)

  for (let probe = 0; probe < 200; probe++) {
    const [px, py] = [(probe * 31) % 400, (probe * 71) % 300]
    const distances = Array.from(x, (_, index) => Math.hypot(x[index]! - px, y[index]! - py))
    const least = Math.min(...distances)
    const found = nearest(grid, px, py, 20)

    if (least > 20) expect(found).toBeUndefined()
    else expect(distances[found ?? -1]).toBeCloseTo(least, 5)
  }
})

test('U-19 of two at the same place the one drawn last is hit', () => {
  expect(nearest(gridOf([50, 50], [50, 50], frame, 32), 52, 50, 10)).toBe(1)
})

test('U-19 what lies outside the frame is never hit', () => {
  expect(nearest(gridOf([-5, 900], [10, 10], frame, 32), 0, 10, 10)).toBeUndefined()
})
