import Flatbush from 'flatbush'
import { difference, intersection, type Geom } from 'polyclip-ts'
import { finding, readGridFile, type ReadGrid } from './grid-file.ts'
import { gridLevels, type GridDraft, type GridFinding } from './organisations.ts'
import { areaOf, boundsMeet, boundsOf, interiorPoint, type Polygons } from './polygons.ts'
import { bordersTangle } from './ring-tangle.ts'
import { tileExactly } from './tiling.ts'

/** Square metres: slivers of two hand-drawn borders below it are no overlap, no gap and no trespass. */
export const AREA_TOLERANCE = 100

/** Findings told at most; the first hundreds say what is wrong with a file. */
export const MAX_FINDINGS = 1_000

/** A grid that is already there, as the check needs it. */
export type KnownGrid = Pick<GridDraft, 'code' | 'level' | 'polygon'> & { readonly parentCode: string | null }

export interface GridCheckContext {
  readonly known: readonly KnownGrid[]
  readonly organisationCodes: ReadonlySet<string>
}

export interface GridCheck {
  readonly drafts: readonly GridDraft[]
  readonly findings: readonly GridFinding[]
}

/**
 * Checks a GeoJSON FeatureCollection against itself and the grids already there (G-4 to G-9).
 * Errors keep it from being saved; warnings do not.
 */
export function checkGrids(collection: unknown, context: GridCheckContext): GridCheck {
  const read = readGridFile(collection)
  const codes = codeFindings(read.grids, context)
  const shapes = codes.some(found => found.code === 'duplicate-code')
    ? []
    : shapeFindings(read.grids, context)
  return {
    drafts: read.grids.map(grid => grid.draft),
    findings: [...read.findings, ...codes, ...shapes].slice(0, MAX_FINDINGS),
  }
}

/** Codes that are doubled or name nothing (G-6). */
function codeFindings(grids: readonly ReadGrid[], context: GridCheckContext): readonly GridFinding[] {
  const levels = new Map(context.known.map(grid => [grid.code, grid.level]))
  for (const { draft } of grids) levels.set(draft.code, draft.level)
  const seen = new Set<string>()
  return grids.flatMap(({ feature, draft }) => {
    const found: GridFinding[] = []
    const fail = (code: GridFinding['code'], other: string): void => {
      found.push(finding({ severity: 'error', code, feature, gridCode: draft.code, other }))
    }
    if (seen.has(draft.code)) fail('duplicate-code', draft.code)
    seen.add(draft.code)
    if (draft.parentCode !== null) {
      const parentLevel = levels.get(draft.parentCode)
      if (parentLevel === undefined) fail('unknown-parent', draft.parentCode)
      else if (gridLevels.indexOf(parentLevel) >= gridLevels.indexOf(draft.level))
        fail('parent-level', draft.parentCode)
    }
    if (draft.organisationCode !== null && !context.organisationCodes.has(draft.organisationCode))
      fail('unknown-organisation', draft.organisationCode)
    return found
  })
}

interface Shape {
  /** Place in the file; undefined for a grid that is already there and not in the file. */
  readonly feature: number | undefined
  readonly code: string
  readonly level: GridDraft['level']
  readonly parentCode: string | null
  readonly polygons: Polygons
}

/** Overlaps within a level, trespass over the parent's border, gaps inside a parent (G-7, G-8, G-9). */
function shapeFindings(grids: readonly ReadGrid[], context: GridCheckContext): readonly GridFinding[] {
  const drafted = new Set(grids.map(grid => grid.draft.code))
  const shapes: readonly Shape[] = [
    ...grids.map(({ feature, draft }) => shapeOf(draft, feature)),
    ...context.known.filter(grid => !drafted.has(grid.code)).map(grid => shapeOf(grid, undefined)),
  ]
  const children = Map.groupBy(shapes, shape => shape.parentCode)
  const parents = shapes.filter(shape => children.has(shape.code))
  return [
    ...overlaps(shapes),
    ...parents.flatMap(parent => againstParent(parent, children.get(parent.code) ?? [])),
  ]
}

