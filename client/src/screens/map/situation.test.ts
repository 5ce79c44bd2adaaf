import type { Incident } from '@one-centre/shared/incidents'
import type { Grid } from '@one-centre/shared/organisations'
import { expect, test } from 'vitest'
import { inside, levelBelow, pathTo, placesIn, queryOf, standingOf, stepDown } from './situation.ts'

const now = Date.parse('2026-11-23T10:00:00Z')
const grid = (id: string, level: Grid['level'], parentId: string | null) =>
  ({ id, name: id, level, parentId }) as Grid
const grids = new Map(
  [
    grid('county', 'county', null),
    grid('town', 'township', 'county'),
    grid('east', 'village', 'town'),
    grid('west', 'village', 'town'),
  ].map(one => [one.id, one]),
)
const incident = (id: string, gridIds: readonly string[], level: number, dueBy: string | null) =>
  ({ id, level, dueBy, place: { gridIds } }) as unknown as Incident
const open = [
  incident('a', ['town', 'east'], 3, null),
  incident('b', ['town', 'east'], 4, '2026-11-23T09:00:00.000Z'),
  incident('c', ['town', 'west'], 1, null),
]

test('MP-1 where a leader stands lives in the address, there and back', () => {
  const standing = { answer: 'late', gridId: 'east', incidentId: 'a' } as const

  expect(standingOf(queryOf(standing))).toEqual(standing)
  expect(standingOf({ ask: 'nonsense', grid: ['x'], incident: '' })).toEqual({
    answer: 'serious',
    gridId: undefined,
    incidentId: undefined,
  })
})

test('MP-2 the way down has every step from the township on, and the next level below it', () => {
  expect(pathTo(grids, 'east').map(one => one.id)).toEqual(['town', 'east'])
  expect(pathTo(grids, undefined)).toEqual([])
  expect(levelBelow(undefined)).toBe('township')
  expect(levelBelow(grids.get('town'))).toBe('village')
})

test('MP-2 a level that nobody has drawn is stepped over', () => {
  const villages = [grid('mission', 'village', null), grid('marina', 'village', null)]
  const blocks = [grid('block', 'grid', 'mission')]

  expect(stepDown([...villages, ...blocks], undefined)).toEqual(villages)
  expect(stepDown([...villages, ...blocks], villages[0])).toEqual(blocks)
  expect(stepDown([...villages, ...blocks], villages[1])).toEqual([])
  expect(stepDown([...grids.values()], undefined).map(one => one.id)).toEqual(['town'])
  expect(stepDown([], undefined)).toEqual([])
})

test('MP-3 places come most serious first, empty ones are left out, and counts are lengths of their lists', () => {
  const villages = [grids.get('east')!, grids.get('west')!, grid('empty', 'village', 'town')]

  const places = placesIn(villages, open, now)

  expect(places.map(one => one.id)).toEqual(['west', 'east'])
  expect(places[1]).toMatchObject({ count: 2, overdue: 1, serious: 0 })
  expect(places.map(one => one.count)).toEqual(places.map(one => inside(open, one.id).length))
  expect(inside(open, undefined)).toHaveLength(3)
})
