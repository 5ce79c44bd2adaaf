import { Type, type Static } from 'typebox'
import { oneOf, optionalText, record, text } from './contract.ts'

/** What lies under the map; the client projects WGS-84 into the datum of the pictures. */
export const basemapDatums = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export const tileGrids = ['mercator', 'geographic'] as const

const Zoom = Type.Integer({ minimum: 0, maximum: 22 })

/** Tiles asked by `{z}`, `{x}` and `{y}`. */
const XyzLayer = record({ kind: Type.Literal('xyz'), url: text(500), maxNativeZoom: Zoom })
/** Tiles of a WMTS service asked by key-value pairs; `parameters` holds its access key (天地图: `tk`). */
const WmtsLayer = record({
  kind: Type.Literal('wmts'),
  url: text(500),
  layer: text(80),
  style: text(80),
  tileMatrixSet: text(80),
  format: text(80),
  parameters: Type.Record(Type.String(), optionalText(200)),
  maxNativeZoom: Zoom,
})
/** Vector tiles in one file: a name in the data folder where it is set, an address where it is served. */
const PmtilesLayer = record({ kind: Type.Literal('pmtiles'), url: text(500) })

export const ConfiguredBasemap = record({
  id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
  title: text(40),
  datum: oneOf(basemapDatums),
  grid: oneOf(tileGrids),
  minZoom: Zoom,
  maxZoom: Zoom,
  layers: Type.Array(Type.Union([XyzLayer, WmtsLayer, PmtilesLayer]), { minItems: 1, maxItems: 6 }),
})
export type ConfiguredBasemap = Static<typeof ConfiguredBasemap>

/** The setting file, and the answer of `GET /api/basemaps`; the first is the one shown. */
export const BasemapList = Type.Array(ConfiguredBasemap, { maxItems: 12 })
