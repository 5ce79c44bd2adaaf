import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cellKey,
  cellKeysOf,
  cellLevels,
  cellsPerTownship,
  cellX,
  cellY,
  coverHolds,
  coverOf,
  FINEST_LEVEL,
  MAX_CELLS,
} from './cells.ts'

const longitude = fc.double({ min: -180, max: 180, noNaN: true })
const latitude = fc.double({ min: -89.9, max: 89.9, noNaN: true })
const box = fc.tuple(longitude, longitude, latitude, latitude).map(([a, b, c, d]) => ({
  west: Math.min(a, b),
  east: Math.max(a, b),
  south: Math.min(c, d),
  north: Math.max(c, d),
}))

describe('cover', () => {
  test('PO-22 any viewport is covered by 1 to 64 cells', () => {
    fc.assert(
      fc.property(box, extent => {
        const keys = cellKeysOf(coverOf(extent, MAX_CELLS))

        expect(keys.length).toBeGreaterThanOrEqual(1)
        expect(keys.length).toBeLessThanOrEqual(64)
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })

  test('PO-22 a budget of 1 is kept by the cell that is the world', () => {
    const cover = coverOf({ west: -1, east: 1, south: -1, north: 1 }, 1)

    expect(cellKeysOf(cover)).toEqual([cellKey(0, 0, 0)])
  })

  test('PO-21 every point of a box lies in its cover', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(box, share, share, fc.integer({ min: 1, max: 64 }), (extent, along, up, maxCells) => {
        const lon = extent.west + (extent.east - extent.west) * along
        const lat = extent.south + (extent.north - extent.south) * up

        expect(coverHolds(coverOf(extent, maxCells), lon, lat)).toBe(true)
      }),
    )
  })

  test('PO-22 a street map of 2 km takes cells of 2 km, a county of 80 km cells of 34 km or less', () => {
    const street = coverOf({ west: 104.1, east: 104.12, south: 30, north: 30.01 }, MAX_CELLS)
    const county = coverOf({ west: 104, east: 104.8, south: 29.6, north: 30.4 }, MAX_CELLS)

    expect(street.level).toBe(14)
    expect(county.level).toBeGreaterThanOrEqual(10)
  })

  test('PO-22 twenty townships share the budget of one viewer', () => {
    expect([1, 4, 20, 1_000].map(cellsPerTownship)).toEqual([64, 64, 12, 4])
  })
})

describe('cell', () => {
  test('PO-21 a cell of a coarser level is the finest one shifted', () => {
    fc.assert(
      fc.property(longitude, latitude, fc.constantFrom(...cellLevels), (lon, lat, level) => {
        expect(cellX(lon, FINEST_LEVEL) >> (FINEST_LEVEL - level)).toBe(cellX(lon, level))
        expect(cellY(lat, FINEST_LEVEL) >> (FINEST_LEVEL - level)).toBe(cellY(lat, level))
      }),
    )
  })

  test('PO-21 cells of different levels never share a key', () => {
    const corners = cellLevels.flatMap(level => {
      const last = 2 ** level - 1
      return [cellKey(level, 0, 0), cellKey(level, last, last)]
    })

    // At level 0 both corners are the same cell.
    expect(new Set(corners).size).toBe(corners.length - 1)
  })

  test('PO-21 outside the world the nearest cell answers', () => {
    expect([cellX(-200, 14), cellX(200, 14), cellY(90, 14), cellY(-90, 14)]).toEqual([0, 16_383, 0, 16_383])
  })
})
