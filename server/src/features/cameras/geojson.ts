import { fileError, type Cells, type TableError } from '@one-centre/shared/tables'

/** A GeoJSON point file as rows of text, so that one reader checks it and a spreadsheet alike. */
export interface ReadFeatures {
  readonly cells: Cells
  /** Rows whose coordinates are texts: RFC 7946 wants numbers. */
  readonly textCoordinates: readonly { readonly row: number; readonly value: string }[]
  readonly errors: readonly TableError[]
}

const MOST_FEATURES = 20_000
const failed = (error: TableError): ReadFeatures => ({ cells: [], textCoordinates: [], errors: [error] })

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function looksLikeGeoJson(text: string): boolean {
  return /^\uFEFF?\s*\{/.test(text)
}

/** Every property is a column, `lon` and `lat` come from the geometry, and the feature's id is the code where no property is. */
export function readFeatures(text: string): ReadFeatures {
  let file: unknown
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return failed(fileError('unreadable', 'GeoJSON'))
  }
  const features = isObject(file) ? file['features'] : undefined
  if (!Array.isArray(features)) return failed(fileError('unreadable', 'FeatureCollection'))
  if (features.length > MOST_FEATURES) return failed(fileError('too-many-rows', String(MOST_FEATURES)))
  const all = features.map(feature => (isObject(feature) ? feature : {}))
  const names = namesOf(all)
  const textCoordinates: { row: number; value: string }[] = []
  const rows = all.map((feature, index) => {
    const coordinates = coordinatesOf(feature)
    // Row 1 is the header a spreadsheet would have.
    if (coordinates.some(one => typeof one === 'string'))
      textCoordinates.push({ row: index + 2, value: coordinates.map(cellOf).join(', ') })
    const properties = isObject(feature['properties']) ? feature['properties'] : {}
    return [cellOf(feature['id']), ...coordinates.map(cellOf), ...names.map(name => cellOf(properties[name]))]
  })
  return { cells: [['featureId', 'lon', 'lat', ...names], ...rows], textCoordinates, errors: [] }
}

function namesOf(features: readonly Record<string, unknown>[]): readonly string[] {
  const names = new Set<string>()
  for (const { properties } of features)
    if (isObject(properties)) for (const name of Object.keys(properties)) names.add(name)
  for (const taken of ['lon', 'lat', 'featureId']) names.delete(taken)
  return [...names]
}

function coordinatesOf({ geometry }: Record<string, unknown>): readonly [unknown, unknown] {
  const coordinates = isObject(geometry) && geometry['type'] === 'Point' ? geometry['coordinates'] : undefined
  if (!Array.isArray(coordinates)) return [undefined, undefined]
  return [coordinates[0], coordinates[1]]
}

function cellOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? value.map(cellOf).join('、') : ''
}
