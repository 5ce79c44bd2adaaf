import { derivedId } from '@one-centre/shared/ids'
import type { Grid, Organisation } from '@one-centre/shared/organisations'
import { describe, expect, it } from 'vitest'
import { checkPlace, civilDate, onDutyOf, whyNotRank, whyNotRetire, whyNotSave } from './rules.ts'

const town = derivedId<'organisation'>('town')
const county = derivedId<'organisation'>('county')

const body = (code: string, part: Partial<Organisation> = {}): Organisation => ({
  id: derivedId('body', code),
  township: town,
  version: 1,
  code,
  name: code,
  shortName: code,
  type: 'office',
  verifies: false,
  parentId: null,
  agencyId: null,
  position: null,
  phone: '',
  retired: false,
  ...part,
})

const grid = (code: string, level: Grid['level'], people: string[]): Grid => ({
  id: derivedId('grid', code),
  township: town,
  version: 1,
  code,
  name: code,
  level,
  parentId: null,
  organisationId: null,
  polygon: { type: 'MultiPolygon', coordinates: [] },
  centre: { lon: 0, lat: 0 },
  dutyPersonIds: people,
  validFrom: '2026-01-01',
})

it('G-18 leaves the county and its townships to be named from the county’s seat', () => {
  for (const type of ['county', 'township'] as const) {
    expect(whyNotRank(type, town, county)).toMatchObject({ code: 'access.denied' })
    expect(whyNotRank(type, county, county)).toBeNull()
  }
  expect(whyNotRank('office', town, county)).toBeNull()
})

describe('places', () => {
  const extent = { west: 104, south: 29, east: 105, north: 30 }

  it('G-13 takes a place up to 20 % outside the extent and refuses one beyond', () => {
    expect(checkPlace(extent, { lon: 105.19, lat: 30.19 })).toBeNull()
    expect(checkPlace(extent, { lon: 105.21, lat: 29.5 })).toMatchObject({
      code: 'place.outside-county',
      detail: { swapped: false },
    })
  })

  it('G-13 hints at swapped coordinates and never takes the null island', () => {
    expect(checkPlace(extent, { lon: 29.5, lat: 104.5 })).toMatchObject({ detail: { swapped: true } })
    expect(checkPlace(null, { lon: 29.5, lat: 80 })).toBeNull()
    expect(checkPlace(null, { lon: 0, lat: 0 })).toMatchObject({ code: 'place.outside-county' })
  })

  it('G-12 counts a border from the civil date in China', () => {
    expect(civilDate('2026-11-23T15:59:59.999Z')).toBe('2026-11-23')
    expect(civilDate('2026-11-23T16:00:00.000Z')).toBe('2026-11-24')
  })
})

describe('bodies', () => {
  const a = body('A')
  const b = body('B', { parentId: a.id })

  it('G-14 refuses a code that is taken in the township, not one of the county', () => {
    const theirs = body('C', { township: county })

    expect(whyNotSave(derivedId('new'), town, body('A'), [a, theirs])).toMatchObject({
      code: 'organisations.code-taken',
    })
    expect(whyNotSave(derivedId('new'), town, body('C'), [a, theirs])).toBeNull()
    expect(whyNotSave(a.id, town, a, [a, theirs])).toBeNull()
  })

  it('G-14 refuses a parent that is unknown, retired or below the body itself', () => {
    const under = (parentId: string): ReturnType<typeof whyNotSave> =>
      whyNotSave(a.id, town, { ...a, parentId }, [a, b, body('R', { retired: true })])

    expect(under(derivedId('nobody'))).toMatchObject({ code: 'organisations.parent-unknown' })
    expect(under(body('R').id)).toMatchObject({ code: 'organisations.parent-unknown' })
    expect(under(b.id)).toMatchObject({ code: 'organisations.parent-unknown' })
    expect(under(a.id)).toMatchObject({ code: 'organisations.parent-unknown' })
  })

  it('G-15 keeps a body that is in use and says by whom', () => {
    const none = { bodies: [], grids: [], people: [], teams: [] }

    expect(whyNotRetire(a, none)).toBeNull()
    expect(whyNotRetire(a, { ...none, bodies: [b], people: [{ name: '张三' }] })).toMatchObject({
      code: 'organisations.still-in-use',
      detail: { uses: 2, examples: ['B', '张三'] },
    })
    expect(whyNotRetire(body('T', { type: 'township' }), none)).toMatchObject({
      code: 'organisations.still-in-use',
    })
  })

  it('G-16 asks the finest grid that names anybody', () => {
    const village = grid('V', 'village', ['leader'])

    expect(onDutyOf([village, grid('A', 'grid', ['x', 'y']), grid('B', 'grid', ['y'])])).toEqual(['x', 'y'])
    expect(onDutyOf([village, grid('A', 'grid', [])])).toEqual(['leader'])
    expect(onDutyOf([])).toEqual([])
  })
})
