import type { Position } from '@one-centre/shared/geo'
import type { LonLat } from './plan.ts'

/** Metres east and north of the county's middle. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Middle of the county, WGS-84. */
const LONGITUDE = 104.3
const LATITUDE = 30.9
/** Metres per degree at 30.9° N (WGS-84 ellipsoid). */
const METRES_PER_LATITUDE = 110_857
const METRES_PER_LONGITUDE = 95_603

/** 7 decimals are about a centimetre: fine enough that rounding never makes two corners one. */
const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** [longitude, latitude] in degrees. */
export function toLonLat(point: Point): LonLat {
  return [
    round7(LONGITUDE + point.x / METRES_PER_LONGITUDE),
    round7(LATITUDE + point.y / METRES_PER_LATITUDE),
  ]
}

export function toPosition(point: Point): Position {
  const [lon, lat] = toLonLat(point)
  return { lon, lat }
}

export function toPoint({ lon, lat }: Position): Point {
  return { x: (lon - LONGITUDE) * METRES_PER_LONGITUDE, y: (lat - LATITUDE) * METRES_PER_LATITUDE }
}

/** Metres. */
export function distance(a: Point, b: Point): number {
  // Math.hypot guards against overflow that metres never reach, at several times the price.
  return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2)
}

export function along(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

/** Twice the signed area of the triangle; positive when c lies left of a → b. */
export function cross(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/** Square metres, positive for a counter-clockwise ring (given open or closed). */
export function signedArea(ring: readonly Point[]): number {
  return ring.reduce((sum, point, index) => {
    const next = ring[(index + 1) % ring.length]!
    return sum + (point.x * next.y - next.x * point.y) / 2
  }, 0)
}

/** Even-odd test against one open or closed ring. */
export function isInside(point: Point, ring: readonly Point[]): boolean {
  let inside = false
  for (let index = 0, before = ring.length - 1; index < ring.length; before = index++) {
    const a = ring[index]!
    const b = ring[before]!
    if (a.y > point.y === b.y > point.y) continue
    if (point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

function cutCorners(line: readonly Point[]): Point[] {
  const cut = line
    .slice(1)
    .flatMap((point, index) => [along(line[index]!, point, 0.25), along(line[index]!, point, 0.75)])
  return [line[0]!, ...cut.slice(1, -1), line.at(-1)!]
}

/** Chaikin's corner cutting; the two ends stay where they are. */
export function smoothLine(line: readonly Point[], rounds: number): readonly Point[] {
  return line.length < 3 || rounds === 0 ? line : smoothLine(cutCorners(line), rounds - 1)
}

/** Chaikin's corner cutting of an open ring. */
export function smoothRing(ring: readonly Point[], rounds: number): readonly Point[] {
  if (rounds === 0) return ring
  const cut = ring.flatMap((point, index) => {
    const next = ring[(index + 1) % ring.length]!
    return [along(point, next, 0.25), along(point, next, 0.75)]
  })
  return smoothRing(cut, rounds - 1)
}

/** Smooth noise in about [-1, 1]: a few sines with phases of the caller. */
export function ripple(point: Point, wavelength: number, phase: number): number {
  const u = (point.x / wavelength) * 2 * Math.PI
  const v = (point.y / wavelength) * 2 * Math.PI
  return (Math.sin(u + phase) + Math.sin(v * 1.13 + phase * 1.7) + Math.sin((u + v) * 0.73 + phase * 2.3)) / 3
}
