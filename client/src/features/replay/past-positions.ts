import type { Id } from '@one-centre/shared/ids'
import type { PastUnit } from '@one-centre/shared/replay'
import { SECOND } from '@one-centre/shared/time'
import { windowFor, type Play, type Span } from './player.ts'
import { createPastTracks, STAYS_MS } from './past-tracks.ts'

type Township = Id<'organisation'>

export interface PastPositionPorts {
  /** Undefined where there was no answer, `denied` where there never will be one. */
  readonly ask: (
    township: Township,
    span: Span,
    everySeconds: number,
  ) => Promise<readonly PastUnit[] | 'denied' | undefined>
  readonly emit: (frame: Uint8Array<ArrayBuffer>) => void
  readonly present: () => number
}

export interface PastPositions {
  /** The map looks at these townships, or no map looks. */
  readonly look: (townships: readonly Township[]) => void
  /** Shows the instant of the play and fetches what it will need. */
  readonly show: (play: Play) => void
  /** What is shown next does not follow from what was. */
  readonly leap: () => void
}

/** A window is asked for so much real time before it is needed. */
const EARLY_MS = 15 * SECOND
/** Less is not asked for: at the present windows would shrink to nothing. */
const LEAST_MS = 15 * SECOND

/** Fetches windows of the history as the play goes on, and tells the map what moved (RS-12). */
export function createPastPositions({ ask, emit, present }: PastPositionPorts): PastPositions {
  const tracks = createPastTracks()
  const denied = new Set<Township>()
  let townships: readonly Township[] = []
  let covered: Span | undefined
  let turn = 0
  let fetching = false
  let whole = true

  async function fetchWindow(span: Span, everySeconds: number): Promise<void> {
    const mine = turn
    fetching = true
    const asked = townships.filter(township => !denied.has(township))
    const answers = await Promise.all(asked.map(township => ask(township, span, everySeconds)))
    if (mine !== turn) return
    fetching = false
    if (answers.includes(undefined)) return
    for (const [index, units] of answers.entries()) {
      if (units === 'denied') denied.add(asked[index]!)
      else if (units !== undefined) tracks.add(asked[index]!, span.from, units)
    }
    covered = { from: covered?.from ?? span.from, to: span.to }
  }

  function begin(): void {
    turn += 1
    fetching = false
    covered = undefined
    whole = true
    tracks.forgetBefore(Number.POSITIVE_INFINITY)
  }

  return {
    look: next => {
      const same = next.length === townships.length && next.every(one => townships.includes(one))
      townships = next
      // The map forgets what it drew when it looks elsewhere.
      if (same) whole = true
      else begin()
    },
    leap: () => {
      whole = true
    },
    show: play => {
      if (townships.length === 0) return
      const { at, speed } = play
      if (covered !== undefined && (at - STAYS_MS < covered.from || at > covered.to)) begin()
      const { milliseconds, everySeconds } = windowFor(speed)
      const from = covered?.to ?? at - STAYS_MS
      const to = Math.min(present(), Math.max(from, at) + milliseconds)
      const running = covered === undefined || (play.playing && at + EARLY_MS * speed > covered.to)
      if (running && !fetching && to - from >= LEAST_MS) {
        tracks.forgetBefore(at - STAYS_MS)
        if (covered !== undefined) covered = { from: Math.max(covered.from, at - STAYS_MS), to: covered.to }
        void fetchWindow({ from, to }, everySeconds)
      }
      const frame = tracks.frame(at, whole ? 'whole' : 'changes')
      whole = false
      if (frame !== undefined) emit(frame)
    },
  }
}
