import { distanceMetres, type Position } from '@one-centre/shared/geo'

/** Where the phone was seen. `at` in ms. */
export interface Seen extends Position {
  readonly accuracyM: number
  readonly at: number
}

/** Near the place without a break, from `since` to `until`; ms. */
export interface Dwell {
  readonly since: number
  readonly until: number
}

const NEAR_METRES = 100
const ACCURATE_METRES = 50
const LONG_ENOUGH_MS = 60_000
/** Longer unheard of, nobody knows where the phone was in between. */
const LONGEST_GAP_MS = 60_000

/** Goes on, begins or breaks off with one more fix; a vague fix says nothing unless it is surely elsewhere (FD-23). */
export function dwellAfter(before: Dwell | undefined, seen: Seen, place: Position): Dwell | undefined {
  const distance = distanceMetres(seen, place)
  const gone = before !== undefined && seen.at - before.until > LONGEST_GAP_MS
  const kept = gone ? undefined : before
  if (seen.accuracyM > ACCURATE_METRES) return distance - seen.accuracyM > NEAR_METRES ? undefined : kept
  if (distance > NEAR_METRES) return undefined
  return { since: kept?.since ?? seen.at, until: seen.at }
}

export function suggestsArrival(dwell: Dwell | undefined): boolean {
  return dwell !== undefined && dwell.until - dwell.since >= LONG_ENOUGH_MS
}
