import {
  canvas,
  geoJSON,
  latLng,
  Layer,
  layerGroup,
  tileLayer,
  type GeoJSON,
  type GeoJSONOptions,
  type LatLng,
  type Map as LeafletMap,
  type Renderer,
} from 'leaflet'
import type { Theme } from '../design/theme.ts'
import { fromDatum, type Datum } from './datum.ts'
import { drawnKinds, drawnStyle, widthAtZoom } from './drawn-style.ts'
import { LabelCanvas, type Label } from './LabelCanvas.ts'
import type { TileGrid } from './reference-system.ts'
import { wmtsTemplate, type WmtsSource } from './wmts.ts'

/**
 * A basemap as data. Its picture layers share one datum and one grid; the map projects WGS-84 into them.
 * Drawn layers are vectors and follow any datum. `title` is the installation's own wording.
 */
export interface Basemap {
  readonly id: string
  readonly title: string
  readonly datum: Datum
  readonly grid: TileGrid
  readonly minZoom: number
  readonly maxZoom: number
  readonly layers: readonly BasemapLayer[]
}

export type BasemapLayer =
  /** GeoJSON in longitude/latitude of `datum`; `properties.kind` as in drawn-style.ts, `place` points have `name`, `rank`. */
  | { readonly kind: 'drawn'; readonly data: GeoJSON.FeatureCollection; readonly datum: Datum }
  | { readonly kind: 'xyz'; readonly url: string; readonly maxNativeZoom: number }
  | ({ readonly kind: 'wmts'; readonly maxNativeZoom: number } & WmtsSource)
  | { readonly kind: 'pmtiles'; readonly url: string }

/** Adds the layers to the map, lowest first; the answer takes them off again. */
export async function showBasemap(map: LeafletMap, basemap: Basemap, theme: Theme): Promise<() => void> {
  const layers = await Promise.all(basemap.layers.map(layer => leafletLayer(layer, basemap, theme)))
  for (const layer of layers) layer.addTo(map)
  return () => layers.forEach(layer => layer.remove())
}

async function leafletLayer(layer: BasemapLayer, basemap: Basemap, theme: Theme): Promise<Layer> {
  if (layer.kind === 'drawn') return drawn(layer.data, layer.datum, theme)
  if (layer.kind === 'pmtiles') {
    const { pmtilesLayer } = await import('./pmtiles-layer.ts')
    return pmtilesLayer(layer.url, theme)
  }
  const template = layer.kind === 'wmts' ? wmtsTemplate(layer) : layer.url
  return tileLayer(template, {
    maxNativeZoom: layer.maxNativeZoom,
    minZoom: basemap.minZoom,
    maxZoom: basemap.maxZoom,
    // Geographic grids begin with two tiles side by side, one level later than Leaflet counts.
    zoomOffset: basemap.grid === 'geographic' ? 1 : 0,
    className: theme === 'dark' ? 'tiles-dimmed' : '',
  })
}

function drawn(data: GeoJSON.FeatureCollection, datum: Datum, theme: Theme): Layer {
  const rankOf = (feature: GeoJSON.Feature) => drawnKinds.findIndex(kind => kind === kindOf(feature))
  const features = data.features.filter(feature => rankOf(feature) >= 0).sort((a, b) => rankOf(a) - rankOf(b))
  // Leaflet hands unknown options on to every path; its typings do not say so.
  const options: GeoJSONOptions & { renderer: Renderer } = {
    pane: 'ground',
    interactive: false,
    coordsToLatLng: position => inWgs84(position, datum),
    renderer: canvas({ pane: 'ground', padding: 0.3 }),
  }
  const shapes = geoJSON({ type: 'FeatureCollection', features } as GeoJSON.FeatureCollection, options)
  return new ZoomStyled(shapes, zoom => restyleAt(shapes, theme, zoom), labelsOf(data, datum))
}

/** Lines keep their weight in the landscape: restyled after every zoom. */
class ZoomStyled extends Layer {
  readonly #parts
  readonly #restyle: (zoom: number) => void
  #map: LeafletMap | undefined

  constructor(shapes: GeoJSON, restyle: (zoom: number) => void, labels: readonly Label[]) {
    super()
    this.#parts = layerGroup([shapes, new LabelCanvas(labels)])
    this.#restyle = restyle
  }

  override onAdd(map: LeafletMap): this {
    this.#map = map
    this.#parts.addTo(map)
    this.#restyle(map.getZoom())
    return this
  }

  override onRemove(): this {
    this.#parts.remove()
    this.#map = undefined
    return this
  }

  override getEvents() {
    return {
      zoomend: () => {
        if (this.#map !== undefined) this.#restyle(this.#map.getZoom())
      },
    }
  }
}

function restyleAt(shapes: GeoJSON, theme: Theme, zoom: number): void {
  shapes.setStyle(feature => {
    const style = drawnStyle(kindOf(feature), theme)
    if (style === undefined || zoom < style.fromZoom) return { stroke: false, fill: false }
    if (style.shape === 'fill') return { stroke: false, fill: true, fillColor: style.colour, fillOpacity: 1 }
    const dashArray = style.shape === 'dashes' ? '6 5' : ''
    return {
      stroke: true,
      fill: false,
      color: style.colour,
      weight: widthAtZoom(style, zoom),
      dashArray,
      lineCap: 'round',
    }
  })
}

function labelsOf(data: GeoJSON.FeatureCollection, datum: Datum): readonly Label[] {
  return data.features.flatMap(feature => {
    if (feature.geometry.type !== 'Point' || kindOf(feature) !== 'place') return []
    const { lat, lng } = inWgs84(feature.geometry.coordinates, datum)
    const name: unknown = feature.properties?.['name']
    const rank: unknown = feature.properties?.['rank']
    return typeof name === 'string' ? [{ lat, lng, name, rank: typeof rank === 'number' ? rank : 2 }] : []
  })
}

function kindOf(feature: GeoJSON.Feature | undefined): string {
  const kind: unknown = feature?.properties?.['kind']
  return typeof kind === 'string' ? kind : ''
}

function inWgs84(position: GeoJSON.Position, datum: Datum): LatLng {
  const [lng, lat] = fromDatum([position[0] ?? 0, position[1] ?? 0], datum)
  return latLng(lat, lng)
}
