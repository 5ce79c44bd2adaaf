import type { Supervision } from '@one-centre/shared/supervision'
import { expect, test } from 'vitest'
import { supervisionKind } from './kinds.ts'

const toWater = { id: 'a', toOrganisationId: 'water' }
const toRoads = { id: 'b', toOrganisationId: 'roads' }
const toCentre = { id: 'c', toOrganisationId: null }
const supervision = {
  light: 'red',
  chases: [toWater, toRoads, toCentre],
  orders: [toRoads],
  marks: [toWater, toCentre],
} as unknown as Supervision

function shown(...scopes: readonly string[]): Supervision {
  return supervisionKind.project!(supervision, new Set(scopes))
}

test('S-9 the centre sees all, a body what was said to it, the wall the light alone', () => {
  expect(shown('duty', 'all')).toBe(supervision)
  expect(shown('body:water')).toMatchObject({ light: 'red', chases: [toWater], orders: [], marks: [toWater] })
  expect(shown('room')).toMatchObject({ light: 'red', chases: [], orders: [], marks: [] })
})

test('S-9 it travels to the centre, the wall and the bodies it names', () => {
  expect(supervisionKind.audience(supervision)).toEqual(['duty', 'room', 'body:roads', 'body:water'])
})
