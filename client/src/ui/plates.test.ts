import { expect, test } from 'vitest'
import type { Tone } from '../design/tones.ts'
import { overlap } from './mark-boxes.ts'
import { boxOfPlate, partPlates, type Plate } from './plates.ts'

const plate = (x: number, y: number, count: number, tone: Tone = 'level4'): Plate => ({
  x,
  y,
  tone,
  count,
  ids: count === 1 ? [`${x}/${y}`] : [],
  clusters: count === 1 ? [] : [x * 1_000 + y],
})

test('U-33 no plate hides another, and together they stand for as many points as before', () => {
  const crowd = Array.from({ length: 120 }, (_, index) =>
    plate((index * 37) % 400, (index * 53) % 300, 1 + ((index * 7) % 40)),
  )

  const parted = partPlates(crowd, 1.25)

  const sum = (plates: readonly Plate[]) => plates.reduce((total, one) => total + one.count, 0)
  expect(sum(parted)).toBe(sum(crowd))
  expect(parted.flatMap(one => [...one.ids, ...one.clusters])).toHaveLength(crowd.length)
  for (const one of parted.filter(({ count }) => count > 1))
    for (const other of parted)
      if (other !== one) expect(overlap(boxOfPlate(one, 1.25), boxOfPlate(other, 1.25))).toBe(false)
})

test('U-33 the larger takes the smaller in and keeps the worse look', () => {
  const [one, ...others] = partPlates([plate(10, 10, 3, 'level1'), plate(20, 12, 500)], 1)

  expect(others).toEqual([])
  expect(one).toMatchObject({ x: 20, count: 503, tone: 'level1' })
})

test('U-33 what stands apart, and marks that touch each other, stay', () => {
  const apart = [plate(0, 0, 4), plate(200, 0, 4), plate(300, 100, 1), plate(306, 100, 1)]

  expect(partPlates(apart, 1)).toHaveLength(4)
})
