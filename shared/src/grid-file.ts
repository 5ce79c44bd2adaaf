import type { Position } from './geo.ts'
import { gridLevels, type GridDraft, type GridFinding, type GridLevel } from './organisations.ts'
import { crossingFault, doubledSegment, flatFault, ringFault, type Fault } from './ring-check.ts'

/** More than the micro-grids of any county; a file beyond it is taken for a mistake. */
export const MAX_GRID_FEATURES = 20_000
/** Of one grid; a county's border at survey detail has some ten thousand. */
export const MAX_GRID_POINTS = 100_000
/** Of the whole file, so that a check ends in seconds. */
export const MAX_FILE_POINTS = 1_000_000

/** Property names in the order they are tried; blanks, case, `_` and `-` in a name do not count. */
const names = {
  code: ['code', 'gridcode', 'adcode', 'bm', '编码', '网格编码', '代码', '行政区划代码'],
  name: ['name', 'gridname', 'mc', '名称', '网格名称'],
  level: ['level', 'gridlevel', 'layer', '级别', '层级', '网格级别'],
  parentCode: ['parentcode', 'parent', 'pcode', '上级编码', '上级网格编码'],
  organisationCode: ['organisationcode', 'orgcode', '机构编码', '责任机构编码'],
  row: ['fid', 'objectid'],
} as const

const levelWords: Readonly<Record<string, GridLevel>> = {
  county: 'county',
  district: 'county',
  县: 'county',
  区: 'county',
  区县: 'county',
  township: 'township',
  town: 'township',
  street: 'township',
  乡镇: 'township',
  街道: 'township',
  镇街: 'township',
  village: 'village',
  community: 'village',
  村: 'village',
  社区: 'village',
  村社区: 'village',
  grid: 'grid',
  网格: 'grid',
  microgrid: 'micro-grid',
  微网格: 'micro-grid',
}

/** One feature that could be read; `feature` is its place in the file. */
export interface ReadGrid {
  readonly feature: number
  readonly draft: GridDraft
}

export interface ReadGridFile {
  readonly grids: readonly ReadGrid[]
  readonly findings: readonly GridFinding[]
}

/** A finding with the parts it does not name left empty. */
export function finding(
  part: Pick<GridFinding, 'severity' | 'code' | 'feature'> & Partial<GridFinding>,
): GridFinding {
  return { gridCode: '', other: '', area: 0, at: null, ...part }
}

/** Reads a GeoJSON FeatureCollection feature by feature; what cannot be read becomes a finding (G-4, G-5). */
export function readGridFile(collection: unknown): ReadGridFile {
  const features = isObject(collection) ? collection['features'] : undefined
  if (!Array.isArray(features) || features.length === 0)
    return {
      grids: [],
      findings: [finding({ severity: 'error', code: 'missing-field', feature: 0, other: 'features' })],
    }
  if (features.length > MAX_GRID_FEATURES)
    return { grids: [], findings: [tooMany('too-many-features', features.length)] }
  const points = features.reduce<number>((sum, feature) => sum + countPoints(geometryOf(feature)), 0)
  if (points > MAX_FILE_POINTS) return { grids: [], findings: [tooMany('too-many-points', points)] }
  const grids: ReadGrid[] = []
  const findings: GridFinding[] = []
  for (const [feature, value] of features.entries()) {
    const read = readFeature(value, feature)
    findings.push(...read.findings)
    if (read.draft !== undefined) grids.push({ feature, draft: read.draft })
  }
  return { grids, findings }
}

function tooMany(code: 'too-many-features' | 'too-many-points', count: number): GridFinding {
  return finding({ severity: 'error', code, feature: 0, other: String(count) })
}

interface ReadFeature {
  readonly draft?: GridDraft
  readonly findings: readonly GridFinding[]
}

function readFeature(value: unknown, feature: number): ReadFeature {
  const properties = tolerantProperties(isObject(value) ? value['properties'] : undefined)
  const findings: GridFinding[] = []
  const given = wordOf(properties, names.code)
  const rowCode = isObject(value) ? (wordOf(properties, names.row) ?? scalar(value['id'])) : undefined
  const code = given ?? rowCode
  const gridCode = code ?? ''
  const fail = (part: Pick<GridFinding, 'code'> & Partial<GridFinding>): void => {
    findings.push(finding({ severity: 'error', feature, gridCode, ...part }))
  }
  if (code === undefined || code.length > 40) fail({ code: 'missing-field', other: 'code' })
  else if (given === undefined)
    findings.push(finding({ severity: 'warning', code: 'code-from-row', feature, gridCode, other: code }))
  const name = wordOf(properties, names.name)
  if (name === undefined || name.length > 80) fail({ code: 'missing-field', other: 'name' })
  const levelWord = wordOf(properties, names.level)
  const level = levelWord === undefined ? undefined : levelWords[plain(levelWord)]
  if (levelWord === undefined) fail({ code: 'missing-field', other: 'level' })
  else if (level === undefined) fail({ code: 'unknown-level', other: levelWord.slice(0, 40) })
  const geometry = readGeometry(geometryOf(value))
  if ('fault' in geometry) fail(geometry.fault)
  if (findings.some(found => found.severity === 'error') || 'fault' in geometry || level === undefined)
    return { findings }
  const doubled = doubledSegment(geometry.coordinates.flat())
  if (doubled !== undefined)
    findings.push(finding({ severity: 'warning', code: 'doubled-border', feature, gridCode, at: doubled }))
  const draft: GridDraft = {
    code: gridCode,
    name: name ?? '',
    level,
    // The county is the top: a province or city named above it is not ours to know.
    parentCode: level === gridLevels[0] ? null : (wordOf(properties, names.parentCode) ?? null),
    organisationCode: wordOf(properties, names.organisationCode) ?? null,
    polygon: { type: 'MultiPolygon', coordinates: geometry.coordinates },
  }
  return { draft, findings }
}

