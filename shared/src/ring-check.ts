import Flatbush from 'flatbush'
import type { Position } from './geo.ts'
import type { GridFinding } from './organisations.ts'
import { latOf, lonOf, ringArea, segmentsCross, type PolygonRing } from './polygons.ts'

/** Pairs of segments looked at before a ring is called too complex; a real border needs a few per point. */
export const MAX_SEGMENT_PAIRS = 5_000_000

/** What is wrong, before it is known which grid it is. */
export type Fault = Pick<GridFinding, 'code'> & Partial<GridFinding>

type Segment = readonly [readonly number[], readonly number[]]

/** Smaller than a square metre is no area of responsibility, only a slip of the pen. */
const LEAST_AREA = 1

/** The first thing wrong with a ring of valid points; undefined where nothing is. */
export function ringFault(ring: PolygonRing): (Pick<GridFinding, 'code'> & Partial<GridFinding>) | undefined {
  const first = ring[0]
  const last = ring.at(-1)
  if (first === undefined || last === undefined || ring.length < 3) return { code: 'too-few-points' }
  if (lonOf(first) !== lonOf(last) || latOf(first) !== latOf(last))
    return { code: 'unclosed', at: { lon: lonOf(last), lat: latOf(last) } }
  if (ring.length < 4) return { code: 'too-few-points', at: { lon: lonOf(first), lat: latOf(first) } }
  return undefined
}

/** A ring without an area; asked after the crossings, whose halves may cancel out. */
export function flatFault(rings: readonly PolygonRing[]): Fault | undefined {
  const flat = rings.find(ring => ringArea(ring) < LEAST_AREA)?.[0]
  return flat === undefined
    ? undefined
    : { code: 'too-few-points', at: { lon: lonOf(flat), lat: latOf(flat) } }
}

/** All segments of a shape, end to end, whichever ring they belong to. */
function segmentsOf(rings: readonly PolygonRing[]): readonly Segment[] {
  return rings.flatMap(ring => ring.slice(1).map((to, i): Segment => [ring[i] as readonly number[], to]))
}

/** Looks for two segments of a shape that cross, each against those whose boxes it meets (G-7). */
export function crossingFault(rings: readonly PolygonRing[]): Fault | undefined {
  const segments = segmentsOf(rings)
  const tree = new Flatbush(segments.length)
  for (const segment of segments) tree.add(...box(segment))
  tree.finish()
  let pairs = 0
  for (const [i, segment] of segments.entries()) {
    let hit: Segment | undefined
    // The filter keeps no result; after a hit or past the limit it answers at once.
    tree.search(...box(segment), j => {
      if (hit !== undefined || j <= i || pairs > MAX_SEGMENT_PAIRS) return false
      pairs += 1
      const other = segments[j] as Segment
      if (segmentsCross(...segment, ...other)) hit = other
      return false
    })
    if (hit !== undefined) return { code: 'self-crossing', at: meeting(segment, hit) }
    if (pairs > MAX_SEGMENT_PAIRS) return { code: 'too-complex', other: String(segments.length) }
  }
  return undefined
}

/** Where a shape runs along the same segment twice: a spike, or parts that should be one. Areas stay right. */
export function doubledSegment(rings: readonly PolygonRing[]): Position | undefined {
  const seen = new Set<string>()
  for (const [a, b] of segmentsOf(rings)) {
    const key = [a.join(' '), b.join(' ')].sort().join('/')
    if (seen.has(key)) return { lon: lonOf(a), lat: latOf(a) }
    seen.add(key)
  }
  return undefined
}

function box([a, b]: Segment): [number, number, number, number] {
  return [
    Math.min(lonOf(a), lonOf(b)),
    Math.min(latOf(a), latOf(b)),
    Math.max(lonOf(a), lonOf(b)),
    Math.max(latOf(a), latOf(b)),
  ]
}

function meeting([a, b]: Segment, [c, d]: Segment): Position {
  const [abx, aby] = [lonOf(b) - lonOf(a), latOf(b) - latOf(a)]
  const [cdx, cdy] = [lonOf(d) - lonOf(c), latOf(d) - latOf(c)]
  const t = ((lonOf(c) - lonOf(a)) * cdy - (latOf(c) - latOf(a)) * cdx) / (abx * cdy - aby * cdx)
  return { lon: lonOf(a) + t * abx, lat: latOf(a) + t * aby }
}
