import { expect, test } from 'vitest'
import {
  civilDay,
  clockTime,
  datedInstant,
  endInstant,
  hourOfDay,
  midnightOf,
  shortInstant,
} from './instants.ts'

const now = Date.parse('2026-11-23T15:00:00+08:00')

test('U-24 an instant of today shows its time, of another day its date too', () => {
  expect(shortInstant(Date.parse('2026-11-23T09:05:00+08:00'), now)).toBe('09:05')
  expect(shortInstant(Date.parse('2026-11-22T23:59:00+08:00'), now)).toBe('11-22 23:59')
})

test('U-28 every instant is said by the county’s clock, whatever zone the computer is in', () => {
  const beforeDawn = Date.parse('2026-11-22T17:30:09Z')

  expect(clockTime(beforeDawn)).toBe('01:30:09')
  expect(civilDay(beforeDawn)).toBe('2026-11-23')
  expect(hourOfDay(beforeDawn)).toBe(1)
  expect(midnightOf(beforeDawn)).toBe(Date.parse('2026-11-23T00:00:00+08:00'))
})

test('CO-35 a limit that ends with a day ends at its 24:00; in a list over days every instant has its date', () => {
  const end = (at: string) => endInstant(Date.parse(at), now)

  expect(end('2026-12-05T00:00:00+08:00')).toBe('12-04 24:00')
  expect(end('2026-11-24T00:00:00+08:00')).toBe('24:00')
  expect(end('2026-11-23T16:30:00+08:00')).toBe('16:30')
  expect(datedInstant(Date.parse('2026-11-23T09:05:00+08:00'))).toBe('11-23 09:05')
})
