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

test.each(['gcj02', 'bd09', 'cgcs2000'] as const)(
  'BM-4 a point taken into %s and back lies within a metre of itself, all over China',
  datum => {
    const metresPerDegree = 111_320
    for (let lng = 74; lng <= 134; lng += 7.3) {
      for (let lat = 19; lat <= 53; lat += 4.1) {
        const [backLng, backLat] = fromDatum(toDatum([lng, lat], datum), datum)
        const east = (backLng - lng) * metresPerDegree * Math.cos((lat * Math.PI) / 180)
        const north = (backLat - lat) * metresPerDegree
        expect(Math.hypot(east, north)).toBeLessThan(1)
      }
    }
  },
)
