import { SECOND } from './time.ts'

/** live: solid · ageing: faded and a clock · stale: hatched, left out of advice · lost: hollow with "last seen" (PO-26). */
export const unitFreshnesses = ['live', 'ageing', 'stale', 'lost'] as const
export type UnitFreshness = (typeof unitFreshnesses)[number]

/** How often a phone on a task promises to report. */
export const REPORT_INTERVAL_MS = 10 * SECOND

/** The last interval of each state; what is older than the last is lost. */
const lastInterval = { live: 2, ageing: 5, stale: 180 } as const

/** The age at which a unit with that promise is lost, in ms. */
export const LOST_AFTER_MS = lastInterval.stale * REPORT_INTERVAL_MS

/** How fresh a measurement is. An age below zero (a clock ahead of ours) is live; both numbers are ms. */
export function unitFreshness(ageMs: number, intervalMs: number): UnitFreshness {
  const intervals = ageMs / intervalMs
  if (intervals <= lastInterval.live) return 'live'
  if (intervals <= lastInterval.ageing) return 'ageing'
  return intervals <= lastInterval.stale ? 'stale' : 'lost'
}

/** Whether advice may count on the unit being there. */
export function countsInAdvice(freshness: UnitFreshness): boolean {
  return freshness === 'live' || freshness === 'ageing'
}
