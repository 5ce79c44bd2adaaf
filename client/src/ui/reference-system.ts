import { CRS, LatLng, Projection, Util, type Point } from 'leaflet'
import { fromDatum, toDatum, type Datum } from './datum.ts'

/** How the tiles of a basemap are cut: web mercator, or degrees (天地图 `_c`). */
export type TileGrid = 'mercator' | 'geographic'

/** A Leaflet reference system that takes WGS-84 and lands on pictures drawn in the datum. */
export function referenceSystem(datum: Datum, grid: TileGrid): CRS {
  const plain = grid === 'mercator' ? CRS.EPSG3857 : CRS.EPSG4326
  if (datum === 'wgs84' || datum === 'cgcs2000') return plain
  const along = projectionOf(grid)
  const projection = {
    bounds: along.bounds,
    project(latLng: LatLng): Point {
      const [lng, lat] = toDatum([latLng.lng, latLng.lat], datum)
      return along.project(new LatLng(lat, lng))
    },
    unproject(point: Point): LatLng {
      const shifted = along.unproject(point)
      const [lng, lat] = fromDatum([shifted.lng, shifted.lat], datum)
      return new LatLng(lat, lng)
    },
  }
  return Util.extend(Object.create(plain) as CRS, { projection })
}

function projectionOf(grid: TileGrid) {
  return grid === 'mercator' ? Projection.SphericalMercator : Projection.LonLat
}
