import type { Incident } from '@one-centre/shared/incidents'
import type { Grid } from '@one-centre/shared/organisations'
import { fromIso, type Iso } from '@one-centre/shared/time'

export interface BoxOfDegrees {
  readonly south: number
  readonly west: number
  readonly north: number
  readonly east: number
}

/** The box that holds all grids, or undefined where there is none. */
export function boundsOfGrids(grids: readonly Pick<Grid, 'polygon'>[]): BoxOfDegrees | undefined {
  const points = grids.flatMap(grid => grid.polygon.coordinates.flatMap(rings => rings[0] ?? []))
  if (points.length === 0) return undefined
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [lon = 0, lat = 0] of points) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return { south, west, north, east }
}

const HOUR_MS = 3_600_000

/** Reports by hour of the last 24, the hour under way last; `now` in ms. The replica holds every incident of them. */
export function reportsByHour(
  incidents: readonly Incident[],
  now: number,
): readonly { readonly at: number; readonly count: number }[] {
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS
  const hours = Array.from({ length: 24 }, (_, index) => ({
    at: thisHour - (23 - index) * HOUR_MS,
    count: 0,
  }))
  for (const { stamps } of incidents) {
    if (stamps.reportedAt === null) continue
    const index = Math.floor((fromIso(stamps.reportedAt) - hours[0]!.at) / HOUR_MS)
    const hour = hours[index]
    if (hour !== undefined) hour.count += 1
  }
  return hours
}

/** Incidents whose instant lies on the day of `now`, by the county's clock (UTC+8, without summer time). */
export function sinceMidnight(
  incidents: readonly Incident[],
  instantOf: (incident: Incident) => Iso | null,
  now: number,
): readonly Incident[] {
  const offset = 8 * HOUR_MS
  const midnight = Math.floor((now + offset) / (24 * HOUR_MS)) * 24 * HOUR_MS - offset
  return incidents.filter(incident => {
    const instant = instantOf(incident)
    return instant !== null && fromIso(instant) >= midnight
  })
}

/** How many of the incidents lie in each grid that is named. */
export function countByGrid(
  incidents: readonly Incident[],
  grids: readonly Pick<Grid, 'id'>[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>(grids.map(grid => [grid.id, 0]))
  for (const { place } of incidents) {
    for (const gridId of place.gridIds) {
      const count = counts.get(gridId)
      if (count !== undefined) counts.set(gridId, count + 1)
    }
  }
  return counts
}