type Geometry = { readonly fault: Fault } | { readonly coordinates: number[][][][] }

function readGeometry(geometry: unknown): Geometry {
  if (!isObject(geometry)) return { fault: { code: 'not-a-polygon', other: 'null' } }
  const { type, coordinates } = geometry
  const polygons = type === 'Polygon' ? [coordinates] : coordinates
  if ((type !== 'Polygon' && type !== 'MultiPolygon') || !Array.isArray(polygons) || polygons.length === 0)
    return { fault: { code: 'not-a-polygon', other: scalar(type) ?? '' } }
  const points = countPoints(geometry)
  if (points > MAX_GRID_POINTS) return { fault: { code: 'too-many-points', other: String(points) } }
  const read: number[][][][] = []
  for (const polygon of polygons) {
    if (!Array.isArray(polygon) || polygon.length === 0)
      return { fault: { code: 'not-a-polygon', other: 'ring' } }
    const rings: number[][][] = []
    for (const ring of polygon) {
      const result = readRing(ring)
      if ('fault' in result) return result
      rings.push(result.ring)
    }
    read.push(rings)
  }
  const fault = crossingFault(read.flat()) ?? flatFault(read.flat())
  return fault === undefined ? { coordinates: read } : { fault }
}

function readRing(value: unknown): { readonly fault: Fault } | { readonly ring: number[][] } {
  if (!Array.isArray(value)) return { fault: { code: 'not-a-polygon', other: 'ring' } }
  const ring: number[][] = []
  for (const point of value) {
    const fault = pointFault(point)
    if (fault !== undefined) return { fault }
    const [lon, lat] = point as readonly [number, number]
    ring.push([lon, lat])
  }
  const fault = ringFault(ring)
  return fault === undefined ? { ring } : { fault }
}

/** A number and nothing else: a string that looks like one is a fault of the writer, not ours to mend. */
function pointFault(point: unknown): Fault | undefined {
  if (!Array.isArray(point) || point.length < 2)
    return { code: 'coordinate-invalid', other: JSON.stringify(point).slice(0, 80) }
  const [lon, lat] = point as readonly unknown[]
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
  if (!isNumber(lon) || !isNumber(lat))
    return { code: 'coordinate-invalid', other: JSON.stringify(point).slice(0, 80) }
  const at: Position = { lon, lat }
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90)
    return { code: 'coordinates-swapped', other: `${lon}, ${lat}`, at: { lon: lat, lat: lon } }
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90)
    return { code: 'coordinate-invalid', other: `${lon}, ${lat}` }
  return lon === 0 && lat === 0 ? { code: 'null-island', at } : undefined
}

function geometryOf(feature: unknown): unknown {
  return isObject(feature) ? feature['geometry'] : undefined
}

/** Points of a geometry by the shape alone, without reading them. */
function countPoints(geometry: unknown): number {
  const coordinates = isObject(geometry) ? geometry['coordinates'] : undefined
  if (!Array.isArray(coordinates)) return 0
  const rings: readonly unknown[] =
    (geometry as { type?: unknown }).type === 'Polygon' ? coordinates : coordinates.flat(1)
  return rings.reduce<number>((sum, ring) => sum + (Array.isArray(ring) ? ring.length : 0), 0)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_\-/、（）()]/g, '')

function tolerantProperties(properties: unknown): ReadonlyMap<string, unknown> {
  if (!isObject(properties)) return new Map()
  return new Map(Object.entries(properties).map(([name, value]) => [plain(name), value]))
}

function wordOf(properties: ReadonlyMap<string, unknown>, candidates: readonly string[]): string | undefined {
  for (const candidate of candidates) {
    const word = scalar(properties.get(candidate))
    if (word !== undefined) return word
  }
  return undefined
}

/** Text or a number as trimmed text; DataV writes `parent: { adcode }`. */
function scalar(value: unknown): string | undefined {
  if (isObject(value)) return scalar(value['adcode'])
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const word = String(value).trim()
  return word === '' ? undefined : word
}
