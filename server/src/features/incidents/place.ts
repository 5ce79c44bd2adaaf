import type { Id } from '@one-centre/shared/ids'
import { type Grid } from '@one-centre/shared/organisations'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import type { Place, PlaceDraft } from '@one-centre/shared/reports'
import type { Reference } from '../../kernel/handler.ts'
import { checkPlace, extentOf, gridKind, gridsAt } from '../organisations/index.ts'

/** The place with its grids: by the point, else by the grid named and those above it, else by words only. */
export function locate(draft: PlaceDraft, reference: Reference): Place | Refusal {
  const { address, position } = draft
  if (position !== null) {
    const outside = checkPlace(extentOf(reference), position)
    if (outside !== null) return outside
    const { grids } = gridsAt(reference, position)
    return { address, position, gridIds: grids.map(grid => grid.id), located: 'point' }
  }
  if (draft.gridId === null) return { address, position, gridIds: [], located: 'none' }
  const grid = reference.find(gridKind, draft.gridId)
  if (grid === undefined) return refuse('reports.grid-unknown', { gridId: draft.gridId })
  return { address, position, gridIds: lineOf(grid, reference), located: 'grid' }
}

/** The grid and those above it, from the top down. */
function lineOf(grid: Grid, reference: Reference): Id<'grid'>[] {
  const line = [grid.id]
  for (let above = grid.parentId; above !== null && line.length < 5 && !line.includes(above);) {
    line.unshift(above)
    above = reference.find(gridKind, above)?.parentId ?? null
  }
  return line
}
