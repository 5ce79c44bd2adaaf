import { describe, expect, it } from 'vitest'
import type { PolygonRing, Polygons } from './polygons.ts'
import { tileExactly } from './tiling.ts'

const box = (west: number, south: number, east: number, north: number): PolygonRing => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const shape = (...rings: PolygonRing[]): Polygons => [rings]
/** The outline of the four quarters, with the points where their borders meet it. */
const whole = shape([
  [0, 0],
  [1, 0],
  [2, 0],
  [2, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
  [0, 0],
])
const quarters = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 1, 1, 2), box(1, 1, 2, 2)].map(ring => shape(ring))

describe('an exact tiling', () => {
  it('G-10 is seen whichever way its rings turn', () => {
    const turned = quarters.map(([rings]) => shape([...rings![0]!].reverse()))

    expect(tileExactly(whole, quarters)).toBe(true)
    expect(tileExactly(whole, turned)).toBe(true)
  })

  it('G-10 is seen around a hole and in a whole of several parts', () => {
    const ring = shape(box(0, 0, 3, 3), box(1, 1, 2, 2))
    const core = shape(box(1, 1, 2, 2))
    const island = shape(box(9, 9, 10, 10))

    expect(tileExactly(shape(box(0, 0, 3, 3)), [ring, core])).toBe(true)
    expect(tileExactly([...ring, ...island], [ring, island])).toBe(true)
  })

  it('G-10 is not claimed with a part missing, doubled, moved, too many or beyond', () => {
    const [first, ...others] = quarters as [Polygons, ...Polygons[]]
    const moved = shape(box(0, 0, 1, 1 + 1e-9))
    const beyond = shape(box(2, 0, 3, 1))

    expect(tileExactly(whole, others)).toBe(false)
    expect(tileExactly(whole, [first, ...quarters])).toBe(false)
    expect(tileExactly(whole, [moved, ...others])).toBe(false)
    expect(tileExactly(whole, [...quarters, beyond])).toBe(false)
    expect(tileExactly(whole, [beyond, ...others])).toBe(false)
  })
})
