import type { Incident } from '@one-centre/shared/incidents'
import type { Grid } from '@one-centre/shared/organisations'
import { levelTone } from '../../features/incidents/view.ts'
import type { Areas } from '../../ui/AreaLayer.ts'
import type { Basemap } from '../../ui/basemap.ts'
import type { MapView } from '../../ui/map-setup.ts'
import type { MapPoint } from '../../ui/PointCanvas.ts'

/** The lowest grids would crowd the pane; villages say where one is. */
const shownLevels: readonly Grid['level'][] = ['township', 'village']

export function areasOf(grids: readonly Grid[]): Areas {
  return {
    type: 'FeatureCollection',
    features: grids
      .filter(grid => shownLevels.includes(grid.level))
      .map(({ id, name, polygon }) => ({
        type: 'Feature',
        properties: { id, name },
        geometry: { type: 'MultiPolygon', coordinates: polygon.coordinates },
      })),
  }
}

/** A ground and the names of the townships and villages, from the grids themselves; nothing is fetched from outside. */
export function basemapOf(grids: readonly Grid[], title: string): Basemap {
  const places = grids.filter(grid => shownLevels.includes(grid.level))
  return {
    id: 'grids',
    title,
    datum: 'wgs84',
    grid: 'mercator',
    minZoom: 6,
    maxZoom: 18,
    layers: [
      {
        kind: 'drawn',
        datum: 'wgs84',
        data: {
          type: 'FeatureCollection',
          features: places.map(({ name, level, centre }) => ({
            type: 'Feature',
            properties: { kind: 'place', name, rank: level === 'township' ? 1 : 3 },
            geometry: { type: 'Point', coordinates: [centre.lon, centre.lat] },
          })),
        },
      },
    ],
  }
}

export function pointsOf(incidents: readonly Incident[]): readonly MapPoint[] {
  return incidents.flatMap(({ id, level, place: { position } }) =>
    position === null ? [] : [{ id, lat: position.lat, lng: position.lon, tone: levelTone(level) }],
  )
}

/** The chosen incident close up, or all grids; undefined while no grid is known. */
export function viewOf(grids: readonly Grid[], chosen: Incident | undefined): MapView | undefined {
  const position = chosen?.place.position
  if (position) return { kind: 'centre', lat: position.lat, lng: position.lon, zoom: 14 }
  const corners = grids
    .filter(grid => grid.level === 'township')
    .flatMap(grid => grid.polygon.coordinates.flatMap(polygon => polygon[0] ?? []))
  if (corners.length === 0) return undefined
  const lons = corners.map(([lon]) => lon ?? 0)
  const lats = corners.map(([, lat]) => lat ?? 0)
  return {
    kind: 'bounds',
    south: lats.reduce((a, b) => Math.min(a, b)),
    west: lons.reduce((a, b) => Math.min(a, b)),
    north: lats.reduce((a, b) => Math.max(a, b)),
    east: lons.reduce((a, b) => Math.max(a, b)),
  }
}
