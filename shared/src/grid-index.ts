import Flatbush from 'flatbush'
import type { Position } from './geo.ts'
import type { Id } from './ids.ts'
import { gridLevels, type Grid, type GridLevel } from './organisations.ts'
import { boundsOf, metresToBorder, metresToBounds, sideOf, type Bounds } from './polygons.ts'

/** Nearer than this to a border, both neighbours are named: surveyed borders are no better than a metre. */
export const BORDER_METRES = 1

export interface GridRef {
  readonly id: Id<'grid'>
  readonly code: string
  readonly name: string
  readonly level: GridLevel
  readonly organisationId: Id<'organisation'> | null
}

type IndexedGrid = Pick<Grid, 'id' | 'code' | 'name' | 'level' | 'organisationId' | 'polygon'>

/** Point → grids. Built once per change of the grids; 2,000 grids of 30 points build in some ten milliseconds. */
export interface GridIndex {
  readonly grids: readonly IndexedGrid[]
  readonly bounds: readonly Bounds[]
  /** West, south, east, north of everything; null without a grid. */
  readonly extent: Bounds | null
  readonly tree: Flatbush | null
}

export function buildGridIndex(grids: readonly IndexedGrid[]): GridIndex {
  if (grids.length === 0) return { grids, bounds: [], extent: null, tree: null }
  const bounds = grids.map(grid => boundsOf(grid.polygon.coordinates))
  const tree = new Flatbush(grids.length)
  for (const box of bounds) tree.add(...box)
  tree.finish()
  return { grids, bounds, extent: [tree.minX, tree.minY, tree.maxX, tree.maxY], tree }
}

export interface GridsAt {
  /** From the county down to the micro-grid; within a level by code. */
  readonly grids: readonly GridRef[]
  /** More than one grid of a level: the point lies on a border (G-2). */
  readonly tie: boolean
}

/** Degrees that are surely more than `BORDER_METRES` anywhere in China (cos 54° · 111 km). */
const BORDER_DEGREES = BORDER_METRES / 60_000

/** All grids of all levels that hold the point, ties explicit (G-1, G-2). */
export function gridsAt(index: GridIndex, position: Position): GridsAt {
  if (index.tree === null) return { grids: [], tie: false }
  const { lon, lat } = position
  const near = index.tree.search(
    lon - BORDER_DEGREES,
    lat - BORDER_DEGREES,
    lon + BORDER_DEGREES,
    lat + BORDER_DEGREES,
  )
  const grids = near
    .map(i => index.grids[i] as IndexedGrid)
    .filter(grid => sideOf(grid.polygon.coordinates, position, BORDER_METRES) !== 'outside')
    .map(refOf)
    .sort(byLevelAndCode)
  return { grids, tie: grids.some((grid, i) => grid.level === grids[i - 1]?.level) }
}

/** The nearest grid to a point outside all of them; among equally near ones the finest (G-3). Undefined without a grid. */
export function nearestGrid(
  index: GridIndex,
  position: Position,
): { readonly grid: GridRef; readonly metres: number } | undefined {
  let best: { grid: IndexedGrid; metres: number } | undefined
  for (const [i, grid] of index.grids.entries()) {
    if (best !== undefined && metresToBounds(index.bounds[i] as Bounds, position) > best.metres) continue
    const metres =
      sideOf(grid.polygon.coordinates, position, 0) === 'inside'
        ? 0
        : metresToBorder(grid.polygon.coordinates, position)
    if (best === undefined || isNearer({ grid, metres }, best)) best = { grid, metres }
  }
  return best === undefined ? undefined : { grid: refOf(best.grid), metres: best.metres }
}

interface Found {
  readonly grid: IndexedGrid
  readonly metres: number
}

function isNearer(a: Found, b: Found): boolean {
  if (Math.abs(a.metres - b.metres) > BORDER_METRES) return a.metres < b.metres
  return gridLevels.indexOf(a.grid.level) > gridLevels.indexOf(b.grid.level)
}

function refOf(grid: IndexedGrid): GridRef {
  return {
    id: grid.id,
    code: grid.code,
    name: grid.name,
    level: grid.level,
    organisationId: grid.organisationId,
  }
}

function byLevelAndCode(a: GridRef, b: GridRef): number {
  return gridLevels.indexOf(a.level) - gridLevels.indexOf(b.level) || (a.code < b.code ? -1 : 1)
}
