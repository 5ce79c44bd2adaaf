import { expect, test } from 'vitest'
import { dwellAfter, suggestsArrival, type Dwell, type Seen } from './field-dwell.ts'

const place = { lon: 117.1, lat: 31.2 }
/** 0.001° of latitude is 111 m. */
const seen = (at: number, more: Partial<Seen> = {}): Seen => ({ ...place, accuracyM: 10, at, ...more })
const after = (...fixes: readonly Seen[]): Dwell | undefined =>
  fixes.reduce<Dwell | undefined>((before, fix) => dwellAfter(before, fix, place), undefined)

test('FD-23 suggests arrival after 60 s near the place, not a second earlier', () => {
  expect(suggestsArrival(after(seen(0), seen(30_000), seen(59_999)))).toBe(false)
  expect(suggestsArrival(after(seen(0), seen(30_000), seen(60_000)))).toBe(true)
})

test('FD-23 leaving, or a silence longer than a minute, begins anew', () => {
  const away = seen(30_000, { lat: 31.202 })

  expect(suggestsArrival(after(seen(0), away, seen(40_000), seen(70_000)))).toBe(false)
  expect(suggestsArrival(after(seen(0), seen(61_000), seen(100_000)))).toBe(false)
})

test('FD-23 a fix vaguer than 50 m does not count, and breaks off only where it is surely elsewhere', () => {
  const vague = (at: number): Seen => seen(at, { accuracyM: 51 })

  expect(after(vague(0), vague(60_000))).toBeUndefined()
  expect(suggestsArrival(after(seen(0), vague(30_000), seen(60_000)))).toBe(true)
  expect(after(seen(0), seen(30_000, { lat: 31.21, accuracyM: 200 }))).toBeUndefined()
})

test('FD-23 near means within 100 m', () => {
  expect(after(seen(0, { lat: 31.2008 }))).toBeDefined()
  expect(after(seen(0, { lat: 31.201 }))).toBeUndefined()
})
