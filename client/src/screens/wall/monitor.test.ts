import { expect, test } from 'vitest'
import { faultsIn, lasting, mismatchesOf, type Mismatch } from './monitor.ts'

const agreed = { printed: 9, listed: 9, pinned: 7, unlocated: 2, stored: 9 }

test('WA-1 number, list, marks with unlocated, and store agree, or the place that differs is named', () => {
  expect(mismatchesOf(agreed)).toEqual([])
  expect(mismatchesOf({ ...agreed, stored: undefined })).toEqual([])
  expect(mismatchesOf({ ...agreed, listed: 8 })).toEqual(['list'])
  expect(mismatchesOf({ ...agreed, pinned: 6 })).toEqual(['map'])
  expect(mismatchesOf({ ...agreed, stored: 10 })).toEqual(['store'])
})

test('WA-1 only what differs at every look in a row is a fault', () => {
  const looks = (found: readonly (readonly Mismatch[])[]) =>
    found.reduce<ReadonlyMap<Mismatch, number>>(lasting, new Map())

  expect(faultsIn(looks([['map'], ['map'], ['map'], ['map']]), 4)).toEqual(['map'])
  expect(faultsIn(looks([['map'], ['map'], [], ['map']]), 4)).toEqual([])
})
