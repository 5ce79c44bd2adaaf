/** The one grammar for the age of data: live solid, ageing 70 % and a clock, stale hatched grey, lost hollow. */
export type Freshness = 'live' | 'ageing' | 'stale' | 'lost'

export interface Cadence {
  /** How often the source promises to speak, in ms. */
  readonly intervalMs: number
  /** From this age on it counts as lost, in ms. */
  readonly lostAfterMs: number
}

/** Live up to 2 intervals, ageing up to 5 (control-room grammar). */
const liveIntervals = 2
const ageingIntervals = 5

/** Never seen is lost. An age below zero (a clock ahead of ours) is live. */
export function freshnessOf(ageMs: number | undefined, { intervalMs, lostAfterMs }: Cadence): Freshness {
  if (ageMs === undefined || ageMs >= lostAfterMs) return 'lost'
  if (ageMs <= intervalMs * liveIntervals) return 'live'
  if (ageMs <= intervalMs * ageingIntervals) return 'ageing'
  return 'stale'
}

export interface Age {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'
  readonly count: number
}

/** An age in the one unit a person would say, rounded down: 119 s is one minute, never two. */
export function ageOf(ageMs: number): Age {
  const seconds = Math.max(0, Math.floor(ageMs / 1000))
  if (seconds < 60) return { unit: 'seconds', count: seconds }
  if (seconds < 3600) return { unit: 'minutes', count: Math.floor(seconds / 60) }
  if (seconds < 48 * 3600) return { unit: 'hours', count: Math.floor(seconds / 3600) }
  return { unit: 'days', count: Math.floor(seconds / 86_400) }
}
