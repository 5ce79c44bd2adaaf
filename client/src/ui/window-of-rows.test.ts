import { expect, test } from 'vitest'
import { scrollToRow, windowOfRows } from './window-of-rows.ts'

test('U-27 only the rows in view and a few around them are in the page', () => {
  expect(windowOfRows(10_000, 40, 4000, 400)).toEqual({ from: 94, to: 116 })
  expect(windowOfRows(3, 40, 0, 400)).toEqual({ from: 0, to: 3 })
  expect(windowOfRows(0, 40, 999, 400)).toEqual({ from: 0, to: 0 })
})

test('U-27 the chosen row comes into view by the least movement', () => {
  expect(scrollToRow(2, 40, 200, 400)).toBe(80)
  expect(scrollToRow(20, 40, 200, 400)).toBe(440)
  expect(scrollToRow(8, 40, 200, 400)).toBe(200)
})
