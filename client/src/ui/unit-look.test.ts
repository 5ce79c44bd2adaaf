import { expect, test } from 'vitest'
import { tones } from '../design/tones.ts'
import { lookCount, packLook, unpackLook } from './unit-look.ts'

test('U-17 every look survives packing, and no two share a number', () => {
  const seen = new Set<number>()
  for (const tone of tones) {
    for (const freshness of ['live', 'ageing', 'stale', 'lost'] as const) {
      for (const headingDeg of [undefined, 0, 22.5, 90, 337.5]) {
        const look = packLook({ tone, freshness, headingDeg })
        expect(unpackLook(look)).toEqual({ tone, freshness, headingDeg })
        expect(look).toBeLessThan(lookCount)
        seen.add(look)
      }
    }
  }
  expect(seen.size).toBe(6 * 4 * 5)
})

test.each([
  [359, 0],
  [-90, 270],
  [46, 45],
  [720, 0],
])('U-17 a heading of %i° is drawn as %i°', (headingDeg, drawn) => {
  expect(unpackLook(packLook({ tone: 'normal', freshness: 'live', headingDeg })).headingDeg).toBe(drawn)
})
