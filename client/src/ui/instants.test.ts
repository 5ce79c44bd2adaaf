import { expect, test } from 'vitest'
import { shortInstant } from './instants.ts'

const now = new Date(2026, 10, 23, 15, 0).getTime()

test('U-24 an instant of today shows its time, of another day its date too', () => {
  expect(shortInstant(new Date(2026, 10, 23, 9, 5).getTime(), now)).toBe('09:05')
  expect(shortInstant(new Date(2026, 10, 22, 23, 59).getTime(), now)).toBe('11-22 23:59')
})
