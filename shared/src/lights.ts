import type { Calendar } from './calendar.ts'
import { type Clock, fractionUsed, reachedAt } from './clocks.ts'
import { DAY, fromIso, type Iso } from './time.ts'

/** 绿, 预警, 催办, 督办, 红牌: from calm to worst. */
export const lights = ['green', 'yellow', 'chase', 'supervise', 'red'] as const
export type Light = (typeof lights)[number]

/** Sample ladder (lifecycle.md): parts of the limit at which a light changes or its people are told again. */
export const YELLOW_AT = 0.6
export const YELLOW_AGAIN_AT = 0.8
export const CHASE_AT = 1
export const SUPERVISE_AT = 1.25
export const RED_AT = 2
/** A clock that is over for longer than this without a written reason is red. */
export const RED_WITHOUT_REASON_MS = 5 * DAY

/** What people did about an incident beside its clocks. */
export interface Overlay {
  readonly chases: number
  readonly reworks: number
  /** A leader or inspector put it under supervision by hand. */
  readonly supervised: boolean
  /** The body has given a written reason for being late. */
  readonly reasonGiven: boolean
}

export const noOverlay: Overlay = { chases: 0, reworks: 0, supervised: false, reasonGiven: false }

/** The worse of two. */
export function worst(a: Light, b: Light): Light {
  return lights.indexOf(a) >= lights.indexOf(b) ? a : b
}

/** The light of one clock by its own rows alone (C-17, C-18, C-19). */
export function clockLight(clock: Clock, now: Iso, calendar: Calendar, reasonGiven: boolean): Light {
  const used = fractionUsed(clock, now, calendar)
  // C-18: no acceptance at its limit is a warning; the handling clock, counted from dispatch, goes on to the rest.
  if (clock.step === 'acceptance') return used >= CHASE_AT ? 'yellow' : 'green'
  if (used >= RED_AT || isLongOver(clock, now, calendar, reasonGiven)) return 'red'
  if (used >= SUPERVISE_AT) return 'supervise'
  if (used >= CHASE_AT) return 'chase'
  return used >= YELLOW_AT ? 'yellow' : 'green'
}

/** The light of one clock and of what people did about its incident (C-20). */
export function lightOf(clock: Clock, now: Iso, calendar: Calendar, overlay: Overlay = noOverlay): Light {
  return worst(clockLight(clock, now, calendar, overlay.reasonGiven), overlayLight(overlay))
}

/** The light of an incident: the worst of the clocks that are not stopped, and of the overlay (C-20, C-21). */
export function incidentLight(
  clocks: readonly Clock[],
  now: Iso,
  calendar: Calendar,
  overlay: Overlay,
): Light {
  return clocks
    .filter(clock => clock.state !== 'stopped')
    .map(clock => clockLight(clock, now, calendar, overlay.reasonGiven))
    .reduce(worst, overlayLight(overlay))
}

function overlayLight(overlay: Overlay): Light {
  if (overlay.supervised || overlay.chases >= 2 || overlay.reworks >= 3) return 'supervise'
  return overlay.chases > 0 ? 'chase' : 'green'
}

function isLongOver(clock: Clock, now: Iso, calendar: Calendar, reasonGiven: boolean): boolean {
  if (reasonGiven || clock.state !== 'running') return false
  const due = reachedAt(clock, calendar, 1)
  return due !== null && fromIso(now) - fromIso(due) > RED_WITHOUT_REASON_MS
}
