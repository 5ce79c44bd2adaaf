import type { FeedBatch, FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import {
  isBehind,
  type Ask,
  type Cursor,
  type FeedInput,
  type FeedState,
  type FeedStep,
  type Work,
} from './feed-state.ts'

const MOST_WAITING = 256
const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 30_000
const LONGEST_SPACING_MS = 60_000
/** After so long without a snapshot the next one is not held back. */
const CALM_MS = 300_000
/** Without a socket nobody names the head, so pages are asked for at this pace. */
const PAGE_REST_MS = 1_000

/** What one stream's feed does on hearing something. Pure; keeps F-4, F-5 and F-8. */
export function step(state: FeedState, input: FeedInput, now: number): FeedStep {
  if (state.ended !== null) return { state, effects: [] }
  const heard = hear(state, input, now)
  const drained = drain(heard.state)
  const settled = prove(drained.state, input, now)
  const asked = ask(settled, now)
  return { state: asked.state, effects: [...heard.effects, ...drained.effects, ...asked.effects] }
}

function hear(state: FeedState, input: FeedInput, now: number): FeedStep {
  switch (input.kind) {
    case 'hello':
      return only(greet(state, input))
    case 'batch':
      return only(keep(state, input.batch))
    case 'range':
      return isCurrent(state, input.number) ? takeRange(state, input.batch) : only(state)
    case 'snapshot':
      return isCurrent(state, input.number) ? takeSnapshot(state, input.snapshot, now) : only(state)
    case 'ask-failed':
      return isCurrent(state, input.number) ? fail(state, input.retryAfterMs) : only(state)
    case 'rested':
      return only(
        state.work.kind === 'resting'
          ? { ...state, work: { kind: 'idle' }, wanted: state.wanted ?? 'range' }
          : state,
      )
    case 'pull':
      return only(state.work.kind === 'idle' ? { ...state, wanted: state.wanted ?? 'range' } : state)
    case 'wake':
      return only({ ...stir(state), wanted: state.wanted ?? 'range' })
    case 'link-down':
      return only(state.link.kind === 'down' ? state : { ...state, link: { kind: 'down', since: now } })
    case 'sight-changed':
      return only({ ...state, cursor: null, head: null, waiting: [], work: { kind: 'idle' }, wanted: null })
    case 'ended':
      return only({ ...state, ended: input.why, waiting: [], work: { kind: 'idle' } })
  }
}

function only(state: FeedState): FeedStep {
  return { state, effects: [] }
}

function isCurrent(state: FeedState, number: number): boolean {
  return state.work.kind === 'asking' && state.work.number === number
}

/** A rest ends early when there is news of the server; the spacing of snapshots never does. */
function stir(state: FeedState): FeedState {
  const mayStir = state.work.kind === 'resting' && state.work.because !== 'spacing'
  return mayStir ? { ...state, work: { kind: 'idle' } } : state
}

function greet(state: FeedState, hello: Cursor): FeedState {
  const { cursor } = state
  const head = { epoch: hello.epoch, seq: hello.seq }
  // Either a batch overtook the hello, or we are from the future: the range's answer tells which (F-4).
  const ahead = cursor !== null && cursor.epoch === hello.epoch && cursor.seq > hello.seq
  // What failed before the greeting is asked again.
  const wanted = state.wanted ?? (ahead || state.failures > 0 ? 'range' : null)
  return { ...stir(state), link: { kind: 'open' }, head, wanted }
}

function keep(state: FeedState, batch: FeedBatch): FeedState {
  if (batch.to <= batch.from) return state
  const head = furthest(state.head, { epoch: batch.epoch, seq: batch.to })
  // Too many to keep: the head is remembered, and a range brings them again.
  const waiting = state.waiting.length >= MOST_WAITING ? [] : state.waiting
  return { ...state, head, waiting: [...waiting, batch] }
}

function furthest(head: Cursor | null, named: Cursor): Cursor {
  return head !== null && head.epoch === named.epoch && head.seq > named.seq ? head : named
}

/** An answer that begins at the cursor moves it; one that does not move a cursor that should move is a failure. */
function takeRange(state: FeedState, range: FeedBatch | 'snapshot-needed'): FeedStep {
  const { work, cursor } = state
  if (work.kind !== 'asking' || cursor === null) return only(state)
  const idle: FeedState = { ...state, work: { kind: 'idle' } }
  const useless = range === 'snapshot-needed' || range.epoch !== cursor.epoch || range.to < work.from
  if (useless) return only({ ...idle, head: null, wanted: 'snapshot' })
  const reached = Math.max(range.to, cursor.seq)
  const stuck = reached === work.from && state.head !== null && state.head.seq > reached
  if (stuck || range.from > cursor.seq) return fail(idle, 0)
  const kept: FeedState = { ...keep(idle, range), failures: 0 }
  // A page came while nobody names the head: there may be more.
  if (state.link.kind === 'down' && range.to > work.from) return rest(kept, 'paging', PAGE_REST_MS)
  const complete = kept.head === null || kept.head.seq <= reached
  return only(complete ? { ...kept, dataAsOf: later(state.dataAsOf, work.askedAt) } : kept)
}

function takeSnapshot(state: FeedState, snapshot: FeedSnapshot, now: number): FeedStep {
  const { work, head, snapshots } = state
  if (work.kind !== 'asking') return only(state)
  const { epoch, seq } = snapshot
  const calm = snapshots === null || Math.abs(now - snapshots.lastAt) > CALM_MS
  const agreed = head === null || head.epoch === epoch
  const next: FeedState = {
    ...state,
    work: { kind: 'idle' },
    cursor: { epoch, seq },
    head: agreed ? furthest(head, { epoch, seq }) : null,
    // Two words of the server disagree: the range's answer tells which is the newer.
    wanted: agreed ? state.wanted : 'range',
    waiting: state.waiting.filter(batch => batch.epoch === epoch),
    failures: 0,
    snapshots: { inARow: calm ? 1 : snapshots.inARow + 1, lastAt: now },
    dataAsOf: later(state.dataAsOf, work.askedAt),
  }
  return { state: next, effects: [{ kind: 'replace', snapshot }] }
}

function fail(state: FeedState, retryAfterMs: number): FeedStep {
  const failures = state.failures + 1
  const plain = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(failures - 1, 10))
  return rest({ ...state, failures }, 'failed', Math.max(plain, retryAfterMs))
}

