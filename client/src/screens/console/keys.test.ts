import { expect, test } from 'vitest'
import { keyAct } from './keys.ts'

const press = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...more,
})

test('CO-6 no key acts while an input method composes', () => {
  for (const key of ['j', 'Enter', 'F9', 'Escape'])
    expect(keyAct(press(key, { isComposing: true }), 'page')).toBeUndefined()
})

test('CO-6 letters are letters in a field; sending, leaving and function keys still act', () => {
  expect(keyAct(press('j'), 'field')).toBeUndefined()
  expect(keyAct(press('Enter'), 'field')).toBeUndefined()
  expect(keyAct(press('Enter', { ctrlKey: true }), 'field')).toBe('send')
  expect(keyAct(press('Escape'), 'field')).toBe('back')
  expect(keyAct(press('F9'), 'field')).toBe('dispatch')
})

test('CO-19 the function keys and the line are where the specification puts them', () => {
  expect(['F2', 'F3', 'F4', 'F8', 'F9', 'F10'].map(key => keyAct(press(key), 'field'))).toEqual([
    'create',
    'search',
    'advise',
    'acknowledge',
    'dispatch',
    'unassigned',
  ])
  expect(keyAct(press('k', { ctrlKey: true }), 'field')).toBe('line')
  expect(keyAct(press('`'), 'page')).toBe('line')
  expect(keyAct(press('`'), 'field')).toBeUndefined()
  expect(keyAct(press('3', { altKey: true }), 'page')).toBe('status')
  expect(keyAct(press('3', { altKey: true }), 'field')).toBeUndefined()
  expect(keyAct(press('z', { ctrlKey: true }), 'field')).toBeUndefined()
  expect(keyAct(press('k', { ctrlKey: true, isComposing: true }), 'field')).toBeUndefined()
})

test('CO-6 on the page J, K, N and ? act, and a button keeps its own Enter', () => {
  expect(keyAct(press('J'), 'page')).toBe('next')
  expect(keyAct(press('k'), 'page')).toBe('previous')
  expect(keyAct(press('n'), 'page')).toBe('create')
  expect(keyAct(press('?'), 'page')).toBe('help')
  expect(keyAct(press('Enter'), 'control')).toBeUndefined()
  expect(keyAct(press('Enter'), 'page')).toBe('open')
})
