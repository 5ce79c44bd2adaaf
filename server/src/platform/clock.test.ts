import { expect, test } from 'vitest'
import { manualClock } from './clock.ts'

test('P-1 a manual clock stands still until it is moved', () => {
  const clock = manualClock('2026-11-23T08:00:00+08:00')

  expect(clock.iso()).toBe('2026-11-23T00:00:00.000Z')
  expect(clock.now()).toBe(clock.now())

  clock.advance(90_000)
  expect(clock.iso()).toBe('2026-11-23T00:01:30.000Z')

  clock.set('2027-01-01T00:00:00Z')
  expect(clock.now()).toBe(Date.UTC(2027, 0, 1))
})

test('P-1 a manual clock refuses a text that is no instant', () => {
  expect(() => manualClock('tomorrow')).toThrow(RangeError)
})
