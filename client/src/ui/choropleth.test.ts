import { expect, test } from 'vitest'
import { classOf, quantileBreaks, sameClasses } from './choropleth.ts'

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

test('U-31 areas look the same until one of them changes its class', () => {
  const classed = (east: number, west: number) => ({
    values: new Map([
      ['east', east],
      ['west', west],
    ]),
    breaks: [10],
  })

  expect(sameClasses(['east', 'west'], classed(3, 20), classed(4, 21))).toBe(true)
  expect(sameClasses(['east', 'west'], classed(9, 20), classed(10, 20))).toBe(false)
  expect(sameClasses(['east', 'north'], classed(3, 20), classed(3, 2))).toBe(true)
})