function rest(state: FeedState, because: 'failed' | 'paging' | 'spacing', milliseconds: number): FeedStep {
  return {
    state: { ...state, work: { kind: 'resting', because } },
    effects: [{ kind: 'rest', milliseconds }],
  }
}

function later(known: number | null, at: number): number {
  return known === null ? at : Math.max(known, at)
}

/** Applies every waiting batch that begins at or before the cursor and ends after it (F-5); forgets those that are past. */
function drain(state: FeedState): FeedStep {
  const { cursor } = state
  if (cursor === null || state.waiting.length === 0) return only(state)
  let { seq } = cursor
  let waiting = state.waiting
  const changes: FeedChange[] = []
  for (;;) {
    waiting = waiting.filter(batch => batch.epoch !== cursor.epoch || batch.to > seq)
    const next = waiting.find(batch => batch.epoch === cursor.epoch && batch.from <= seq)
    if (next === undefined) break
    for (const change of next.changes) {
      if (change.seq > seq && change.seq <= next.to) changes.push(change)
    }
    seq = next.to
  }
  const drained: FeedState = { ...state, cursor: { ...cursor, seq }, waiting }
  return { state: drained, effects: changes.length === 0 ? [] : [{ kind: 'apply', changes }] }
}

/** A word over the open link that leaves nothing to fetch proves the data current. */
function prove(state: FeedState, input: FeedInput, now: number): FeedState {
  const word = input.kind === 'hello' || input.kind === 'batch'
  if (!word || state.link.kind === 'down' || isBehind(state)) return state
  return { ...state, dataAsOf: later(state.dataAsOf, now) }
}

/** Asks for what is missing, one thing at a time, and never for snapshots in quick succession (F-4). */
function ask(state: FeedState, now: number): FeedStep {
  const need = needed(state)
  if (state.ended !== null || state.work.kind !== 'idle' || need === null) return only(state)
  if (need === 'snapshot') {
    const wait = spacing(state, now)
    if (wait > 0) return rest({ ...state, wanted: 'snapshot' }, 'spacing', wait)
  }
  const number = state.asks + 1
  const from = state.cursor?.seq ?? 0
  const work: Work = { kind: 'asking', ask: need, number, askedAt: now, from }
  const asking: FeedState = { ...state, asks: number, work, wanted: null }
  if (need === 'range' && state.cursor !== null) {
    return { state: asking, effects: [{ kind: 'ask-range', number, cursor: state.cursor }] }
  }
  return { state: asking, effects: [{ kind: 'ask-snapshot', number }] }
}

function needed(state: FeedState): Ask | null {
  const { cursor, head, wanted } = state
  if (cursor === null || wanted === 'snapshot') return 'snapshot'
  if (head !== null && head.epoch !== cursor.epoch) return 'snapshot'
  return wanted ?? (head !== null && head.seq > cursor.seq ? 'range' : null)
}

/** ms until the next snapshot may be asked for: 1 s after the first, then twice as long each time. */
function spacing(state: FeedState, now: number): number {
  if (state.snapshots === null) return 0
  const { inARow, lastAt } = state.snapshots
  const elapsed = now - lastAt
  // A clock that was set back must not hold the feed up.
  if (elapsed < 0 || elapsed > CALM_MS) return 0
  return Math.max(0, Math.min(LONGEST_SPACING_MS, FIRST_REST_MS * 2 ** Math.min(inARow - 1, 10)) - elapsed)
}
