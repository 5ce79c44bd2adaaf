import { setTimeout } from 'node:timers/promises'

/** Lets time pass as a ledger's own times do. */
export interface Pace {
  /** Resolves when the instant of the ledger (ms since 1970) has come, or at once when the run is to end. */
  until(at: number): Promise<void>
  /** Whether it has come already. */
  hasCome(at: number): boolean
  /** Whether the run is to end: nothing new begins. */
  stopped(): boolean
}

/** The longest a timer sleeps, so that one beyond its range still wakes. */
const LONGEST_SLEEP_MS = 3_600_000

/** `speed` seconds of the ledger pass in one; 0 waits for nothing. The first instant of the ledger is now. */
export function paceOf(speed: number, first: number, stop: AbortSignal): Pace {
  const began = performance.now()
  const left = (at: number): number => (speed === 0 ? 0 : (at - first) / speed - (performance.now() - began))
  return {
    stopped: () => stop.aborted,
    hasCome: at => left(at) <= 0,
    until: async at => {
      for (let ms = left(at); ms > 0 && !stop.aborted; ms = left(at))
        await setTimeout(Math.min(ms, LONGEST_SLEEP_MS), undefined, { signal: stop }).catch(() => undefined)
    },
  }
}
