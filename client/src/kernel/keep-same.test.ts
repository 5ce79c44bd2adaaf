import { expect, test } from 'vitest'
import { keepSame } from './keep-same.ts'

const [one, two] = [{ id: 1 }, { id: 2 }]

test('WA-12 a list of the same things in the same order is the list of before', () => {
  const before = [one, two]

  expect(keepSame(before, [one, two])).toBe(before)
})

test('WA-12 a thing that came, went, moved or changed makes it a new list', () => {
  const before = [one, two]

  for (const now of [[one], [one, two, one], [two, one], [one, { id: 2 }]])
    expect(keepSame(before, now)).toBe(now)
  expect(keepSame(undefined, before)).toBe(before)
})
