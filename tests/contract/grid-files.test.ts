import { checkGrids, type GridCheckContext } from '@one-centre/shared/grid-check'
import { buildGridIndex, gridsAt, nearestGrid } from '@one-centre/shared/grid-index'
import { derivedId } from '@one-centre/shared/ids'
import { areaOf } from '@one-centre/shared/polygons'
import { describe, expect, it } from 'vitest'
import { readSharedJson, sharedFile } from '../harness/shared-data.ts'

const townships = sharedFile('data/cn_township_boundaries/renshou_county_511421_60_townships.geojson')
const counties = sharedFile('data/cn_township_boundaries/guangyuan_city_510800_7_counties_datav.geojson')
const nothing: GridCheckContext = { known: [], organisationCodes: new Set() }

describe('real boundary files', () => {
  it.skipIf(townships === undefined)('G-5 reads 60 real townships, one with a broken property name', () => {
    const { drafts, findings } = checkGrids(readSharedJson(townships ?? ''), nothing)

    const errors = findings.filter(found => found.severity === 'error')
    const squareKm = drafts.reduce((sum, draft) => sum + areaOf(draft.polygon.coordinates), 0) / 1e6
    expect(errors).toEqual([])
    expect(drafts).toHaveLength(60)
    expect(drafts[1]?.name).toBe('大化镇')
    // The county's true area is 2,606 km².
    expect(squareKm).toBeGreaterThan(2_550)
    expect(squareKm).toBeLessThan(2_660)
  })

  it.skipIf(townships === undefined)('G-1 finds each real township at the place of its name', () => {
    const { drafts } = checkGrids(readSharedJson(townships ?? ''), nothing)
    const index = buildGridIndex(
      drafts.map(draft => ({ ...draft, id: derivedId('grid', draft.code), organisationId: null })),
    )

    const at = gridsAt(index, { lon: 104.148, lat: 29.996 })
    const far = nearestGrid(index, { lon: 103, lat: 30 })

    expect(at.grids).toHaveLength(1)
    expect(far?.metres).toBeGreaterThan(10_000)
  })

  it.skipIf(counties === undefined)('G-7 names the one real county whose parts run along each other', () => {
    const { drafts, findings } = checkGrids(readSharedJson(counties ?? ''), nothing)

    expect(drafts).toHaveLength(7)
    expect(findings.filter(found => found.code === 'doubled-border')).toMatchObject([
      { severity: 'warning', gridCode: '510824' },
    ])
  })
})
