import { SECOND } from '@one-centre/shared/time'
import type { Accepted } from './steps.ts'

/** The most that waits for a database that is away (PO-43): 6 s of 8,000 a second, 28 min of 300 phones at one each 10 s. */
const MOST_WAITING = 50_000
const ROWS_PER_WRITE = 2_000
const WRITE_EVERY_MS = SECOND

export interface HistoryCounts {
  readonly written: number
  readonly waiting: number
  /** Given up because the database stayed away. */
  readonly lost: number
}

export interface History {
  add(sample: Accepted): void
  /** Writes what waits, now; never throws: what could not be written waits on. */
  flush(): Promise<void>
  counts(): HistoryCounts
  start(): void
  /** Stops the timer and writes the rest. */
  close(): Promise<void>
}

/** Collects positions and hands them to `write` in batches; a failed batch is tried again with the next. */
export function createHistory(
  write: (samples: readonly Accepted[]) => Promise<unknown>,
  onError: (error: unknown) => void,
): History {
  let waiting: Accepted[] = []
  let written = 0
  let lost = 0
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, ROWS_PER_WRITE)
      waiting = waiting.slice(ROWS_PER_WRITE)
      try {
        await write(batch)
        written += batch.length
      } catch (error) {
        onError(error)
        waiting = [...batch, ...waiting]
        giveUpOldest()
        return
      }
    }
  }

  function giveUpOldest(): void {
    const over = waiting.length - MOST_WAITING
    if (over <= 0) return
    waiting = waiting.slice(over)
    lost += over
  }

  function flush(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined
    })
    return writing
  }

  return {
    add: sample => {
      waiting.push(sample)
      // A tenth of slack, so that the array is not copied for each one given up.
      if (waiting.length > MOST_WAITING * 1.1) giveUpOldest()
    },
    flush,
    counts: () => ({ written, waiting: waiting.length, lost }),
    start: () => {
      timer ??= setInterval(() => void flush(), WRITE_EVERY_MS)
    },
    close: async () => {
      clearInterval(timer)
      await flush()
      await flush()
    },
  }
}
