import { describe, expect, it } from 'vitest'
import { buildGridIndex, gridsAt, nearestGrid } from './grid-index.ts'
import { derivedId } from './ids.ts'
import type { Grid, GridLevel } from './organisations.ts'

type IndexedGrid = Pick<Grid, 'id' | 'code' | 'name' | 'level' | 'organisationId' | 'polygon'>

const box = (code: string, level: GridLevel, west: number, south: number, size: number): IndexedGrid => ({
  id: derivedId('grid', code),
  code,
  name: code,
  level,
  organisationId: null,
  polygon: {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [west, south],
          [west + size, south],
          [west + size, south + size],
          [west, south + size],
          [west, south],
        ],
      ],
    ],
  },
})

const codes = (found: ReturnType<typeof gridsAt>): string[] => found.grids.map(grid => grid.code)

const village = box('V', 'village', 104, 30, 0.02)
const index = buildGridIndex([box('B', 'grid', 104.01, 30, 0.01), box('A', 'grid', 104, 30, 0.01), village])

describe('grid index', () => {
  it('G-1 names all levels that hold a point, from the top down', () => {
    const found = gridsAt(index, { lon: 104.005, lat: 30.005 })

    expect(codes(found)).toEqual(['V', 'A'])
    expect(found.tie).toBe(false)
  })

  it('G-2 names every neighbour on a border and says it is a tie', () => {
    const onBorder = gridsAt(index, { lon: 104.01, lat: 30.005 })
    // 0.000005° of longitude at 30° N is half a metre.
    const halfMetreOff = gridsAt(index, { lon: 104.010005, lat: 30.005 })
    const fiveMetresOff = gridsAt(index, { lon: 104.01005, lat: 30.005 })

    expect(onBorder).toMatchObject({ tie: true })
    expect(codes(onBorder)).toEqual(['V', 'A', 'B'])
    expect(codes(halfMetreOff)).toEqual(['V', 'A', 'B'])
    expect(codes(fiveMetresOff)).toEqual(['V', 'B'])
  })

  it('G-1 leaves out a hole', () => {
    const ring = box('H', 'grid', 104, 30, 0.01)
    const hole = box('h', 'grid', 104.004, 30.004, 0.002).polygon.coordinates[0]?.[0] ?? []
    const holed = buildGridIndex([
      {
        ...ring,
        polygon: { type: 'MultiPolygon', coordinates: [[...(ring.polygon.coordinates[0] ?? []), hole]] },
      },
    ])

    expect(codes(gridsAt(holed, { lon: 104.005, lat: 30.005 }))).toEqual([])
    expect(codes(gridsAt(holed, { lon: 104.001, lat: 30.001 }))).toEqual(['H'])
  })

  it('G-3 finds the nearest grid outside all, the finest of those equally near', () => {
    const near = nearestGrid(index, { lon: 103.99, lat: 30.005 })

    expect(near?.grid.code).toBe('A')
    // 0.01° of longitude at 30° N.
    expect(near?.metres).toBeGreaterThan(960)
    expect(near?.metres).toBeLessThan(966)
    expect(nearestGrid(buildGridIndex([]), { lon: 104, lat: 30 })).toBeUndefined()
  })

  it('G-1 answers within a millisecond among 2,000 grids', () => {
    const grids = Array.from({ length: 2_000 }, (_, i) =>
      circle(`C${i}`, 104 + (i % 50) * 0.01, 30 + Math.floor(i / 50) * 0.01),
    )
    const built = performance.now()
    const big = buildGridIndex(grids)
    const buildMs = performance.now() - built
    const asked = performance.now()
    let hits = 0
    for (let i = 0; i < 2_000; i += 1)
      hits += gridsAt(big, { lon: 104 + ((i * 7) % 500) / 1_000, lat: 30 + ((i * 13) % 400) / 1_000 }).grids
        .length
    const eachMs = (performance.now() - asked) / 2_000

    console.log(`2,000 grids: built in ${buildMs.toFixed(1)} ms, ${eachMs.toFixed(4)} ms a point`)
    expect(hits).toBeGreaterThan(500)
    expect(eachMs).toBeLessThan(1)
  })
})

/** A round grid of 64 points. */
function circle(code: string, lon: number, lat: number): IndexedGrid {
  const ring = Array.from({ length: 65 }, (_, i) => [
    lon + 0.005 * Math.cos(((i % 64) * Math.PI) / 32),
    lat + 0.005 * Math.sin(((i % 64) * Math.PI) / 32),
  ])
  return { ...box(code, 'grid', lon, lat, 1), polygon: { type: 'MultiPolygon', coordinates: [[ring]] } }
}
