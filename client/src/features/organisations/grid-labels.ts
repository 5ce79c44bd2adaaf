import type { Grid, GridLevel } from '@one-centre/shared/organisations'
import type { Label } from '../../ui/LabelCanvas.ts'

/** The larger, the further out its name is written. */
const rankOf: Readonly<Record<GridLevel, number>> = {
  county: 0,
  township: 0,
  village: 1,
  grid: 3,
  'micro-grid': 5,
}

/** The name of each grid in the middle of the largest of its parts. */
export function gridLabels(grids: readonly Pick<Grid, 'name' | 'level' | 'polygon'>[]): readonly Label[] {
  return grids.flatMap(({ name, level, polygon }) => {
    const middles = polygon.coordinates.map(rings => middleOf(rings[0] ?? []))
    const largest = middles.sort((one, other) => other.area - one.area)[0]
    return largest === undefined || largest.area === 0
      ? []
      : [{ name, rank: rankOf[level], lat: largest.lat, lng: largest.lng }]
  })
}

/** Centre of gravity of a closed ring, and its area in square degrees; https://en.wikipedia.org/wiki/Centroid#Of_a_polygon */
function middleOf(ring: readonly (readonly number[])[]): {
  readonly lng: number
  readonly lat: number
  readonly area: number
} {
  const [lng0 = 0, lat0 = 0] = ring[0] ?? []
  let [twice, x, y] = [0, 0, 0]
  for (const [index, [lng = 0, lat = 0]] of ring.entries()) {
    const [nextLng = 0, nextLat = 0] = ring[(index + 1) % ring.length] ?? []
    // From the first corner, so that the small differences of far degrees are not lost.
    const [ax, ay, bx, by] = [lng - lng0, lat - lat0, nextLng - lng0, nextLat - lat0]
    const cross = ax * by - bx * ay
    twice += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  if (twice === 0) return { lng: lng0, lat: lat0, area: 0 }
  return { lng: lng0 + x / (3 * twice), lat: lat0 + y / (3 * twice), area: Math.abs(twice) / 2 }
}
