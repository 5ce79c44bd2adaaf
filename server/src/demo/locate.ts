import type { Position } from '@one-centre/shared/geo'
import type { GridLevel } from '@one-centre/shared/organisations'
import type { AreaPlan, Ring } from './plan.ts'

interface Framed {
  readonly area: AreaPlan
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

function frame(area: AreaPlan): Framed {
  const outer = area.geometry.coordinates[0]!
  const longitudes = outer.map(([lon]) => lon)
  const latitudes = outer.map(([, lat]) => lat)
  return {
    area,
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
  }
}

function isInRing({ lon, lat }: Position, ring: Ring): boolean {
  let inside = false
  for (let index = 1; index < ring.length; index++) {
    const [aLon, aLat] = ring[index - 1]!
    const [bLon, bLat] = ring[index]!
    if (aLat > lat === bLat > lat) continue
    if (lon < ((bLon - aLon) * (lat - aLat)) / (bLat - aLat) + aLon) inside = !inside
  }
  return inside
}

/** Even-odd over all rings, so that holes count as outside. */
export function holds(area: AreaPlan, position: Position): boolean {
  return area.geometry.coordinates.filter(ring => isInRing(position, ring)).length % 2 === 1
}

/** Finds the area of one level that holds a position; undefined outside the county. */
export function locator(
  areas: readonly AreaPlan[],
  level: GridLevel,
): (at: Position) => AreaPlan | undefined {
  const framed = areas.filter(area => area.level === level).map(frame)
  return at =>
    framed.find(
      ({ area, west, east, south, north }) =>
        at.lon >= west && at.lon <= east && at.lat >= south && at.lat <= north && holds(area, at),
    )?.area
}

/** `area:qinglan-03` and everything below it belong to `qinglan`. */
export function slugOf(areaKey: string): string {
  return areaKey.replace(/^[a-z]+:/, '').replace(/-.*$/, '')
}
