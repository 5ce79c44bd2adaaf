export type ChartPoint = readonly [x: number, y: number]

/**
 * Thins a line to `keep` points without changing how it looks: largest-triangle-three-buckets
 * (S. Steinarsson, Downsampling Time Series for Visual Representation, 2013, ch. 4.2).
 * First and last stay. Points are in order of x. With `keep` below 3, or enough room, the line is returned as it is.
 */
export function thin(points: readonly ChartPoint[], keep: number): readonly ChartPoint[] {
  const first = points[0]
  const last = points[points.length - 1]
  if (first === undefined || last === undefined || keep < 3 || points.length <= keep) return points
  const kept: ChartPoint[] = [first]
  const bucketSize = (points.length - 2) / (keep - 2)
  let anchor = first
  for (let bucket = 0; bucket < keep - 2; bucket++) {
    const from = Math.floor(bucket * bucketSize) + 1
    const to = Math.floor((bucket + 1) * bucketSize) + 1
    const next = points.slice(to, Math.min(Math.floor((bucket + 2) * bucketSize) + 1, points.length))
    anchor = widest(points.slice(from, to), anchor, middle(next.length > 0 ? next : [last]))
    kept.push(anchor)
  }
  kept.push(last)
  return kept
}

/** The point that makes the largest triangle with the kept one before and the middle of those after. */
function widest(bucket: readonly ChartPoint[], anchor: ChartPoint, ahead: ChartPoint): ChartPoint {
  let best = bucket[0] ?? anchor
  let bestArea = -1
  for (const point of bucket) {
    const area = Math.abs(
      (anchor[0] - ahead[0]) * (point[1] - anchor[1]) - (anchor[0] - point[0]) * (ahead[1] - anchor[1]),
    )
    if (area > bestArea) {
      best = point
      bestArea = area
    }
  }
  return best
}

function middle(points: readonly ChartPoint[]): ChartPoint {
  let x = 0
  let y = 0
  for (const point of points) {
    x += point[0]
    y += point[1]
  }
  return [x / points.length, y / points.length]
}
