import { unitStates, type Unit, type UnitRef } from '@one-centre/shared/positions'
import { POSITION_WINDOW_HOURS, type PastUnit } from '@one-centre/shared/replay'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import { fromIso, HOUR, type Iso } from '@one-centre/shared/time'
import type { PastPointRow } from './store.ts'

/** RS-6: a span runs forwards; a window of positions is short. */
export function refuseSpan(from: Iso, to: Iso, longestMs: number): Refusal | undefined {
  const span = fromIso(to) - fromIso(from)
  if (span < 0) return refuse('replay.time-reversed')
  return span > longestMs ? refuse('replay.time-too-long', { hours: POSITION_WINDOW_HOURS }) : undefined
}

export const LONGEST_POSITIONS_MS = POSITION_WINDOW_HOURS * HOUR

/** The rows by unit, each point in its five numbers; a unit nobody knows any more has no label (PO-28). */
export function unitsOf(
  rows: readonly PastPointRow[],
  from: Iso,
  find: (ref: UnitRef) => Unit | undefined,
): PastUnit[] {
  const units = new Map<string, PastUnit>()
  const began = fromIso(from)
  for (const { unit, measuredAt, lon, lat, headingDeg, state } of rows) {
    const known = units.get(unit.id)
    const track: PastUnit = known ?? {
      unit: find(unit) ?? { ...unit, label: '', teamId: null, teamKind: null },
      points: [],
    }
    if (known === undefined) units.set(unit.id, track)
    const heading = headingDeg ?? -1
    track.points.push([fromIso(measuredAt) - began, lon, lat, heading, unitStates.indexOf(state)])
  }
  return [...units.values()]
}
