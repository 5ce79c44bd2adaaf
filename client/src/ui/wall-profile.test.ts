import { expect, test } from 'vitest'
import {
  clearOfSeams,
  profileFor,
  seamClearancePx,
  seams,
  wallColumns,
  wallProfiles,
  wallRemPx,
} from './wall-profile.ts'

test('U-7 a window of a known size has its profile, another the nearest in proportion', () => {
  expect(profileFor(5760, 2160).id).toBe('5760x2160')
  expect(profileFor(1366, 768).id).toBe('1920x1080')
  expect(profileFor(2560, 720).id).toBe('3840x1080')
})

test.each(wallProfiles.map(profile => [profile.id, profile] as const))(
  'U-8 no column edge of %s lies within 12 px of a seam',
  (_, profile) => {
    const edges = wallColumns(profile, 16).flatMap(span => [span.fromPx, span.toPx])
    const distances = edges.flatMap(edge =>
      seams(profile.widthPx, profile.panels.across).map(seam => Math.abs(seam - edge)),
    )

    expect(edges.every(edge => edge >= 0 && edge <= profile.widthPx)).toBe(true)
    expect(distances.every(distance => distance >= seamClearancePx)).toBe(true)
  },
)

test('U-8 a box across a seam moves by the least that clears it', () => {
  expect(clearOfSeams({ fromPx: 1900, toPx: 2000 }, 5760, 3)).toEqual({ fromPx: 1932, toPx: 2032 })
  expect(clearOfSeams({ fromPx: 1820, toPx: 1915 }, 5760, 3)).toEqual({ fromPx: 1813, toPx: 1908 })
  expect(clearOfSeams({ fromPx: 100, toPx: 200 }, 5760, 3)).toEqual({ fromPx: 100, toPx: 200 })
})

test('U-9 the wall’s rem never falls below what the farthest seat can read', () => {
  const profile = profileFor(5760, 2160)

  expect(wallRemPx(profile, 56)).toBe(56)
  expect(wallRemPx(profile, 10)).toBe(37)
})

test('U-9 without calibration a wall of several panels is set for 4 m, as far as its columns allow', () => {
  expect(wallRemPx(profileFor(5760, 1080), 0)).toBe(37)
  expect(wallRemPx(profileFor(3840, 1080), 0)).toBe(31)
  expect(wallRemPx(profileFor(1920, 1080), 0)).toBe(20)
  expect(wallRemPx(profileFor(3840, 2160), 0)).toBe(40)
})

test('U-9 a map of 32:9 has the middle third', () => {
  const [, middle] = wallColumns(profileFor(3840, 1080), 16)

  expect(middle).toEqual({ fromPx: 1288, toPx: 2552 })
})
