import { expect, test } from 'vitest'
import { thin, type ChartPoint } from './thin.ts'

const wave = Array.from({ length: 10_000 }, (_, x): ChartPoint => [x, Math.sin(x / 300)])

test('U-6 keeps exactly as many points as asked, first and last among them, in order', () => {
  const thinned = thin(wave, 200)

  expect(thinned).toHaveLength(200)
  expect(thinned[0]).toBe(wave[0])
  expect(thinned[199]).toBe(wave[9999])
  expect(thinned.every((point, index) => index === 0 || point[0] > (thinned[index - 1]?.[0] ?? 0))).toBe(true)
})

test('U-6 keeps a lone spike', () => {
  const spiked = wave.map((point, index): ChartPoint => (index === 4321 ? [point[0], 50] : point))

  expect(thin(spiked, 100).some(point => point[1] === 50)).toBe(true)
})

test('U-6 invents no point', () => {
  const known = new Set(wave)

  expect(thin(wave, 50).every(point => known.has(point))).toBe(true)
})

test('U-6 leaves a short line as it is', () => {
  const short = wave.slice(0, 10)

  expect(thin(short, 10)).toBe(short)
  expect(thin([], 10)).toEqual([])
})
