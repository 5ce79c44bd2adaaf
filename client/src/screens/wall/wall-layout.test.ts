import { expect, test } from 'vitest'
import { profileFor, wallProfiles } from '../../ui/wall-profile.ts'
import { densityOf, gridOf, shapeOf } from './wall-layout.ts'

/** The widths of a `grid-template-columns` in px of the profile. */
function widths(columns: string, widthPx: number): readonly number[] {
  return [...columns.matchAll(/([\d.]+)(fr|px)/g)]
    .filter(([whole]) => whole !== '0fr')
    .map(([, figure, unit]) => (unit === 'px' ? Number(figure) : (Number(figure) * widthPx) / 100))
}

test('WA-5 a wall three times as wide as high has two columns on either side of the map', () => {
  expect(shapeOf(profileFor(1920, 1080))).toBe('wide')
  expect(shapeOf(profileFor(5760, 1080))).toBe('ultra')
  expect(shapeOf(profileFor(5760, 2160))).toBe('ultra')
  expect(shapeOf(profileFor(1080, 1920))).toBe('portrait')
  expect(widths(gridOf(profileFor(5760, 1080), 12, 'all').columns, 5760)).toHaveLength(9)
})

test.each(wallProfiles.filter(one => one.widthPx > one.heightPx))(
  'WA-5 the columns of $id and the gaps between them fill its width but for the edges',
  profile => {
    const { columns, bar } = gridOf(profile, 12, 'all')
    const filled = (all: string) => widths(all, profile.widthPx).reduce((sum, one) => sum + one, 0)

    expect(filled(columns)).toBeCloseTo(profile.widthPx - 12, 3)
    expect(filled(bar)).toBeCloseTo(profile.widthPx - 12, 3)
  },
)

test('WA-10 where the type is too large for all panels the wall shows the main ones', () => {
  expect(densityOf(profileFor(1920, 1080), 20)).toBe('all')
  expect(densityOf(profileFor(1920, 1080), 41)).toBe('few')
  expect(densityOf(profileFor(5760, 1080), 37)).toBe('all')
  expect(densityOf(profileFor(5760, 1080), 62)).toBe('few')
  expect(densityOf(profileFor(3840, 1080), 31)).toBe('all')
  expect(densityOf(profileFor(1080, 1920), 20)).toBe('all')
})

test('WA-10 of the main panels none lies across a seam but the map', () => {
  const { columns, bar } = gridOf(profileFor(5760, 1080), 12, 'few')

  expect(columns).toBe(bar)
})
