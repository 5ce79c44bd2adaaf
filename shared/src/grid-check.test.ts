import { describe, expect, it } from 'vitest'
import { checkGrids, type GridCheckContext } from './grid-check.ts'
import { MAX_GRID_POINTS } from './grid-file.ts'

const nothing: GridCheckContext = { known: [], organisationCodes: new Set(['B1']) }

/** A square of `size` degrees with its south-west corner at (lon, lat). */
const square = (lon: number, lat: number, size = 0.01): number[][] => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
]

const feature = (properties: object, ring: unknown): object => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [ring] },
})

const grid = (code: string, ring: unknown, more: object = {}): object =>
  feature({ code, name: `网格${code}`, level: 'grid', ...more }, ring)

const check = (...features: object[]): ReturnType<typeof checkGrids> =>
  checkGrids({ type: 'FeatureCollection', features }, nothing)

const codesOf = (result: ReturnType<typeof checkGrids>): string[] => result.findings.map(found => found.code)

describe('grid check', () => {
  it('G-4 accepts neighbours that share a border', () => {
    const result = check(grid('A', square(104, 30)), grid('B', square(104.01, 30)))

    expect(result.findings).toEqual([])
    expect(result.drafts.map(draft => draft.code)).toEqual(['A', 'B'])
  })

  it('G-5 reads Chinese and DataV property names and Polygon as MultiPolygon', () => {
    const result = check(
      feature({ 网格编码: '510800001', '名 称': '一网格', 级别: '微网格' }, square(104, 30)),
      feature(
        { adcode: 510802, name: '利州区', level: 'district', parent: { adcode: 510800 } },
        square(105, 30),
      ),
    )

    expect(result.findings).toEqual([])
    expect(result.drafts[0]).toMatchObject({ code: '510800001', name: '一网格', level: 'micro-grid' })
    expect(result.drafts[1]).toMatchObject({ code: '510802', level: 'county', parentCode: null })
    expect(result.drafts[1]?.polygon.type).toBe('MultiPolygon')
  })

  it('G-5 names the field that is missing and the level that is unknown', () => {
    const result = check(
      feature({ code: 'A', level: 'grid', name: '  ' }, square(104, 30)),
      feature({ code: 'B', level: 'province', name: 'b' }, square(105, 30)),
      feature({ name: 'c', level: 'grid' }, square(106, 30)),
    )

    expect(result.drafts).toEqual([])
    expect(result.findings).toMatchObject([
      { feature: 0, code: 'missing-field', other: 'name', gridCode: 'A' },
      { feature: 1, code: 'unknown-level', other: 'province' },
      { feature: 2, code: 'missing-field', other: 'code' },
    ])
  })

  it.each([
    ['text', [['104', '30'], ...square(104, 30).slice(1)], 'coordinate-invalid'],
    ['null', [[null, 30], ...square(104, 30).slice(1)], 'coordinate-invalid'],
    ['one number', [[104], ...square(104, 30).slice(1)], 'coordinate-invalid'],
    ['out of range', [[204, 30], ...square(104, 30).slice(1)], 'coordinate-invalid'],
    ['swapped', square(104, 30).map(([lon, lat]) => [lat, lon]), 'coordinates-swapped'],
    ['null island', [[0, 0], ...square(104, 30).slice(1, -1), [0, 0]], 'null-island'],
    ['unclosed', square(104, 30).slice(0, -1), 'unclosed'],
    ['two points', square(104, 30).slice(0, 2), 'too-few-points'],
    ['no ring', 'ring', 'not-a-polygon'],
  ])('G-6 finds a ring with %s', (_what, ring, code) => {
    const result = check(grid('A', ring), grid('B', square(105, 31)))

    expect(result.drafts.map(draft => draft.code)).toEqual(['B'])
    expect(result.findings).toMatchObject([{ severity: 'error', feature: 0, gridCode: 'A', code }])
  })

  it('G-6 hints at the position that swapped coordinates mean', () => {
    const result = check(
      grid(
        'A',
        square(104, 30).map(([lon, lat]) => [lat, lon]),
      ),
    )

    expect(result.findings[0]?.at).toEqual({ lon: 104, lat: 30 })
  })

  it('G-7 finds a ring that crosses itself and says where', () => {
    const bow = [
      [104, 30],
      [104.01, 30.01],
      [104.01, 30],
      [104, 30.01],
      [104, 30],
    ]

    const result = check(grid('A', bow))

    expect(codesOf(result)).toEqual(['self-crossing'])
    expect(result.findings[0]?.at?.lon).toBeCloseTo(104.005, 6)
    expect(result.findings[0]?.at?.lat).toBeCloseTo(30.005, 6)
  })

  it('G-7 finds parts and holes of one shape that cross each other', () => {
    const parts = {
      type: 'Feature',
      properties: { code: 'A', name: 'a', level: 'grid' },
      geometry: { type: 'MultiPolygon', coordinates: [[square(104, 30)], [square(104.005, 30.005)]] },
    }

    expect(codesOf(check(parts))).toEqual(['self-crossing'])
  })

  it('G-8 finds codes that are doubled, unknown or of the wrong level', () => {
    expect(codesOf(check(grid('A', square(104, 30)), grid('A', square(105, 30))))).toEqual(['duplicate-code'])
    expect(codesOf(check(grid('A', square(104, 30), { parentCode: 'X' })))).toEqual(['unknown-parent'])
    expect(codesOf(check(grid('A', square(104, 30), { organisationCode: 'X' })))).toEqual([
      'unknown-organisation',
    ])
    expect(codesOf(check(grid('A', square(104, 30), { organisationCode: 'B1' })))).toEqual([])
    expect(
      codesOf(check(grid('A', square(104, 30)), grid('B', square(104, 30.01), { parentCode: 'A' }))),
    ).toContain('parent-level')
  })

  it('G-9 measures an overlap and lets slivers be', () => {
    const wide = check(grid('A', square(104, 30)), grid('B', square(104.005, 30)))
    const sliver = check(grid('A', square(104, 30)), grid('B', square(104.01 - 1e-7, 30)))
    const twice = check(grid('A', square(104, 30)), grid('B', square(104, 30)))

    // Half of 0.01° × 0.01° at 30° N: 0.5 · 1111.95 m · 963 m.
    expect(codesOf(wide)).toEqual(['overlap'])
    expect(wide.findings[0]?.area).toBeGreaterThan(534_000)
    expect(wide.findings[0]?.area).toBeLessThan(537_000)
    expect(codesOf(sliver)).toEqual([])
    expect(codesOf(twice)).toEqual(['overlap'])
  })

  it('G-9 finds an overlap with a grid that is already there, unless the file replaces it', () => {
    const known = {
      code: 'K',
      level: 'grid' as const,
      parentCode: null,
      polygon: { type: 'MultiPolygon' as const, coordinates: [[square(104, 30)]] },
    }
    const features = [grid('A', square(104.002, 30))]

    const beside = checkGrids({ features }, { ...nothing, known: [known] })
    const replaced = checkGrids(
      { features: [...features, grid('K', square(103.992, 30))] },
      { ...nothing, known: [known] },
    )

    expect(beside.findings).toMatchObject([{ code: 'overlap', gridCode: 'A', other: 'K' }])
    expect(replaced.findings).toEqual([])
  })

  it('G-10 warns of a gap inside the parent and refuses what lies outside it', () => {
    const village = grid('V', square(104, 30, 0.02), { level: 'village' })
    const inside = [
      grid('A', square(104, 30), { parentCode: 'V' }),
      grid('B', square(104.01, 30), { parentCode: 'V' }),
      grid('C', square(104, 30.01), { parentCode: 'V' }),
    ]

    const gap = check(village, ...inside)
    const whole = check(village, ...inside, grid('D', square(104.01, 30.01), { parentCode: 'V' }))
    const outside = check(village, ...inside, grid('D', square(104.02, 30.01), { parentCode: 'V' }))

    expect(gap.findings).toMatchObject([{ severity: 'warning', code: 'gap', gridCode: 'V' }])
    expect(gap.findings[0]?.at?.lon).toBeCloseTo(104.015, 3)
    expect(whole.findings).toEqual([])
    expect(codesOf(outside)).toEqual(['outside-parent', 'gap'])
  })

  it('G-11 refuses a polygon of a million points at once and a hostile one in bounded time', () => {
    const million = Array.from({ length: 1_000_001 }, () => [104, 30])
    const teeth = MAX_GRID_POINTS / 2 - 2
    // Long thin teeth side by side: every segment's box meets thousands of others, none cross.
    const comb = Array.from({ length: teeth }, (_, i) =>
      i % 2 === 0 ? [104 + i * 1e-7, 30 + i * 1e-7] : [105 + i * 1e-7, 31 + i * 1e-7],
    )
    const started = performance.now()

    const tooMany = check(grid('A', million))
    const hostile = check(grid('B', [...comb, [104, 31], comb[0]]))

    expect(codesOf(tooMany)).toEqual(['too-many-points'])
    expect(codesOf(hostile)[0]).toMatch(/too-complex|self-crossing/)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('G-4 finds nothing to read in what is not a collection', () => {
    expect(checkGrids(null, nothing).findings).toMatchObject([{ code: 'missing-field', other: 'features' }])
    expect(checkGrids({ features: [null, 7] }, nothing).drafts).toEqual([])
  })
})
