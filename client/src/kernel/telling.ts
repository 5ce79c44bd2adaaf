import { paced } from './paced.ts'

/** When the page hears of changes. */
export interface Telling {
  /** Runs `notify` once, soon: all changes of a moment redraw the page together. */
  readonly soon: (notify: () => void) => void
  /** Resolves when what was changed until now has been told. */
  readonly told: () => Promise<void>
}

/** Half of the page's time is for redrawing what changed, the other half for people; a frame is the least. */
const PACE = { share: 0.5, leastWaitMs: 16 }

/** A frame after the change; later only where redrawing takes long, as over ten thousand incidents (U-30). */
export function createTelling(): Telling {
  let due: (() => void) | undefined
  const waiting: (() => void)[] = []
  const ask = paced(() => {
    const tell = due
    due = undefined
    tell?.()
    for (const resolve of waiting.splice(0)) resolve()
  }, PACE)
  return {
    soon: notify => {
      due = notify
      ask()
    },
    told: () => (due === undefined ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))),
  }
}
