import { expect, test } from 'vitest'
import { flawsOf } from './passwords.ts'

test('D-9 a password is long enough, of several characters, and does not hold the name', () => {
  expect(flawsOf('Correct-Horse-9', 'admin')).toEqual([])
  expect(flawsOf('short', 'admin')).toEqual(['too-short'])
  expect(flawsOf('aaaaaaaaaaaa', 'admin')).toEqual(['one-character'])
  expect(flawsOf('my-ADMIN-password', 'admin')).toEqual(['like-the-name'])
  expect(flawsOf('x'.repeat(201), '')).toEqual(['too-long', 'one-character'])
})

test('D-9 an unknown name is in no password', () => {
  expect(flawsOf('Correct-Horse-9', '')).toEqual([])
})
