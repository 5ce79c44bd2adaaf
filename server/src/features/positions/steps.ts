import { extentHolds, type Extent } from '@one-centre/shared/cells'
import { distanceMetres, isNullIsland } from '@one-centre/shared/geo'
import type { Id } from '@one-centre/shared/ids'
import type { DropReason, Unit, UnitState } from '@one-centre/shared/positions'
import { HOUR, SECOND } from '@one-centre/shared/time'

/** One measurement on its way through the pipeline. Times are ms since the epoch. */
export interface Sample {
  readonly unit: Unit
  readonly township: Id<'organisation'>
  readonly lon: number
  readonly lat: number
  readonly accuracyM: number | null
  readonly speedMps: number | null
  readonly headingDeg: number | null
  readonly measuredAt: number
  readonly arrivedAt: number
  readonly sequence: number
  /** Why it may report; null until the permission step has asked. */
  readonly state: UnitState | null
  /** Older than the latest known: stored, never shown as the latest (PO-10). */
  readonly late: boolean
}

/** A sample that has passed every step. */
export interface Accepted extends Sample {
  readonly state: UnitState
}

/** What the steps compare the last place by. */
export type Known = Pick<Sample, 'lon' | 'lat' | 'accuracyM' | 'measuredAt' | 'sequence'>

export interface StepContext {
  /** Device clock minus ours, in ms, as far as the sender's batch shows. */
  readonly clockAheadMs: number
  /** The latest accepted one of the same unit. */
  readonly latest: Known | undefined
  /** The last one that was dropped as too fast, until another is accepted. */
  readonly suspect: Known | undefined
  /** Undefined while no county border is known: then no place is outside. */
  readonly extent: Extent | undefined
  readonly reportingState: ReportingState
}

/** Why a unit may report in a township at an instant (ms); undefined: it may not (PO-1). */
export type ReportingState = (unit: Unit, township: Id<'organisation'>, at: number) => UnitState | undefined

/** The changed sample, or why it goes no further. Pure. */
export type Step = (sample: Sample, context: StepContext) => Sample | DropReason

const CLOCK_TOLERANCE_MS = 30 * SECOND
const FUTURE_TOLERANCE_MS = 60 * SECOND
const OLDEST_MS = 24 * HOUR
const LEAST_ACCURACY_M = 1_000
/** 216 km/h: no vehicle of a township drives faster. */
const FASTEST_MPS = 60
/** A device that counts anew after a restart is no repetition. */
const REPETITION_WITHIN_MS = 60 * SECOND

/** PO-6 */
export const correctClock: Step = (sample, { clockAheadMs }) =>
  Math.abs(clockAheadMs) <= CLOCK_TOLERANCE_MS
    ? sample
    : { ...sample, measuredAt: sample.measuredAt - clockAheadMs }

/** PO-4, PO-5, and PO-7 where swapping makes a latitude that is none, as it does east of 90° E. */
export const checkSanity: Step = (sample, { extent }) => {
  const { lon, lat, accuracyM, measuredAt, arrivedAt } = sample
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
    return extent !== undefined && extentHolds(extent, lat, lon) ? 'swapped' : 'out-of-range'
  }
  if (isNullIsland(sample)) return 'null-island'
  if (accuracyM !== null && accuracyM > LEAST_ACCURACY_M) return 'inaccurate'
  if (measuredAt > arrivedAt + FUTURE_TOLERANCE_MS) return 'future'
  return measuredAt < arrivedAt - OLDEST_MS ? 'too-old' : sample
}

/** PO-1; nothing about a unit without a task is compared, kept or shown. */
export const askPermission: Step = (sample, { reportingState }) => {
  const state = reportingState(sample.unit, sample.township, sample.measuredAt)
  return state === undefined ? 'no-task' : { ...sample, state }
}

/** PO-7 */
export const keepInCounty: Step = (sample, { extent }) => {
  if (extent === undefined || extentHolds(extent, sample.lon, sample.lat)) return sample
  return extentHolds(extent, sample.lat, sample.lon) ? 'swapped' : 'outside-county'
}

/** PO-8, PO-10 */
export const dropRepetition: Step = (sample, { latest }) => {
  if (latest === undefined) return sample
  const apart = sample.measuredAt - latest.measuredAt
  const sameCount = sample.sequence === latest.sequence && Math.abs(apart) < REPETITION_WITHIN_MS
  if (apart === 0 || sameCount) return 'duplicate'
  return apart < 0 ? { ...sample, late: true } : sample
}

/** PO-9 */
export const checkSpeed: Step = (sample, { latest, suspect }) => {
  if (latest === undefined || reachable(latest, sample)) return sample
  return suspect !== undefined && suspect.measuredAt !== sample.measuredAt && reachable(suspect, sample)
    ? sample
    : 'too-fast'
}

function reachable(from: Known, to: Known): boolean {
  const seconds = Math.max(1, Math.abs(to.measuredAt - from.measuredAt) / SECOND)
  const explained = (from.accuracyM ?? 0) + (to.accuracyM ?? 0)
  return distanceMetres(from, to) - explained <= FASTEST_MPS * seconds
}
