import { expect, test } from 'vitest'
import { classOf, quantileBreaks } from './choropleth.ts'

test('U-20 one extreme area does not flatten the others', () => {
  const breaks = quantileBreaks([1, 2, 3, 4, 5, 6, 7, 1000], 4)

  expect(breaks).toEqual([3, 5, 7])
  expect([1, 3, 6, 1000].map(value => classOf(value, breaks))).toEqual([0, 1, 2, 3])
})

test('U-20 an unknown value has no class, and zero is a value', () => {
  expect(classOf(undefined, [3, 5])).toBeUndefined()
  expect(classOf(0, [3, 5])).toBe(0)
})

test('U-20 areas that are all alike are one class', () => {
  expect(quantileBreaks([4, 4, 4], 5)).toEqual([])
})
