import { expect, test } from 'vitest'
import { isIdle, type Doings } from './field-idle.ts'

const quiet: Doings = { unsent: 0, ringing: false, typing: false, touchedAt: 0, hidden: false }

test('FD-2 a phone left alone for half a minute, or out of sight, is idle', () => {
  expect(isIdle(quiet, 29_999)).toBe(false)
  expect(isIdle(quiet, 30_000)).toBe(true)
  expect(isIdle({ ...quiet, typing: true, hidden: true }, 0)).toBe(true)
})

test.each([{ unsent: 1 }, { ringing: true }, { typing: true }])('FD-2 %o is not idle', doing => {
  expect(isIdle({ ...quiet, ...doing }, 60_000)).toBe(false)
})

test('FD-2 out of sight, what is unsent still goes first', () => {
  expect(isIdle({ ...quiet, unsent: 1, hidden: true }, 60_000)).toBe(false)
})
