import { expect, test } from 'vitest'
import { batchOf, withFix, type Fix } from './field-track.ts'

const fix = (timestamp: number): Fix => ({
  coords: { longitude: 117.1, latitude: 31.2, accuracy: 12, speed: null, heading: Number.NaN },
  timestamp,
})

test('U-57 fixes are thinned to one every five seconds', () => {
  const first = withFix([], fix(10_000), 0, 7)

  expect(withFix(first, fix(14_000), 10_000, 8)).toBe(first)
  expect(withFix(first, fix(15_000), 10_000, 8).map(report => report.sequence)).toEqual([7, 8])
})

test('U-57 an unknown heading or speed travels as unknown', () => {
  expect(withFix([], fix(10_000), 0, 7)[0]).toMatchObject({ unit: null, speedMps: null, headingDeg: null })
})

test('U-57 a batch keeps the newest 2000 and the time of sending by the phone’s clock', () => {
  const full = Array.from({ length: 2_000 }, (_, index) => index).reduce<ReturnType<typeof withFix>>(
    (reports, index) => withFix(reports, fix((index + 1) * 5_000), index * 5_000, index),
    [],
  )

  const batch = batchOf('town', withFix(full, fix(20_000_000), 0, 2_000), 20_000_500)

  expect(batch.reports).toHaveLength(2_000)
  expect(batch.reports[0]?.sequence).toBe(1)
  expect(batch.sentAt).toBe('1970-01-01T05:33:20.500Z')
})
