import { expect, test } from 'vitest'
import { drawnKinds, drawnStyle, widthAtZoom } from './drawn-style.ts'

test('U-22 every kind of a drawn basemap has a style in both themes, another kind has none', () => {
  for (const kind of drawnKinds) {
    expect(drawnStyle(kind, 'dark')?.colour).not.toBe(drawnStyle(kind, 'light')?.colour)
  }
  expect(drawnStyle('billboard', 'dark')).toBeUndefined()
})

test('U-22 a road grows with the zoom and is not drawn further out than its rank', () => {
  const minor = drawnStyle('road-minor', 'dark')!

  expect(widthAtZoom(minor, 11)).toBe(0)
  expect(widthAtZoom(minor, 16)).toBeCloseTo(2 * widthAtZoom(minor, 14))
})
