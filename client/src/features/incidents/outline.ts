import type { Incident } from '@one-centre/shared/incidents'
import type { Grid } from '@one-centre/shared/organisations'
import { keepSame } from '../../kernel/keep-same.ts'

export type Outline = readonly Pick<Grid, 'polygon'>[]

/** What the screen can look at: the grids in sight, the townships it follows, its incidents. */
export interface InSight {
  readonly grids: readonly Grid[]
  readonly townships: readonly string[]
  readonly incidents: readonly Incident[]
}

/**
 * What the map fits itself to: the townships it follows, else all there are, else whatever grids there are, else
 * where the incidents are, out to the next tenth of a degree so that it moves seldom. Hands `before` back where that
 * has not changed.
 */
export function outlineOf(
  { grids, townships: followed, incidents }: InSight,
  before: Outline | undefined,
): Outline {
  const townships = grids.filter(grid => grid.level === 'township')
  const own = townships.filter(({ organisationId }) => followed.includes(organisationId ?? ''))
  if (own.length > 0) return keepSame<Outline[number]>(before, own)
  if (townships.length > 0) return keepSame<Outline[number]>(before, townships)
  return grids.length > 0 ? grids : boxOf(incidents, before)
}

function boxOf(incidents: readonly Incident[], before: Outline | undefined): Outline {
  const at = incidents.flatMap(({ place }) => place.position ?? [])
  if (at.length === 0) return before ?? []
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const { lon, lat } of at) {
    west = Math.min(west, Math.floor(lon * 10) / 10)
    east = Math.max(east, Math.ceil(lon * 10) / 10)
    south = Math.min(south, Math.floor(lat * 10) / 10)
    north = Math.max(north, Math.ceil(lat * 10) / 10)
  }
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  const box: Outline = [{ polygon: { type: 'MultiPolygon', coordinates: [[ring]] } }]
  return JSON.stringify(box) === JSON.stringify(before) ? before! : box
}
