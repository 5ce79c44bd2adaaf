import type { Incident } from '@one-centre/shared/incidents'
import { expect, test } from 'vitest'
import { pointsOf, samePoints } from './points.ts'

const at = (id: string, lon: number, level = 3, state = 'reported') =>
  ({ id, level, state, place: { position: { lon, lat: 30 } } }) as Incident
const unlocated = { id: 'x', level: 3, place: { position: null } } as Incident

test('U-30 a map is drawn anew for another place, mark or incident, not for another order or state', () => {
  const before = pointsOf([at('a', 1), at('b', 2), unlocated])

  expect(before.size).toBe(2)
  expect(samePoints(before, pointsOf([at('b', 2, 3, 'handled'), at('a', 1)]))).toBe(true)
  expect(samePoints(before, pointsOf([at('a', 1), at('b', 2.1)]))).toBe(false)
  expect(samePoints(before, pointsOf([at('a', 1), at('b', 2, 1)]))).toBe(false)
  expect(samePoints(before, pointsOf([at('a', 1), at('c', 2)]))).toBe(false)
  expect(samePoints(before, pointsOf([at('a', 1)]))).toBe(false)
})
