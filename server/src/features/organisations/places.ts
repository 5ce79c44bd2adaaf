import type { Position } from '@one-centre/shared/geo'
import {
  buildGridIndex,
  gridsAt as find,
  nearestGrid as findNearest,
  type GridIndex,
  type GridsAt,
} from '@one-centre/shared/grid-index'
import type { Id } from '@one-centre/shared/ids'
import type { Grid } from '@one-centre/shared/organisations'
import type { Extent } from '@one-centre/shared/cells'
import type { Reference } from '../../kernel/handler.ts'
import { gridKind } from './kinds.ts'
import { onDutyOf } from './rules.ts'

const indexOf = (reference: Reference): GridIndex => reference.derive(gridKind, 'index', buildGridIndex)

/** All grids of all levels at a point, ties explicit (G-1, G-2). */
export function gridsAt(reference: Reference, position: Position): GridsAt {
  return find(indexOf(reference), position)
}

/** The nearest grid to a point outside all (G-3). */
export function nearestGrid(reference: Reference, position: Position): ReturnType<typeof findNearest> {
  return findNearest(indexOf(reference), position)
}

/** The box of all grids in degrees; null before any is imported. For `checkPlace`. */
export function extentOf(reference: Reference): Extent | null {
  const bounds = indexOf(reference).extent
  if (bounds === null) return null
  const [west, south, east, north] = bounds
  return { west, south, east, north }
}

/** Ids of the people on duty for grids, from the finest that names anybody (G-16). */
export function dutyPersonIds(reference: Reference, gridIds: readonly Id<'grid'>[]): readonly Id<'person'>[] {
  return onDutyOf(
    gridIds.map(id => reference.find(gridKind, id)).filter((grid): grid is Grid => grid !== undefined),
  )
}
