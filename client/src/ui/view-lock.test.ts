import { expect, test } from 'vitest'
import { askFor, follow, gesture, release } from './view-lock.ts'

test('U-10 a following map shows what it is asked', () => {
  expect(askFor(follow<string>(), 'town').show).toBe('town')
})

test('U-10 after a gesture nothing but the person moves the map', () => {
  const locked = gesture(askFor(follow<string>(), 'town').lock)

  const asked = askFor(locked, 'fire')

  expect(asked.show).toBeUndefined()
  expect(asked.lock.state).toBe('locked')
})

test('U-10 one key returns to what was asked last, also while it was locked', () => {
  const asked = askFor(gesture(askFor(follow<string>(), 'town').lock), 'fire')

  const returned = release(asked.lock)

  expect(returned.show).toBe('fire')
  expect(returned.lock.state).toBe('following')
})
