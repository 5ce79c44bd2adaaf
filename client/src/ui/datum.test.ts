import { expect, test } from 'vitest'
import { fromDatum, toDatum } from './datum.ts'

/** A town in Zhejiang. */
const here = [120.5853, 30.0299] as const

const metresBetween = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(((a[0] ?? 0) - (b[0] ?? 0)) * 96_400, ((a[1] ?? 0) - (b[1] ?? 0)) * 111_000)

test.each(['gcj02', 'bd09'] as const)(
  'U-14 %s lies hundreds of metres from WGS-84 and comes back within half a metre',
  datum => {
    const shifted = toDatum(here, datum)

    expect(metresBetween(shifted, here)).toBeGreaterThan(200)
    expect(metresBetween(fromDatum(shifted, datum), here)).toBeLessThan(0.5)
  },
)

test('U-14 CGCS2000 is drawn where WGS-84 is', () => {
  expect(toDatum(here, 'cgcs2000')).toEqual([...here])
})
