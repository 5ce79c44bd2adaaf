/** The longest that new work waits for its turn. */
const LONGEST_WAIT_MS = 2_000

export interface Pace {
  /** Of the page's time, at most so much (0 to 1). */
  readonly share: number
  /** How long the first asking waits for others, in ms. */
  readonly leastWaitMs: number
}

export interface Surroundings {
  /** ms */
  readonly now: () => number
  readonly later: (work: () => void, ms: number) => unknown
  /** Runs `then` when all that the work set going at once is done. */
  readonly settled: (then: () => void) => void
}

/** A timer, not an animation frame: those stop in a hidden page, where alarms must still be heard. */
const ofThePage: Surroundings = {
  now: () => performance.now(),
  later: (work, ms) => setTimeout(work, ms),
  settled: then => queueMicrotask(then),
}

/**
 * Work that is asked for again and again and takes longer the more there is: done once for all askings of a moment,
 * and so seldom that it keeps to its share of the time, so that keys and gestures find a page that answers.
 */
export function paced(
  work: () => void,
  { share, leastWaitMs }: Pace,
  { now, later, settled }: Surroundings = ofThePage,
): () => void {
  let restUntil = 0
  let waiting = false
  const run = (): void => {
    waiting = false
    const began = now()
    work()
    settled(() => {
      const ended = now()
      restUntil = ended + Math.min(LONGEST_WAIT_MS, (ended - began) * (1 / share - 1))
    })
  }
  return () => {
    if (waiting) return
    const wait = Math.max(leastWaitMs, restUntil - now())
    waiting = true
    if (wait <= 0) run()
    else later(run, wait)
  }
}
