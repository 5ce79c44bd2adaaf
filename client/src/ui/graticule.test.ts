import { expect, test } from 'vitest'
import { degreeLabel, linesBetween, scaleBar, stepFor } from './graticule.ts'

test('U-32 the net has lines at round degrees, no closer than can be read', () => {
  expect(stepFor(0.0007)).toBe(0.1)
  expect(stepFor(0.000_000_1)).toBe(0.001)
  expect(stepFor(1)).toBe(10)
  expect(linesBetween(-118.67, -118.16, 0.1)).toEqual([-118.6, -118.5, -118.4, -118.3, -118.2])
  expect(linesBetween(0.2, 0.3, 0.5)).toEqual([])
})

test('U-32 each line says its degrees and on which side of the world it lies', () => {
  expect(degreeLabel(-118.6, 0.1, 'lon')).toBe('118.6°W')
  expect(degreeLabel(22.65, 0.05, 'lat')).toBe('22.65°N')
  expect(degreeLabel(114, 1, 'lon')).toBe('114°E')
  expect(degreeLabel(0, 10, 'lat')).toBe('0°')
})

test('U-32 the bar is the longest round length that fits', () => {
  expect(scaleBar(60, 120)).toEqual({ metres: 5_000, px: 5_000 / 60 })
  expect(scaleBar(1, 120)).toEqual({ metres: 100, px: 100 })
  expect(scaleBar(0.5, 120)).toEqual({ metres: 50, px: 100 })
})
