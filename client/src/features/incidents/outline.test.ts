import type { Incident } from '@one-centre/shared/incidents'
import type { Grid } from '@one-centre/shared/organisations'
import { expect, test } from 'vitest'
import { outlineOf } from './outline.ts'

const grid = (level: Grid['level']): Grid => ({ level }) as Grid
const at = (lon: number, lat: number): Incident => ({ place: { position: { lon, lat } } }) as Incident
const seen = (grids: readonly Grid[], incidents: readonly Incident[], townships: readonly string[] = []) => ({
  grids,
  incidents,
  townships,
})
const unlocated = { place: { position: null } } as Incident

test('R-13 the map fits to the townships, else to whatever grids there are', () => {
  const grids = [grid('village'), grid('township')]

  expect(outlineOf(seen(grids, [at(1, 1)]), undefined)).toEqual([grid('township')])
  expect(outlineOf(seen([grid('village')], [at(1, 1)]), undefined)).toEqual([grid('village')])
})

test('R-13 a township’s own seat is shown its township alone', () => {
  const [ours, theirs] = ['ours', 'theirs'].map(
    organisationId => ({ level: 'township', organisationId }) as unknown as Grid,
  )

  expect(outlineOf(seen([theirs!, ours!], [], ['county', 'ours']), undefined)).toEqual([ours])
  expect(outlineOf(seen([theirs!, ours!], [], ['county', 'ours', 'theirs']), undefined)).toHaveLength(2)
})

test('WA-12 the map is fitted once to the same townships, however often it is asked', () => {
  const grids = [grid('village'), grid('township')]
  const first = outlineOf(seen(grids, []), undefined)

  expect(outlineOf(seen(grids, [at(1, 1)]), first)).toBe(first)
  expect(outlineOf(seen([...grids, grid('township')], []), first)).not.toBe(first)
})

test('R-13 without grids the map fits to where the incidents are, and stays while they stay inside', () => {
  const first = outlineOf(seen([], [at(-118.27, 34.07), at(-118.19, 34.11), unlocated]), undefined)
  const ring = first[0]?.polygon.coordinates[0]?.[0]
  const same = outlineOf(seen([], [at(-118.21, 34.09), at(-118.27, 34.07), at(-118.19, 34.11)]), first)
  const wider = outlineOf(seen([], [at(-118.27, 34.07), at(-117.95, 34.11)]), first)

  expect(ring?.[0]).toEqual([-118.3, 34])
  expect(ring?.[2]).toEqual([-118.1, 34.2])
  expect(same).toBe(first)
  expect(wider[0]?.polygon.coordinates[0]?.[0]?.[2]).toEqual([-117.9, 34.2])
})

test('R-13 an incident without a place moves nothing', () => {
  const first = outlineOf(seen([], [at(120, 30)]), undefined)

  expect(outlineOf(seen([], [unlocated]), first)).toBe(first)
  expect(outlineOf(seen([], [unlocated]), undefined)).toEqual([])
})
