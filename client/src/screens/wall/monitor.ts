export interface Drawn {
  /** Marks that lie on the map. */
  readonly pinned: number
  readonly unlocated: number
  readonly printed: number
  /** ms */
  readonly at: number
}

/** Longer than any map waits until it draws what changed. */
const DRAWN_WITHIN_MS = 5_000

/** The same incidents counted in independent places; undefined where the place has not answered. */
export interface Tally {
  /** The number that is printed. */
  readonly printed: number
  /** Rows of the list it opens. */
  readonly listed: number
  /** What the map drew last, and what there was to draw then: many at once are drawn a moment later. */
  readonly drawn: Drawn
  /** What the server counts in its tables. */
  readonly stored: number | undefined
}

export type Mismatch = 'list' | 'map' | 'store'

/** Where the wall contradicts itself: number = list = marks + unlocated, and = what is stored. `now` in ms. */
export function mismatchesOf(tally: Tally, now: number): readonly Mismatch[] {
  const found: Mismatch[] = []
  if (tally.printed !== tally.listed) found.push('list')
  const { drawn } = tally
  const behind = drawn.printed !== tally.printed && now - drawn.at > DRAWN_WITHIN_MS
  if (behind || drawn.printed !== drawn.pinned + drawn.unlocated) found.push('map')
  if (tally.stored !== undefined && tally.stored !== tally.printed) found.push('store')
  return found
}

/** A look in the middle of a change proves nothing: only what is found in `looks` looks in a row is a fault. */
export function lasting(
  before: ReadonlyMap<Mismatch, number>,
  found: readonly Mismatch[],
): ReadonlyMap<Mismatch, number> {
  return new Map(found.map(one => [one, (before.get(one) ?? 0) + 1]))
}

export function faultsIn(seen: ReadonlyMap<Mismatch, number>, looks: number): readonly Mismatch[] {
  return [...seen].filter(([, times]) => times >= looks).map(([one]) => one)
}

/** So long one answer of the server speaks for the wall, which asks every 30 s: two that failed are no agreement. */
const STORE_COUNTS_MS = 75_000

/** Where a wall without a fault stands. */
export type Standing =
  | { readonly kind: 'waiting' }
  /** The wall agrees with itself, but the server has not answered: nothing is said of its tables. */
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'agreed'; readonly at: number }

/** `agreedAt`: when the wall last agreed with itself; `storeAgreedAt`: with the server. ms, undefined where never. */
export function standingOf(known: {
  readonly agreedAt: number | undefined
  readonly liveSince: number | undefined
  readonly storeAgreedAt: number | undefined
}): Standing {
  const { agreedAt, liveSince, storeAgreedAt } = known
  if (agreedAt === undefined || liveSince === undefined) return { kind: 'waiting' }
  // After a lost link the server is given the same time to answer as at the start.
  const heardAt = Math.max(storeAgreedAt ?? liveSince, liveSince)
  if (agreedAt - heardAt > STORE_COUNTS_MS) return { kind: 'unchecked' }
  return storeAgreedAt === undefined ? { kind: 'waiting' } : { kind: 'agreed', at: agreedAt }
}
