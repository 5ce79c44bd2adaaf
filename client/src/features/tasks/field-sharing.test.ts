import { expect, test } from 'vitest'
import { accuracyOf, lookOf } from './field-sharing.ts'

const on = { kind: 'on', accuracyM: 8, sentAt: undefined } as const

test('FD-22 a position nobody can hear is kept, not shared', () => {
  expect(lookOf(on, 'up')).toBe('on')
  expect(lookOf(on, 'down')).toBe('kept')
  expect(lookOf({ kind: 'refused', why: 'denied' }, 'down')).toBe('refused')
})

test('FD-22 an accuracy is never said to be better than it is, and 0 is none', () => {
  expect(accuracyOf(0)).toBeUndefined()
  expect(accuracyOf(0.4)).toBe(1)
  expect(accuracyOf(7.2)).toBe(8)
})