function shapeOf(grid: KnownGrid, feature: number | undefined): Shape {
  const { code, level, parentCode, polygon } = grid
  return { feature, code, level, parentCode, polygons: polygon.coordinates }
}

function overlaps(shapes: readonly Shape[]): readonly GridFinding[] {
  if (shapes.length === 0) return []
  const tree = new Flatbush(shapes.length)
  const boxes = shapes.map(shape => boundsOf(shape.polygons))
  for (const box of boxes) tree.add(...box)
  tree.finish()
  const found: GridFinding[] = []
  for (const [i, shape] of shapes.entries())
    for (const j of tree.search(...(boxes[i] as (typeof boxes)[number])).sort((a, b) => a - b)) {
      const other = shapes[j] as Shape
      const feature = other.feature ?? shape.feature
      if (j <= i || other.level !== shape.level || feature === undefined) continue
      if (!bordersTangle(shape.polygons, other.polygons)) continue
      const common = clip(() => intersection(geom(shape), geom(other)))
      const [named, beside] = other.feature === undefined ? [shape, other] : [other, shape]
      found.push(...pieceFindings('overlap', feature, named.code, beside.code, common))
      if (found.length >= MAX_FINDINGS) return found
    }
  return found
}

function againstParent(parent: Shape, children: readonly Shape[]): readonly GridFinding[] {
  const parts = children.map(child => child.polygons)
  // Saves the clipper, which takes a second where a county is imported.
  if (tileExactly(parent.polygons, parts)) return []
  const bounds = boundsOf(parent.polygons)
  const outside = children.flatMap(child => {
    if (child.feature === undefined && parent.feature === undefined) return []
    const feature = child.feature ?? parent.feature ?? 0
    if (!boundsMeet(bounds, boundsOf(child.polygons)))
      return pieceFindings('outside-parent', feature, child.code, parent.code, child.polygons)
    const beyond = clip(() => difference(geom(child), geom(parent)))
    return pieceFindings('outside-parent', feature, child.code, parent.code, beyond)
  })
  const first = children.find(child => child.feature !== undefined)
  const feature = parent.feature ?? first?.feature
  if (feature === undefined) return outside
  const left = clip(() => difference(geom(parent), ...children.map(geom)))
  if (left === undefined) return [...outside, tooComplex(feature, parent.code)]
  const gaps = left
    .map(piece => ({ area: areaOf([piece]), piece }))
    .filter(gap => gap.area > AREA_TOLERANCE)
    .map(({ area, piece }) =>
      finding({
        severity: 'warning',
        code: 'gap',
        feature,
        gridCode: parent.code,
        area: Math.round(area),
        at: interiorPoint([piece]),
      }),
    )
  return [...outside, ...gaps]
}

/** One finding for all pieces together, at the largest of them; none below the tolerance. */
function pieceFindings(
  code: 'overlap' | 'outside-parent',
  feature: number,
  gridCode: string,
  other: string,
  pieces: Polygons | undefined,
): readonly GridFinding[] {
  if (pieces === undefined) return [tooComplex(feature, gridCode)]
  const area = areaOf(pieces)
  if (area <= AREA_TOLERANCE) return []
  const at = interiorPoint(pieces)
  return [finding({ severity: 'error', code, feature, gridCode, other, area: Math.round(area), at })]
}

function tooComplex(feature: number, gridCode: string): GridFinding {
  return finding({ severity: 'error', code: 'too-complex', feature, gridCode })
}

const geom = (shape: Shape): Geom => shape.polygons as unknown as Geom

/** The clipper throws on input it cannot order; that is a finding, not a fault of the server. */
function clip(run: () => unknown): Polygons | undefined {
  try {
    return run() as Polygons
  } catch {
    return undefined
  }
}
