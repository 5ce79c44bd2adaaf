import { cellX, cellY, FINEST_LEVEL } from '@one-centre/shared/cells'
import type { Id } from '@one-centre/shared/ids'
import { encodeName, MAX_SHORT, type FrameRecord } from '@one-centre/shared/position-frame'
import type { Unit, UnitState } from '@one-centre/shared/positions'
import { SECOND } from '@one-centre/shared/time'
import type { Accepted, ReportingState } from './steps.ts'

/** The latest known of one unit. Changed in place: thousands of them change every second. */
export interface LatestUnit extends FrameRecord {
  readonly short: number
  readonly unit: Unit
  readonly township: Id<'organisation'>
  lon: number
  lat: number
  accuracyM: number | null
  speedMps: number | null
  headingDeg: number | null
  state: UnitState
  measuredAt: number
  arrivedAt: number
  sequence: number
  gone: boolean
  /** Its cell of the finest level. */
  x: number
  y: number
  /** The cell its viewers were last told of; undefined before the first time. */
  told: { readonly x: number; readonly y: number } | undefined
  /** Who it is, as frames carry it. */
  readonly nameBytes: Uint8Array
}

/** A unit stays this long after its last position when its right to report has ended (PO-27). */
const GRACE_MS = 5 * SECOND

export interface Latest {
  readonly find: (unitId: string) => LatestUnit | undefined
  size(): number
  readonly inTownship: (township: Id<'organisation'>) => Iterable<LatestUnit>
  /** Takes a sample as the unit's latest unless a newer one is known; says whether it did. */
  put(sample: Accepted): boolean
  /** Removes the units that may no longer report. */
  sweep(now: number, reportingState: ReportingState): void
  /** What has changed since the last call, gone units included. */
  takeChanged(): ReadonlySet<LatestUnit>
}

/** The latest value per unit, in the memory of this node. */
export function createLatest(): Latest {
  const units = new Map<string, LatestUnit>()
  const townships = new Map<Id<'organisation'>, Set<LatestUnit>>()
  let changed = new Set<LatestUnit>()
  let lastShort = 0

  function remove(known: LatestUnit): void {
    known.gone = true
    units.delete(known.unit.id)
    townships.get(known.township)?.delete(known)
    changed.add(known)
  }

  function add(sample: Accepted): void {
    if (lastShort === MAX_SHORT) throw new RangeError('short ids of this epoch are used up; restart the node')
    const created = latestUnit(++lastShort, sample)
    units.set(sample.unit.id, created)
    const members = townships.get(sample.township) ?? new Set()
    townships.set(sample.township, members.add(created))
    changed.add(created)
  }

  return {
    find: unitId => units.get(unitId),
    size: () => units.size,
    inTownship: township => townships.get(township) ?? [],
    put: sample => {
      const known = units.get(sample.unit.id)
      if (known !== undefined && sample.measuredAt <= known.measuredAt) return false
      if (known !== undefined && known.township === sample.township && sameName(known.unit, sample.unit)) {
        move(known, sample)
        changed.add(known)
        return true
      }
      if (known !== undefined) remove(known)
      add(sample)
      return true
    },
    sweep: (now, reportingState) => {
      for (const known of units.values()) {
        if (now - known.arrivedAt < GRACE_MS) continue
        if (reportingState(known.unit, known.township, now) === undefined) remove(known)
      }
    },
    takeChanged: () => {
      const taken = changed
      changed = new Set()
      return taken
    },
  }
}

function sameName(a: Unit, b: Unit): boolean {
  return a === b || (a.label === b.label && a.teamId === b.teamId && a.teamKind === b.teamKind)
}

function latestUnit(short: number, sample: Accepted): LatestUnit {
  const { unit, township } = sample
  return {
    short,
    unit,
    township,
    lon: sample.lon,
    lat: sample.lat,
    accuracyM: sample.accuracyM,
    speedMps: sample.speedMps,
    headingDeg: sample.headingDeg,
    state: sample.state,
    measuredAt: sample.measuredAt,
    arrivedAt: sample.arrivedAt,
    sequence: sample.sequence,
    gone: false,
    x: cellX(sample.lon, FINEST_LEVEL),
    y: cellY(sample.lat, FINEST_LEVEL),
    told: undefined,
    nameBytes: encodeName({ short, unit, township }),
  }
}

function move(known: LatestUnit, sample: Accepted): void {
  known.lon = sample.lon
  known.lat = sample.lat
  known.accuracyM = sample.accuracyM
  known.speedMps = sample.speedMps
  known.headingDeg = sample.headingDeg
  known.state = sample.state
  known.measuredAt = sample.measuredAt
  known.arrivedAt = sample.arrivedAt
  known.sequence = sample.sequence
  known.x = cellX(sample.lon, FINEST_LEVEL)
  known.y = cellY(sample.lat, FINEST_LEVEL)
}
