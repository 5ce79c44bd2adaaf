import type { Position } from '@one-centre/shared/geo'
import type { Incident } from '@one-centre/shared/incidents'
import type { Grid } from '@one-centre/shared/organisations'
import { fromIso, toIso, type Iso } from '@one-centre/shared/time'

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

/** So much around an incident is shown with it: two to three kilometres. */
const AROUND_DEGREES = 0.012

export function boxAroundPlace(position: Position | null | undefined): BoxOfDegrees | undefined {
  if (!position) return undefined
  const { lat, lon } = position
  return {
    south: lat - AROUND_DEGREES,
    north: lat + AROUND_DEGREES,
    west: lon - AROUND_DEGREES,
    east: lon + AROUND_DEGREES,
  }
}

/** Incidents whose instant is `from` (ms) or later: with midnight, those of today. */
export function since(
  incidents: readonly Incident[],
  instantOf: (incident: Incident) => Iso | null,
  from: number,
): readonly Incident[] {
  const first = toIso(from)
  return incidents.filter(incident => {
    const instant = instantOf(incident)
    return instant !== null && instant >= first
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

/** The counts of before where no grid's has changed (WA-12). */
export function keepCounts(
  before: ReadonlyMap<string, number> | undefined,
  now: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  if (before === undefined || before.size !== now.size) return now
  return [...now].every(([gridId, count]) => before.get(gridId) === count) ? before : now
}

/** Incidents reported since midnight in each hour of the day, 00 first. `hourOf` is the county's clock. */
export function byHour(
  incidents: readonly Incident[],
  hourOf: (at: number) => number,
): readonly (readonly Incident[])[] {
  const hours = Array.from({ length: 24 }, (): Incident[] => [])
  for (const one of incidents) {
    if (one.stamps.reportedAt !== null) hours[hourOf(fromIso(one.stamps.reportedAt))]?.push(one)
  }
  return hours
}

/** Those with a limit, the most overdue first, then what is due next; those without a limit are not in it. */
export function byDue(incidents: readonly Incident[]): readonly Incident[] {
  return incidents
    .filter(one => one.dueBy !== null)
    .sort((one, other) => (one.dueBy! < other.dueBy! ? -1 : one.dueBy === other.dueBy ? 0 : 1))
}

/** 派单到场: ms from the first dispatch to the first arrival; undefined where one of the two is missing. */
export function responseMs({ stamps }: Incident): number | undefined {
  if (stamps.dispatchedAt === null || stamps.arrivedAt === null) return undefined
  const took = fromIso(stamps.arrivedAt) - fromIso(stamps.dispatchedAt)
  return took < 0 ? undefined : took
}

/**
 * The value below which `part` (0 to 1) of them lie, between neighbours in proportion, as PostgreSQL's
 * percentile_cont does it; undefined where there is none.
 */
export function percentile(values: readonly number[], part: number): number | undefined {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((one, other) => one - other)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)]!
  const high = sorted[Math.ceil(at)]!
  return low + (high - low) * (at - Math.floor(at))
}
