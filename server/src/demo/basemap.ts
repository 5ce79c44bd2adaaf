import type { CountyPlan, LandPlan, LonLat, Polygon, RoadRank } from './plan.ts'

interface Feature {
  readonly type: 'Feature'
  readonly properties: Readonly<Record<string, string | number>>
  readonly geometry:
    | Polygon
    | { readonly type: 'LineString'; readonly coordinates: readonly LonLat[] }
    | { readonly type: 'Point'; readonly coordinates: LonLat }
}

/** GeoJSON in WGS-84; `properties.kind` names how the map draws it, a `place` carries `name` and `rank`. */
export interface DrawnCounty {
  readonly type: 'FeatureCollection'
  readonly features: readonly Feature[]
}

const LAND: Readonly<Record<LandPlan['kind'], string>> = {
  wood: 'green',
  park: 'green',
  field: 'farmland',
  town: 'building',
  settlement: 'building',
}

const ROADS: Readonly<Record<RoadRank, string>> = {
  national: 'road-major',
  county: 'road-major',
  street: 'road-minor',
  village: 'road-minor',
}

/** The lower the rank, the further out the map writes the name. */
const PLACE_RANKS = { township: 0, village: 2 } as const

const area = (kind: string, geometry: Polygon): Feature => ({
  type: 'Feature',
  properties: { kind },
  geometry,
})

const line = (kind: string, coordinates: readonly LonLat[]): Feature => ({
  type: 'Feature',
  properties: { kind },
  geometry: { type: 'LineString', coordinates },
})

const label = (name: string, rank: number, at: { lon: number; lat: number }): Feature => ({
  type: 'Feature',
  properties: { kind: 'place', name, rank },
  geometry: { type: 'Point', coordinates: [at.lon, at.lat] },
})

/** The map under everything, drawn from the plan alone: it needs no network (DM-21). */
export function basemapOf(plan: CountyPlan): DrawnCounty {
  const borders = plan.areas.filter(each => each.level !== 'grid' && each.level !== 'micro-grid')
  const ground = plan.areas.filter(each => each.level === 'county')
  return {
    type: 'FeatureCollection',
    features: [
      ...ground.map(each => area('land', each.geometry)),
      ...plan.land.map(each => area(LAND[each.kind], each.geometry)),
      ...plan.lakes.map(each => area('water', each.geometry)),
      ...plan.streams.map(each => line('river', each.line)),
      ...plan.roads.edges.map(each => line(ROADS[each.rank], each.line)),
      ...borders.flatMap(each =>
        each.geometry.coordinates.map(ring =>
          line(each.level === 'village' ? 'boundary-minor' : 'boundary', ring),
        ),
      ),
      ...borders
        .filter(each => each.level !== 'county')
        .map(each =>
          label(
            each.name,
            each.level === 'township' ? PLACE_RANKS.township : PLACE_RANKS.village,
            each.centre,
          ),
        ),
    ],
  }
}
