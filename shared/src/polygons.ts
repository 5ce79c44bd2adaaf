import type { Position } from './geo.ts'

/** A closed ring of `[lon, lat]`, as in GeoJSON. */
export type PolygonRing = readonly (readonly number[])[]
/** Outer ring first, then holes. */
export type PolygonRings = readonly PolygonRing[]
export type Polygons = readonly PolygonRings[]

/** West, south, east, north in degrees. */
export type Bounds = readonly [west: number, south: number, east: number, north: number]

/** Metres of one degree of latitude on the mean sphere (IUGG R1, π/180 · 6 371 008.8). */
const METRES_PER_DEGREE = 111_195.08

const EARTH_RADIUS_METRES = 6_371_008.8

const radians = (degrees: number): number => (degrees * Math.PI) / 180

export const lonOf = (point: readonly number[]): number => point[0] as number
export const latOf = (point: readonly number[]): number => point[1] as number

export function boundsOf(polygons: Polygons): Bounds {
  let west = Infinity
  let south = Infinity
  let east = -Infinity
  let north = -Infinity
  for (const rings of polygons)
    for (const point of rings[0] ?? []) {
      west = Math.min(west, lonOf(point))
      east = Math.max(east, lonOf(point))
      south = Math.min(south, latOf(point))
      north = Math.max(north, latOf(point))
    }
  return [west, south, east, north]
}

export function boundsMeet(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/** Square metres inside a ring on the sphere, whichever way it turns (Chamberlain & Duquette 2007, eq. 1). */
export function ringArea(ring: PolygonRing): number {
  let sum = 0
  for (let i = 1; i < ring.length; i += 1) {
    const a = ring[i - 1] as readonly number[]
    const b = ring[i] as readonly number[]
    sum += radians(lonOf(b) - lonOf(a)) * (2 + Math.sin(radians(latOf(a))) + Math.sin(radians(latOf(b))))
  }
  return Math.abs((sum * EARTH_RADIUS_METRES ** 2) / 2)
}

/** Square metres of all polygons, holes taken off. */
export function areaOf(polygons: Polygons): number {
  return polygons.reduce(
    (total, rings) =>
      total + rings.reduce((area, ring, i) => (i === 0 ? ringArea(ring) : area - ringArea(ring)), 0),
    0,
  )
}

/** How many metres a degree of longitude is worth at a latitude. */
export function metresPerLon(lat: number): number {
  return METRES_PER_DEGREE * Math.cos(radians(lat))
}

/** Metres from a point to the segment a–b, on the plane that touches the sphere at the point: right to 0.1 % within 50 km. */
function metresToSegment(at: Position, a: readonly number[], b: readonly number[]): number {
  const scale = metresPerLon(at.lat)
  const ax = (lonOf(a) - at.lon) * scale
  const ay = (latOf(a) - at.lat) * METRES_PER_DEGREE
  const dx = (lonOf(b) - lonOf(a)) * scale
  const dy = (latOf(b) - latOf(a)) * METRES_PER_DEGREE
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length))
  return Math.hypot(ax + along * dx, ay + along * dy)
}

/** Metres from a point to the nearest border of the polygons. */
export function metresToBorder(polygons: Polygons, at: Position): number {
  let best = Infinity
  for (const rings of polygons)
    for (const ring of rings)
      for (let i = 1; i < ring.length; i += 1)
        best = Math.min(
          best,
          metresToSegment(at, ring[i - 1] as readonly number[], ring[i] as readonly number[]),
        )
  return best
}

/** Metres from a point to a box, 0 inside it. */
export function metresToBounds(bounds: Bounds, at: Position): number {
  const dx = Math.max(bounds[0] - at.lon, 0, at.lon - bounds[2]) * metresPerLon(at.lat)
  const dy = Math.max(bounds[1] - at.lat, 0, at.lat - bounds[3]) * METRES_PER_DEGREE
  return Math.hypot(dx, dy)
}

export type Side = 'inside' | 'border' | 'outside'

/** Where a point lies; 'border' within `borderMetres` of any ring. A hole is outside. */
export function sideOf(polygons: Polygons, at: Position, borderMetres: number): Side {
  const reachLat = borderMetres / METRES_PER_DEGREE
  const reachLon = borderMetres / metresPerLon(at.lat)
  let inAny = false
  for (const rings of polygons) {
    let inside = false
    for (const ring of rings)
      for (let i = 1; i < ring.length; i += 1) {
        const a = ring[i - 1] as readonly number[]
        const b = ring[i] as readonly number[]
        const ax = lonOf(a)
        const ay = latOf(a)
        const bx = lonOf(b)
        const by = latOf(b)
        const near =
          at.lon >= Math.min(ax, bx) - reachLon &&
          at.lon <= Math.max(ax, bx) + reachLon &&
          at.lat >= Math.min(ay, by) - reachLat &&
          at.lat <= Math.max(ay, by) + reachLat
        if (near && metresToSegment(at, a, b) <= borderMetres) return 'border'
        if (ay > at.lat !== by > at.lat && at.lon < ((bx - ax) * (at.lat - ay)) / (by - ay) + ax)
          inside = !inside
      }
    inAny ||= inside
  }
  return inAny ? 'inside' : 'outside'
}

/** Latitudes tried across the polygon; more finds a wider place, none is needed for correctness. */
const SCAN_LINES = 15

/** A point surely inside, near the widest place of the largest part: where a name can be written. */
export function interiorPoint(polygons: Polygons): Position {
  const largest = polygons.reduce((best, rings) =>
    ringArea(rings[0] ?? []) > ringArea(best[0] ?? []) ? rings : best,
  )
  const [west, south, east, north] = boundsOf([largest])
  let best: Position = { lon: (west + east) / 2, lat: (south + north) / 2 }
  let widest = 0
  for (let line = 1; line <= SCAN_LINES; line += 1) {
    const lat = south + ((north - south) * line) / (SCAN_LINES + 1)
    const crossings = crossingsAt(largest, lat)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = crossings[i] as number
      const to = crossings[i + 1] as number
      if (to - from <= widest) continue
      widest = to - from
      best = { lon: (from + to) / 2, lat }
    }
  }
  return best
}

function crossingsAt(rings: PolygonRings, lat: number): readonly number[] {
  const found: number[] = []
  for (const ring of rings)
    for (let i = 1; i < ring.length; i += 1) {
      const a = ring[i - 1] as readonly number[]
      const b = ring[i] as readonly number[]
      if (latOf(a) > lat === latOf(b) > lat) continue
      found.push(lonOf(a) + ((lonOf(b) - lonOf(a)) * (lat - latOf(a))) / (latOf(b) - latOf(a)))
    }
  return found.sort((a, b) => a - b)
}

const turn = (a: readonly number[], b: readonly number[], c: readonly number[]): number =>
  (lonOf(b) - lonOf(a)) * (latOf(c) - latOf(a)) - (latOf(b) - latOf(a)) * (lonOf(c) - lonOf(a))

/** Whether two segments cross at a point inside both; touching ends do not count. */
export function segmentsCross(
  a: readonly number[],
  b: readonly number[],
  c: readonly number[],
  d: readonly number[],
): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}
