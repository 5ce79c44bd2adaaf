import type { FeedBatch, FeedChange, FeedSnapshot } from '@one-centre/shared/feed'

/** A place in a stream: everything up to and including `seq` is applied. */
export interface Cursor {
  readonly epoch: string
  readonly seq: number
}

export type Ask = 'range' | 'snapshot'

/** What the feed of one stream knows. Instants are ms by the server-corrected clock. */
export interface FeedState {
  readonly cursor: Cursor | null
  /** The furthest place the server has named. */
  readonly head: Cursor | null
  /** Batches that do not fit yet: they came during a snapshot, or lie behind a gap. */
  readonly waiting: readonly FeedBatch[]
  readonly link: { readonly kind: 'open' } | { readonly kind: 'down'; readonly since: number }
  readonly work: Work
  /** What to ask for next, beyond what a gap demands. */
  readonly wanted: Ask | null
  /** Asks in a row that brought nothing. */
  readonly failures: number
  readonly snapshots: { readonly inARow: number; readonly lastAt: number } | null
  readonly dataAsOf: number | null
  readonly ended: 'denied' | 'reload-needed' | null
  /** Numbers the asks, so that the answer to a forgotten one is not taken for another's. */
  readonly asks: number
}

export type Work =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'asking'
      readonly ask: Ask
      readonly number: number
      readonly askedAt: number
      readonly from: number
    }
  | { readonly kind: 'resting'; readonly because: 'failed' | 'paging' | 'spacing' }

export type FeedInput =
  | { readonly kind: 'hello'; readonly epoch: string; readonly seq: number }
  | { readonly kind: 'batch'; readonly batch: FeedBatch }
  | { readonly kind: 'range'; readonly number: number; readonly batch: FeedBatch | 'snapshot-needed' }
  | { readonly kind: 'snapshot'; readonly number: number; readonly snapshot: FeedSnapshot }
  | { readonly kind: 'ask-failed'; readonly number: number; readonly retryAfterMs: number }
  | { readonly kind: 'rested' }
  /** The belt poll: ask even though nothing hinted at a change (F-7). */
  | { readonly kind: 'pull' }
  /** The page is looked at again or back on a network: do not sit out a rest (F-8). */
  | { readonly kind: 'wake' }
  | { readonly kind: 'link-down' }
  /** What this viewer may see has changed, so a range cannot help (F-6). */
  | { readonly kind: 'sight-changed' }
  | { readonly kind: 'ended'; readonly why: 'denied' | 'reload-needed' }

export type FeedEffect =
  | { readonly kind: 'replace'; readonly snapshot: FeedSnapshot }
  | { readonly kind: 'apply'; readonly changes: readonly FeedChange[] }
  | { readonly kind: 'ask-range'; readonly number: number; readonly cursor: Cursor }
  | { readonly kind: 'ask-snapshot'; readonly number: number }
  /** Say `rested` after so many ms (spread by the driver). A later rest or ask replaces it. */
  | { readonly kind: 'rest'; readonly milliseconds: number }

export interface FeedStep {
  readonly state: FeedState
  readonly effects: readonly FeedEffect[]
}

/** What an earlier page left of a stream: where it was, and how old that is. */
export interface Recalled {
  readonly cursor: Cursor
  readonly dataAsOf: number
}

/** `recalled`: null where nothing is kept, and a snapshot begins it. */
export function startFeed(now: number, recalled: Recalled | null): FeedState {
  return {
    cursor: recalled?.cursor ?? null,
    head: null,
    waiting: [],
    link: { kind: 'down', since: now },
    work: { kind: 'idle' },
    wanted: null,
    failures: 0,
    snapshots: null,
    dataAsOf: recalled?.dataAsOf ?? null,
    ended: null,
    asks: 0,
  }
}

/** Whether something the server named is not applied yet. */
export function isBehind(state: FeedState): boolean {
  const { cursor, head } = state
  if (cursor === null || state.wanted === 'snapshot' || state.failures > 0) return true
  return head !== null && (head.epoch !== cursor.epoch || head.seq > cursor.seq)
}
