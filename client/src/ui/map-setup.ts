import { map as createMap, type Map as LeafletMap } from 'leaflet'
import type { Basemap } from './basemap.ts'
import { referenceSystem } from './reference-system.ts'

/** Where a view looks: degrees of WGS-84. */
export type MapView =
  | { readonly kind: 'centre'; readonly lat: number; readonly lng: number; readonly zoom: number }
  | {
      readonly kind: 'bounds'
      readonly south: number
      readonly west: number
      readonly north: number
      readonly east: number
    }

/** What lies above what; a layer names its pane. */
const panes: readonly (readonly [name: string, zIndex: number])[] = [
  ['ground', 210],
  ['areas', 320],
  ['labels', 340],
  ['units', 420],
  ['points', 430],
]

export function openMap(container: HTMLElement, basemap: Basemap | undefined): LeafletMap {
  const map = createMap(container, {
    crs: referenceSystem(basemap?.datum ?? 'wgs84', basemap?.grid ?? 'mercator'),
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.25,
    wheelPxPerZoomLevel: 100,
    preferCanvas: true,
    minZoom: basemap?.minZoom ?? 3,
    maxZoom: basemap?.maxZoom ?? 19,
  })
  for (const [name, zIndex] of panes) {
    const pane = map.createPane(name)
    pane.style.zIndex = String(zIndex)
    // Canvas layers answer through the map's own click; only areas have parts that listen themselves.
    if (name !== 'areas') pane.style.pointerEvents = 'none'
  }
  return map
}

/** Another basemap may be drawn in another datum: the view stays at the same place of the world. */
export function changeReference(map: LeafletMap, basemap: Basemap): void {
  const next = referenceSystem(basemap.datum, basemap.grid)
  const [centre, zoom] = [map.getCenter(), map.getZoom()]
  map.options.crs = next
  map.setMinZoom(basemap.minZoom).setMaxZoom(basemap.maxZoom)
  map.setView(centre, zoom, { animate: false, reset: true } as { animate: boolean })
}

export type ShowView = (view: MapView, how: 'at once' | 'gliding') => void

/** Shows views on this map. Leaflet drops what it is asked during a zoom animation, so that waits for its end. */
export function viewShower(map: LeafletMap): ShowView {
  let state: 'still' | 'animating' = 'still'
  let waiting: MapView | undefined
  map.on('zoomanim', ({ zoom }) => {
    // An animation to where the map already is has ended before this is heard.
    if (zoom !== map.getZoom()) state = 'animating'
  })
  map.on('zoomend', () => {
    state = 'still'
    const view = waiting
    waiting = undefined
    if (view !== undefined) showView(map, view, 'at once')
  })
  return (view, how) => {
    waiting = state === 'animating' ? view : undefined
    if (state === 'still') showView(map, view, how)
  }
}

function showView(map: LeafletMap, view: MapView, how: 'at once' | 'gliding'): void {
  const animate = how === 'gliding'
  if (view.kind === 'centre') map.setView([view.lat, view.lng], view.zoom, { animate })
  else {
    map.fitBounds(
      [
        [view.south, view.west],
        [view.north, view.east],
      ],
      { animate, padding: [24, 24] },
    )
  }
}
