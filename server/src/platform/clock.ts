/** Where business time comes from. It is injected, so that a test can move it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /** The same instant as an ISO 8601 string in UTC with milliseconds. */
  iso(): string
}

/** A clock that only moves when it is told to. */
export interface ManualClock extends Clock {
  /** Moves forward by `milliseconds`. */
  advance(milliseconds: number): void
  /** Jumps to an instant given as ISO 8601; a RangeError names a text that is none. */
  set(iso: string): void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  iso: () => new Date().toISOString(),
}

/** A clock for tests and replays that stands still at `startIso` until it is moved. */
export function manualClock(startIso: string): ManualClock {
  let at = instantOf(startIso)
  return {
    now: () => at,
    iso: () => new Date(at).toISOString(),
    advance: milliseconds => {
      at += milliseconds
    },
    set: iso => {
      at = instantOf(iso)
    },
  }
}

function instantOf(iso: string): number {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) throw new RangeError(`not an ISO 8601 instant: ${iso}`)
  return at
}
