import { latOf, lonOf, type PolygonRing, type Polygons } from './polygons.ts'

/**
 * Whether the parts cover the whole exactly, without gap, overlap or trespass, as areas do that share their borders
 * point by point: then every border between two parts is walked once in each direction, and what is left is the
 * border of the whole. True is certain; false says only that somebody has to look closer. Linear in the points.
 */
export function tileExactly(whole: Polygons, parts: readonly Polygons[]): boolean {
  const walked = new Map<string, number>()
  walk(walked, whole, -1)
  for (const part of parts) walk(walked, part, 1)
  return walked.size === 0
}

/** Counts every segment so many times in its direction; what cancels out is forgotten. */
function walk(walked: Map<string, number>, polygons: Polygons, times: 1 | -1): void {
  for (const rings of polygons)
    for (const [index, ring] of rings.entries()) {
      // Outer rings count against the clock and holes with it, however they were drawn.
      const wanted = index === 0 ? times : -times
      const sign = turnsLeft(ring) ? wanted : -wanted
      for (let i = 1; i < ring.length; i += 1) {
        const from = pointKey(ring[i - 1] as readonly number[])
        const to = pointKey(ring[i] as readonly number[])
        if (from === to) continue
        const [key, step] = from < to ? [`${from};${to}`, sign] : [`${to};${from}`, -sign]
        const count = (walked.get(key) ?? 0) + step
        if (count === 0) walked.delete(key)
        else walked.set(key, count)
      }
    }
}

const pointKey = (point: readonly number[]): string => `${lonOf(point)},${latOf(point)}`

/** The shoelace formula around the ring's first point, where small areas keep their digits. */
function turnsLeft(ring: PolygonRing): boolean {
  const [origin] = ring as [readonly number[]]
  let twice = 0
  for (let i = 1; i < ring.length; i += 1) {
    const a = ring[i - 1] as readonly number[]
    const b = ring[i] as readonly number[]
    twice +=
      (lonOf(a) - lonOf(origin)) * (latOf(b) - latOf(origin)) -
      (lonOf(b) - lonOf(origin)) * (latOf(a) - latOf(origin))
  }
  return twice > 0
}
