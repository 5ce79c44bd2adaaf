import { expect, test } from 'vitest'
import { gridLabels } from './grid-labels.ts'

const square = (west: number, south: number, size: number) => [
  [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ],
]

test('U-32 a grid is named in the middle of its largest part', () => {
  const polygon = { type: 'MultiPolygon' as const, coordinates: [square(0, 0, 1), square(-122, 37, 2)] }

  const [label] = gridLabels([{ name: 'Mission', level: 'village', polygon }])

  expect(label).toMatchObject({ name: 'Mission', rank: 1 })
  expect(label?.lng).toBeCloseTo(-121)
  expect(label?.lat).toBeCloseTo(38)
})

test('U-32 a grid without an area has no name on the map', () => {
  const polygon = { type: 'MultiPolygon' as const, coordinates: [] }

  expect(gridLabels([{ name: 'Nowhere', level: 'grid', polygon }])).toEqual([])
})
