import gcoord from 'gcoord'

/**
 * The datum of a basemap. Everything of ours is WGS-84; the map projects it into the datum of the picture below it,
 * so that a point lies on the street it was measured on. CGCS2000 differs from WGS-84 by centimetres: the same here.
 */
export type Datum = 'wgs84' | 'cgcs2000' | 'gcj02' | 'bd09'

const systems = {
  wgs84: gcoord.WGS84,
  cgcs2000: gcoord.WGS84,
  gcj02: gcoord.GCJ02,
  bd09: gcoord.BD09,
} as const

/** WGS-84 to the datum; longitude first, as in GeoJSON. */
export function toDatum(position: readonly [lng: number, lat: number], datum: Datum): [number, number] {
  return gcoord.transform([position[0], position[1]], gcoord.WGS84, systems[datum])
}

/** From the datum back to WGS-84. */
export function fromDatum(position: readonly [lng: number, lat: number], datum: Datum): [number, number] {
  return gcoord.transform([position[0], position[1]], systems[datum], gcoord.WGS84)
}
