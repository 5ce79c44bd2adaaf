import { expect, test } from 'vitest'
import { faultsIn, lasting, mismatchesOf, standingOf, type Mismatch, type Tally } from './monitor.ts'

const NOW = 1_000_000
const drawn = { pinned: 7, unlocated: 2, printed: 9, at: NOW }
const agreed: Tally = { printed: 9, listed: 9, drawn, stored: 9 }

test('WA-1 number, list, marks with unlocated, and store agree, or the place that differs is named', () => {
  expect(mismatchesOf(agreed, NOW)).toEqual([])
  expect(mismatchesOf({ ...agreed, stored: undefined }, NOW)).toEqual([])
  expect(mismatchesOf({ ...agreed, listed: 8 }, NOW)).toEqual(['list'])
  expect(mismatchesOf({ ...agreed, drawn: { ...drawn, pinned: 6 } }, NOW)).toEqual(['map'])
  expect(mismatchesOf({ ...agreed, stored: 10 }, NOW)).toEqual(['store'])
})

test('WA-1 a map that draws thousands a moment later agrees by what it drew; one that stays behind does not', () => {
  const busy: Tally = { ...agreed, printed: 12, listed: 12, stored: 12 }

  expect(mismatchesOf({ ...busy, drawn: { ...drawn, at: NOW - 5_000 } }, NOW)).toEqual([])
  expect(mismatchesOf({ ...busy, drawn: { ...drawn, at: NOW - 5_001 } }, NOW)).toEqual(['map'])
  expect(mismatchesOf({ ...agreed, drawn: { ...drawn, at: 0 } }, NOW)).toEqual([])
})

test('WA-1 only what differs at every look in a row is a fault', () => {
  const looks = (found: readonly (readonly Mismatch[])[]) =>
    found.reduce<ReadonlyMap<Mismatch, number>>(lasting, new Map())

  expect(faultsIn(looks([['map'], ['map'], ['map'], ['map']]), 4)).toEqual(['map'])
  expect(faultsIn(looks([['map'], ['map'], [], ['map']]), 4)).toEqual([])
})

test('WA-1 nothing is said of a server that has not answered, and after 75 seconds that is said', () => {
  const live = { liveSince: 0, storeAgreedAt: undefined }

  expect(standingOf({ ...live, agreedAt: undefined })).toEqual({ kind: 'waiting' })
  expect(standingOf({ ...live, agreedAt: 75_000 })).toEqual({ kind: 'waiting' })
  expect(standingOf({ ...live, agreedAt: 75_001 })).toEqual({ kind: 'unchecked' })
  expect(standingOf({ liveSince: 0, storeAgreedAt: 40_000, agreedAt: 60_000 })).toEqual({
    kind: 'agreed',
    at: 60_000,
  })
  expect(standingOf({ liveSince: 0, storeAgreedAt: 40_000, agreedAt: 115_001 })).toEqual({
    kind: 'unchecked',
  })
  // The link was lost and is back: the server has its time again.
  expect(standingOf({ liveSince: 200_000, storeAgreedAt: 40_000, agreedAt: 201_000 })).toEqual({
    kind: 'agreed',
    at: 201_000,
  })
})
