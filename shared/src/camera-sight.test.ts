import { expect, test } from 'vitest'
import { bearingDegrees, camerasThatSee, turnDegrees } from './camera-sight.ts'
import type { Camera } from './cameras.ts'

/** About 111 m a thousandth of a degree of latitude, 96 m of longitude here. */
const here = { lon: 120, lat: 30 }
const north = (metres: number) => ({ lon: 120, lat: 30 + metres / 111_195 })

const camera = (id: string, more: Partial<Camera>): Camera => ({
  id,
  township: 'town',
  version: 1,
  code: id,
  name: id,
  organisationId: null,
  address: '',
  position: here,
  form: 'fixed',
  azimuthDegrees: 0,
  fieldOfViewDegrees: 60,
  rangeMetres: 100,
  capabilities: [],
  purpose: '',
  recordingDays: 30,
  signPosted: true,
  review: { state: 'approved', at: null, by: '', note: '' },
  tags: [],
  streams: ['main'],
  retired: false,
  ...more,
})

test('CA-12 bearings go clockwise from north and turns the shorter way round', () => {
  expect(bearingDegrees(here, north(50))).toBeCloseTo(0, 3)
  expect(bearingDegrees(here, { lon: 120.001, lat: 30 })).toBeCloseTo(90, 2)
  expect(bearingDegrees(north(50), here)).toBeCloseTo(180, 3)
  expect(bearingDegrees(here, { lon: 119.999, lat: 30 })).toBeCloseTo(270, 2)
  expect([turnDegrees(350, 10), turnDegrees(10, 350), turnDegrees(0, 180)]).toEqual([20, 20, 180])
})

test('CA-12 the cone decides, at its edge too', () => {
  const place = north(80)
  const cameras = [
    camera('edge', { azimuthDegrees: 29.9 }),
    camera('beside', { azimuthDegrees: 30.2 }),
    camera('over the north', { azimuthDegrees: 331 }),
    camera('away', { azimuthDegrees: 180 }),
  ]

  expect(camerasThatSee(cameras, place).map(one => one.camera.id)).toEqual(['edge', 'over the north'])
})

test('CA-12 in view comes first, then what can be turned, then what is not measured; the nearest first', () => {
  const place = north(80)
  const cameras = [
    camera('unmeasured', { azimuthDegrees: null, position: north(70) }),
    camera('turns', { form: 'ptz', azimuthDegrees: 180 }),
    camera('far', { position: north(0) }),
    camera('close', { position: north(40) }),
    camera('round', { form: 'panorama', position: north(60) }),
    camera('at its foot', { position: north(77), azimuthDegrees: 180 }),
    camera('too far', { rangeMetres: 79 }),
    camera('retired', { retired: true }),
    camera('nowhere', { position: null }),
  ]

  const seen = camerasThatSee(cameras, place)

  expect(seen.map(one => [one.camera.id, one.how])).toEqual([
    ['at its foot', 'in-view'],
    ['round', 'in-view'],
    ['close', 'in-view'],
    ['far', 'in-view'],
    ['turns', 'can-turn'],
    ['unmeasured', 'near'],
  ])
  expect(seen.find(one => one.camera.id === 'far')?.metres).toBeCloseTo(80, 0)
})
