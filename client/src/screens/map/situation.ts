import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { Grid, GridLevel } from '@one-centre/shared/organisations'
import { overdueIn } from '../../features/incidents/view.ts'

export const answers = ['serious', 'where', 'there', 'late'] as const
export type Answer = (typeof answers)[number]

/** Where a leader stands: a grid and all above it, an incident where one is open. It lives in the address. */
export interface Standing {
  readonly answer: Answer
  readonly gridId: Id<'grid'> | undefined
  readonly incidentId: Id<'incident'> | undefined
}

/** From the address; what it does not know is the county and the first answer. */
export function standingOf(query: Readonly<Record<string, unknown>>): Standing {
  const text = (key: string) => {
    const value = query[key]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    answer: answers.find(one => one === query['ask']) ?? 'serious',
    gridId: text('grid'),
    incidentId: text('incident'),
  }
}

export function queryOf({ answer, gridId, incidentId }: Standing): Record<string, string> {
  return {
    ...(answer === 'serious' ? {} : { ask: answer }),
    ...(gridId === undefined ? {} : { grid: gridId }),
    ...(incidentId === undefined ? {} : { incident: incidentId }),
  }
}

/** From the township down to the grid itself. */
export function pathTo(grids: ReadonlyMap<string, Grid>, gridId: string | undefined): readonly Grid[] {
  const path: Grid[] = []
  for (let grid = grids.get(gridId ?? ''); grid !== undefined && grid.level !== 'county';) {
    path.unshift(grid)
    grid = grid.parentId === null || path.length > 6 ? undefined : grids.get(grid.parentId)
  }
  return path
}

const below: Readonly<Record<GridLevel, GridLevel>> = {
  county: 'township',
  township: 'village',
  village: 'grid',
  grid: 'micro-grid',
  'micro-grid': 'micro-grid',
}

/** The grids one step further down; a level that nobody has drawn is stepped over. */
export function stepDown(grids: readonly Grid[], here: Grid | undefined): readonly Grid[] {
  const within = here === undefined ? grids : grids.filter(one => one.parentId === here.id)
  for (let level = levelBelow(here); ; level = below[level]) {
    const held = within.filter(one => one.level === level)
    if (held.length > 0 || level === below[level]) return held
  }
}

/** The level one step further down. */
export function levelBelow(grid: Pick<Grid, 'level'> | undefined): GridLevel {
  return below[grid?.level ?? 'county']
}

export interface PlaceRow {
  readonly id: Id<'grid'>
  readonly name: string
  readonly count: number
  readonly overdue: number
  /** Level 1 and 2. */
  readonly serious: number
}

/** The grids one step down with what is open in them; the most serious first, those without anything left out. */
export function placesIn(
  grids: readonly Grid[],
  incidents: readonly Incident[],
  now: number,
): readonly PlaceRow[] {
  const ofGrid = new Map<string, Incident[]>(grids.map(({ id }) => [id, []]))
  for (const one of incidents) for (const id of one.place.gridIds) ofGrid.get(id)?.push(one)
  return grids
    .map(({ id, name }) => {
      const held = ofGrid.get(id) ?? []
      return {
        id,
        name,
        count: held.length,
        overdue: overdueIn(held, now).length,
        serious: held.filter(one => one.level <= 2).length,
      }
    })
    .filter(row => row.count > 0)
    .sort((one, other) => other.serious - one.serious || other.count - one.count)
}

/** Those inside the grid; all of them where there is none. */
export function inside(incidents: readonly Incident[], gridId: string | undefined): readonly Incident[] {
  return gridId === undefined
    ? incidents
    : incidents.filter(one => one.place.gridIds.some(id => id === gridId))
}
