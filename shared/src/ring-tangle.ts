import {
  boundsMeet,
  boundsOf,
  interiorPoint,
  latOf,
  lonOf,
  segmentsCross,
  sideOf,
  type Bounds,
  type Polygons,
} from './polygons.ts'

/** Metres: nearer to a border than this, a point lies on it. */
const ON_BORDER_METRES = 0.05

type Segment = readonly [readonly number[], readonly number[]]

/**
 * A cheap first look: false only where the interiors of two shapes surely do not meet, as with neighbours
 * that share a border point by point. Saves the clipper, which takes milliseconds a pair.
 */
export function bordersTangle(a: Polygons, b: Polygons): boolean {
  const shared = meetingBox(boundsOf(a), boundsOf(b))
  if (shared === undefined) return false
  if (holdsCentre(a, b) || holdsCentre(b, a)) return true
  const ours = segmentsIn(a, shared)
  const theirs = segmentsIn(b, shared)
  if (ours.some(segment => isInside(segment, b)) || theirs.some(segment => isInside(segment, a))) return true
  return ours.some(([p, q]) => theirs.some(([r, s]) => segmentsCross(p, q, r, s)))
}

function meetingBox(a: Bounds, b: Bounds): Bounds | undefined {
  if (!boundsMeet(a, b)) return undefined
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]
}

function holdsCentre(outer: Polygons, inner: Polygons): boolean {
  return sideOf(outer, interiorPoint(inner), 0) === 'inside'
}

function segmentsIn(polygons: Polygons, box: Bounds): readonly Segment[] {
  const found: Segment[] = []
  for (const rings of polygons)
    for (const ring of rings)
      for (let i = 1; i < ring.length; i += 1) {
        const a = ring[i - 1] as readonly number[]
        const b = ring[i] as readonly number[]
        const own: Bounds = [
          Math.min(lonOf(a), lonOf(b)),
          Math.min(latOf(a), latOf(b)),
          Math.max(lonOf(a), lonOf(b)),
          Math.max(latOf(a), latOf(b)),
        ]
        if (boundsMeet(own, box)) found.push([a, b])
      }
  return found
}

/** Whether the first end or the middle of a segment lies inside the polygons, off their border. */
function isInside([a, b]: Segment, polygons: Polygons): boolean {
  const start = { lon: lonOf(a), lat: latOf(a) }
  const middle = { lon: (lonOf(a) + lonOf(b)) / 2, lat: (latOf(a) + latOf(b)) / 2 }
  return [start, middle].some(at => sideOf(polygons, at, ON_BORDER_METRES) === 'inside')
}
