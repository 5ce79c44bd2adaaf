import { expect, test } from 'vitest'
import { withoutBidi } from './bidi.ts'

test('B-9 a text cannot be turned round, however deep it stands', () => {
  expect(withoutBidi({ a: ['x\u202egpj.exe', { b: '\u2066安全\u2069' }], n: 1 })).toEqual({
    a: ['xgpj.exe', { b: '安全' }],
    n: 1,
  })
})

test('B-9 what has no such control is the very same value', () => {
  const value = { a: ['路面塌陷', null, { b: 'شارع' }] }

  expect(withoutBidi(value)).toBe(value)
})
