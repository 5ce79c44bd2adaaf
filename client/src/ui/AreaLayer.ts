import { geoJSON, Path, type GeoJSON, type Layer, type PathOptions } from 'leaflet'
import { token } from '../design/theme.ts'
import { classOf } from './choropleth.ts'
import { attachTooltip } from './safe-html.ts'

/** Areas on the map; `id` and `name` in the properties of each feature, WGS-84. */
export type Areas = GeoJSON.FeatureCollection<
  GeoJSON.Polygon | GeoJSON.MultiPolygon,
  { readonly id: string; readonly name: string }
>

export type AreaFill =
  | { readonly kind: 'outline' }
  /** A number per area, in classes (see choropleth.ts); an area without one is drawn dashed and empty. */
  | {
      readonly kind: 'choropleth'
      readonly values: ReadonlyMap<string, number>
      readonly breaks: readonly number[]
    }

export interface AreaLayerOptions {
  readonly onPick: (id: string) => void
}

/** Polygons drawn on the map's canvas; restyle with `paintAreas`. */
export function areaLayer(areas: Areas, fill: AreaFill, options: AreaLayerOptions): GeoJSON {
  const layer = geoJSON(areas, {
    pane: 'areas',
    style: feature => styleOf(feature, fill),
    onEachFeature: (feature: Areas['features'][number], part) => {
      attachTooltip(part, () => feature.properties.name)
      part.on('click', () => options.onPick(feature.properties.id))
      part.on('mouseover', () => restyle(part, { weight: 2.5 }))
      part.on('mouseout', () => restyle(part, { weight: 1.2 }))
    },
  })
  return layer
}

function restyle(part: Layer, style: PathOptions): void {
  if (part instanceof Path) part.setStyle(style)
}

/** New figures or a new theme for areas that are already drawn. */
export function paintAreas(layer: GeoJSON, fill: AreaFill): void {
  layer.setStyle(feature => styleOf(feature, fill))
}

/** Steps of one colour from faint to strong, so that order is seen without a legend; never a status colour. */
const steps = [0.05, 0.13, 0.22, 0.32, 0.44]

function styleOf(feature: GeoJSON.Feature | undefined, fill: AreaFill): PathOptions {
  const line = { color: token('--line-strong'), weight: 1.2, opacity: 0.9 }
  if (fill.kind === 'outline') return { ...line, fillColor: token('--accent'), fillOpacity: 0.04 }
  const { id } = (feature as Areas['features'][number] | undefined)?.properties ?? { id: '' }
  const step = classOf(fill.values.get(id), fill.breaks)
  if (step === undefined) return { ...line, dashArray: '4 4', fillOpacity: 0 }
  return {
    ...line,
    dashArray: '',
    fillColor: token('--accent'),
    fillOpacity: steps[Math.min(step, steps.length - 1)] ?? 0.05,
  }
}
