import type { Areas } from '../../ui/AreaLayer.ts'
import type { Basemap } from '../../ui/basemap.ts'
import type { MapPoint } from '../../ui/PointCanvas.ts'
import type { Unit } from '../../ui/UnitCanvas.ts'
import { tones } from '../../design/tones.ts'

/** An invented town for the style page and the bench; nothing of it is data. */
export const sampleCentre = { lat: 30.03, lng: 120.58 } as const

type Position = [number, number]
const at = (east: number, north: number): Position => [
  sampleCentre.lng + east * 0.01,
  sampleCentre.lat + north * 0.01,
]

const feature = (kind: string, geometry: GeoJSON.Geometry): GeoJSON.Feature => ({
  type: 'Feature',
  properties: { kind },
  geometry,
})
const line = (kind: string, ...points: Position[]) =>
  feature(kind, { type: 'LineString', coordinates: points })
const area = (kind: string, ...points: Position[]) =>
  feature(kind, { type: 'Polygon', coordinates: [[...points, ...points.slice(0, 1)]] })

const edge = [at(-5, -3), at(-4, 2.4), at(-1, 3.2), at(3, 2.8), at(5, 1), at(4.6, -2.4), at(1, -3.4)]

function place(position: Position, name: string, rank: number): GeoJSON.Feature {
  return {
    type: 'Feature',
    properties: { kind: 'place', name, rank },
    geometry: { type: 'Point', coordinates: position },
  }
}

export function sampleBasemap(title: string, town: string, village: (number: number) => string): Basemap {
  const minor = Array.from({ length: 14 }, (_, index) =>
    line('road-minor', at(-4 + index * 0.6, -2.4), at(-3.8 + index * 0.6, 0.2), at(-4.1 + index * 0.6, 2.1)),
  )
  const villages = [at(-3.2, 1.2), at(-2.2, -1.6), at(1.6, 1.7), at(3.4, -1.1), at(3.2, 1.3), at(0.6, -2.4)]
  const data: GeoJSON.FeatureCollection = {
    type: 'FeatureCollection',
    features: [
      area('land', ...edge),
      area('green', at(-4.6, 0.6), at(-3.8, 2.3), at(-2.2, 2.6), at(-2.6, 1.1)),
      area('green', at(2.2, -2.9), at(4.2, -2.2), at(3.9, -1.4), at(2.3, -1.8)),
      area('water', at(0.2, 0.7), at(1, 1.3), at(1.9, 1), at(1.4, 0.4)),
      line('river', at(-5, -1.2), at(-2.5, -0.8), at(-0.4, 0.1), at(0.6, 0.8), at(2.5, 2.8)),
      ...minor,
      line('road-major', at(-5, 0.4), at(-1.4, 0.1), at(1.2, -0.5), at(5, -0.2)),
      line('road-major', at(-0.6, -3.2), at(-0.3, 0), at(-0.6, 3.1)),
      line('rail', at(-5, -2.3), at(0, -1.9), at(4.8, -1.2)),
      line('boundary', ...edge, edge[0]!),
      place(at(0, 0.1), town, 0),
      ...villages.map((position, index) => place(position, village(index + 1), 2)),
    ],
  }
  const drawn = { kind: 'drawn', data, datum: 'wgs84' } as const
  return { id: 'sample', title, datum: 'wgs84', grid: 'mercator', minZoom: 8, maxZoom: 19, layers: [drawn] }
}

export function sampleAreas(name: (number: number) => string): Areas {
  const cells = Array.from({ length: 12 }, (_, index) => ({ column: index % 4, row: Math.floor(index / 4) }))
  return {
    type: 'FeatureCollection',
    features: cells.map(({ column, row }, index) => {
      const [west, south] = [-4 + column * 2, -2.2 + row * 1.5]
      const corners = [at(west, south), at(west + 2, south), at(west + 2, south + 1.5), at(west, south + 1.5)]
      return {
        type: 'Feature',
        properties: { id: String(index), name: name(index + 1) },
        geometry: { type: 'Polygon', coordinates: [[...corners, corners[0]!]] },
      }
    }),
  }
}

/** A repeatable scatter: the fractional parts of multiples of irrational numbers. */
function scatter(index: number, seed: number): number {
  return (index * seed) % 1
}

export function samplePoints(count: number): readonly MapPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    lat: sampleCentre.lat - 0.025 + scatter(index, 0.7548776662) * 0.05,
    lng: sampleCentre.lng - 0.045 + scatter(index, 0.5698402909) * 0.09,
    tone: tones[index % 41 === 0 ? 0 : index % 17 === 0 ? 1 : 4 + (index % 7 === 0 ? 1 : 0)]!,
  }))
}

/** Units that drive on with every step. */
export function sampleUnits(count: number, step: number): readonly Unit[] {
  const share = count > 500 ? 1 : 0.6
  return Array.from({ length: count }, (_, index) => {
    const headingDeg = (scatter(index, 0.3819660113) * 360 + step * 15 * Math.sin(index)) % 360
    const angle = (headingDeg * Math.PI) / 180
    const way = ((step * 0.0004) % 0.01) - 0.005
    return {
      id: `u${index}`,
      lat: sampleCentre.lat + (scatter(index, 0.7548776662) - 0.5) * 0.08 * share + Math.cos(angle) * way,
      lng: sampleCentre.lng + (scatter(index, 0.5698402909) - 0.5) * 0.16 * share + Math.sin(angle) * way,
      headingDeg: index % 9 === 0 ? undefined : headingDeg,
      tone: tones[index % 53 === 0 ? 0 : index % 29 === 0 ? 1 : index % 13 === 0 ? 3 : 4],
      freshness:
        index % 23 === 0 ? 'stale' : index % 11 === 0 ? 'ageing' : index % 37 === 0 ? 'lost' : 'live',
    }
  })
}
