import type { Extent } from '@one-centre/shared/cells'
import type { Id } from '@one-centre/shared/ids'
import type { FrameName } from '@one-centre/shared/position-frame'
import { unitStates, type PositionView, type Unit, type UnitState } from '@one-centre/shared/positions'
import { unitFreshness, type UnitFreshness } from '@one-centre/shared/unit-freshness'
import type { Columns } from './columns.ts'

/** What the map shows, in degrees; a map may show more than one world. */
export type Bounds = Extent

/** One unit in a panel's list. */
export interface UnitRow {
  readonly unit: Unit
  readonly township: Id<'organisation'>
  readonly state: UnitState
  readonly freshness: UnitFreshness
  readonly lon: number
  readonly lat: number
  readonly headingDeg: number | null
  /** Since the device measured, in ms. */
  readonly measuredAgeMs: number
  /** Since the server heard of it, in ms. */
  readonly arrivedAgeMs: number
}

/** A view reaches this share of the map's width beyond each edge, so that a short drag asks nothing. */
const MARGIN = 0.2
/** A view wider than the map by this factor brings too much. */
const TOO_WIDE = 4

/** The view to have for these bounds: the present one where it still serves, undefined where there is nothing to look at. */
export function nextView(
  present: PositionView | undefined,
  bounds: Bounds,
  townships: readonly Id<'organisation'>[],
): PositionView | undefined {
  if (townships.length === 0) return undefined
  if (present !== undefined && sameTownships(present, townships) && serves(present, bounds)) return present
  const marginX = (bounds.east - bounds.west) * MARGIN
  const marginY = (bounds.north - bounds.south) * MARGIN
  return {
    townships: [...townships],
    west: within(bounds.west - marginX, 180),
    south: within(bounds.south - marginY, 90),
    east: within(bounds.east + marginX, 180),
    north: within(bounds.north + marginY, 90),
  }
}

const within = (degrees: number, limit: number): number => Math.max(-limit, Math.min(limit, degrees))

function sameTownships({ townships }: PositionView, others: readonly string[]): boolean {
  return townships.length === others.length && others.every(township => townships.includes(township))
}

function serves(view: PositionView, bounds: Bounds): boolean {
  const holds =
    view.west <= within(bounds.west, 180) &&
    view.east >= within(bounds.east, 180) &&
    view.south <= within(bounds.south, 90) &&
    view.north >= within(bounds.north, 90)
  return holds && view.east - view.west <= (bounds.east - bounds.west) * TOO_WIDE
}

/** The units in view, worst freshness first, then by label. */
export function unitRows(
  columns: Columns,
  count: number,
  names: ReadonlyMap<number, FrameName>,
  now: number,
  intervalMs: number,
): readonly UnitRow[] {
  const rows: UnitRow[] = []
  for (let slot = 0; slot < count; slot++) {
    const name = names.get(columns.short[slot]!)
    if (name === undefined) continue
    const headingDeg = columns.headingDeg[slot]!
    const measuredAgeMs = Math.max(0, now - columns.measuredAt[slot]!)
    rows.push({
      unit: name.unit,
      township: name.township,
      state: unitStates[columns.state[slot]!]!,
      freshness: unitFreshness(measuredAgeMs, intervalMs),
      lon: columns.lon[slot]!,
      lat: columns.lat[slot]!,
      headingDeg: Number.isNaN(headingDeg) ? null : headingDeg,
      measuredAgeMs,
      arrivedAgeMs: Math.max(0, now - columns.arrivedAt[slot]!),
    })
  }
  return rows.sort(
    (a, b) =>
      severity[b.freshness] - severity[a.freshness] || a.unit.label.localeCompare(b.unit.label, 'zh-CN'),
  )
}

const severity = { live: 0, ageing: 1, stale: 2, lost: 3 } as const satisfies Record<UnitFreshness, number>
