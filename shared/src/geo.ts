import { Type, type Static } from 'typebox'
import { record } from './contract.ts'

/** WGS-84 degrees. Other datums exist only inside a basemap layer. */
export const Position = record({
  lon: Type.Number({ minimum: -180, maximum: 180 }),
  lat: Type.Number({ minimum: -90, maximum: 90 }),
})
export type Position = Static<typeof Position>

/** The mean Earth radius in metres (IUGG R1). */
const EARTH_RADIUS_METRES = 6_371_008.8

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle distance in metres (haversine). */
export function distanceMetres(a: Position, b: Position): number {
  const dLat = radians(b.lat - a.lat)
  const dLon = radians(b.lon - a.lon)
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** The null island, where a device without a fix says it is. */
export function isNullIsland(position: Position): boolean {
  return Math.abs(position.lon) < 1e-6 && Math.abs(position.lat) < 1e-6
}

/** Outer ring first, then holes; each ring closed, as in GeoJSON (RFC 7946). */
export const Ring = Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 3 }), { minItems: 4 })
export const MultiPolygon = record({
  type: Type.Literal('MultiPolygon'),
  coordinates: Type.Array(Type.Array(Ring, { minItems: 1 }), { minItems: 1 }),
})
export type MultiPolygon = Static<typeof MultiPolygon>
