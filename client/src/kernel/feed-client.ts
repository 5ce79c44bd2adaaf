import {
  PROTOCOL,
  type FeedBatch,
  type FeedGoodbye,
  type FeedHello,
  type FeedRange,
  type FeedSnapshot,
} from '@one-centre/shared/feed'
import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Clock } from '../platform/clock.ts'
import type { Http, HttpResult } from '../platform/http.ts'
import type { Page } from '../platform/page.ts'
import type { Replica } from './entities.ts'
import type { FeedMemory, KeptStream } from './feed-memory.ts'
import { step } from './feed-core.ts'
import { startFeed, type Cursor, type FeedEffect, type FeedInput, type FeedState } from './feed-state.ts'
import { statusOf, worstOf, type FeedStatus } from './feed-status.ts'
import type { CentreSocket } from './socket-words.ts'

/** The belt poll's pace; it delivers even if every hint is lost (F-7). */
const BELT_MS = 20_000
const SNAPSHOT_TIMEOUT_MS = 60_000
/** A change that was answered is in the feed sooner than this, or the feed is behind and says so. */
const REACHED_WITHIN_MS = 3_000

export interface FeedClient {
  /** By township. */
  readonly statuses: Readonly<Ref<ReadonlyMap<string, FeedStatus>>>
  /** The gravest status of all streams. */
  readonly status: ComputedRef<FeedStatus>
  /** Follow these streams and no others. Those already followed go on; a new one begins with what is kept of it. */
  readonly follow: (townships: readonly string[], kept?: ReadonlyMap<string, KeptStream>) => void
  /** What we may see is not what we thought: every stream is asked for whole. */
  readonly lookAnew: () => void
  readonly stop: () => void
  /** Resolves once the change is applied here, or after 3 s. */
  readonly reached: (township: string, seq: number) => Promise<void>
}

export interface FeedSurroundings {
  readonly http: Http
  readonly socket: CentreSocket
  readonly clock: Clock
  readonly page: Page
  readonly replica: Replica
  readonly random: () => number
  readonly memory: Pick<FeedMemory, 'heard' | 'forget'>
  /** In whose name the page acts. */
  readonly actingAs: () => string | null
  readonly onSignedOut: () => void
  readonly onAccessChanged: () => void
}

interface Stream {
  readonly township: string
  state: FeedState
  rest: ReturnType<typeof setTimeout> | undefined
  readonly waiters: Set<{ readonly seq: number; readonly resolve: () => void }>
}

/** Drives the pure feed: hears the socket, asks over HTTP, applies to the replica, and only then moves the cursor (F-8). */
export function createFeedClient(around: FeedSurroundings): FeedClient {
  const { http, socket, clock, page, replica, random, memory } = around
  const streams = new Map<string, Stream>()
  const statuses = shallowRef<ReadonlyMap<string, FeedStatus>>(new Map())
  let belt: ReturnType<typeof setTimeout> | undefined
  let askedSinceDown = false

  const publish = () => {
    statuses.value = new Map([...streams.values()].map(stream => [stream.township, statusOf(stream.state)]))
  }
  const tell = (stream: Stream, input: FeedInput) => {
    if (streams.get(stream.township) !== stream) return
    const next = step(stream.state, input, clock.now())
    for (const effect of next.effects) applyTo(replica, stream.township, effect)
    stream.state = next.state
    memory.heard(stream.township, next.state, changedKinds(next.effects))
    for (const effect of next.effects) start(stream, effect)
    settleWaiters(stream)
    publish()
  }
  const tellAll = (input: FeedInput) => {
    for (const stream of [...streams.values()]) tell(stream, input)
  }

  const start = (stream: Stream, effect: FeedEffect) => {
    if (effect.kind === 'rest') {
      clearTimeout(stream.rest)
      // Spread upwards only: a rest the server asked for is never cut short.
      stream.rest = setTimeout(
        () => tell(stream, { kind: 'rested' }),
        effect.milliseconds * (1 + random() / 2),
      )
    }
    if (effect.kind === 'ask-range') void askRange(stream, effect.number, effect.cursor)
    if (effect.kind === 'ask-snapshot') void askSnapshot(stream, effect.number)
  }
  const askRange = async (stream: Stream, number: number, cursor: Cursor) => {
    const query = new URLSearchParams({ epoch: cursor.epoch, from: String(cursor.seq) })
    const path = `/api/feed/${stream.township}/changes?${query.toString()}`
    const result = await http.ask<FeedRange>({ method: 'GET', path })
    if (result.kind !== 'answered') {
      tellFailure(stream, number, result)
      return
    }
    const batch = 'snapshotNeeded' in result.body ? 'snapshot-needed' : result.body
    tellAnswer(stream, number, { kind: 'range', number, batch })
  }
  const askSnapshot = async (stream: Stream, number: number) => {
    const path = `/api/feed/${stream.township}/snapshot`
    const result = await http.ask<FeedSnapshot>({ method: 'GET', path, timeoutMs: SNAPSHOT_TIMEOUT_MS })
    if (result.kind === 'answered')
      tellAnswer(stream, number, { kind: 'snapshot', number, snapshot: result.body })
    else tellFailure(stream, number, result)
  }
  const tellAnswer = (stream: Stream, number: number, input: FeedInput) => {
    try {
      tell(stream, input)
    } catch (error) {
      // Not applied, so the cursor stays; asked for again after a rest.
      tell(stream, { kind: 'ask-failed', number, retryAfterMs: 0 })
      throw error
    }
  }
  const tellFailure = (
    stream: Stream,
    number: number,
    result: Exclude<HttpResult<unknown>, { kind: 'answered' }>,
  ) => {
    if (streams.get(stream.township) !== stream) return
    const denied = result.kind === 'refused' && (result.status === 403 || result.status === 404)
    if (denied) {
      tell(stream, { kind: 'ended', why: 'denied' })
      replica.forget(stream.township)
      memory.forget(stream.township)
      return
    }
    const retryAfterMs = result.kind === 'busy' ? (result.retryAfterMs ?? 0) : 0
    tell(stream, { kind: 'ask-failed', number, retryAfterMs })
    if (result.kind === 'signed-out') around.onSignedOut()
  }

  const greet = (hello: FeedHello) => {
    clock.heardServerTime(hello.serverTime)
    if (hello.actorId !== around.actingAs()) {
      // Another tab has signed somebody else in: what this socket brings is not ours to show (FD-6).
      socket.close()
      around.onAccessChanged()
      return
    }
    if (hello.protocol !== PROTOCOL) {
      endAll('reload-needed')
      return
    }
    for (const stream of [...streams.values()]) {
      const named = hello.streams.find(each => each.township === stream.township)
      // A stream the socket does not carry is followed by the belt, whose answer says why.
      if (named === undefined) tell(stream, { kind: 'pull' })
      else tell(stream, { kind: 'hello', epoch: named.epoch, seq: named.seq })
    }
  }
  const part = (why: FeedGoodbye) => {
    if (why === 'reload') endAll('reload-needed')
    if (why === 'signed-out') around.onSignedOut()
    if (why !== 'access-changed') return
    tellAll({ kind: 'sight-changed' })
    around.onAccessChanged()
  }
  const endAll = (why: 'denied' | 'reload-needed') => {
    tellAll({ kind: 'ended', why })
    socket.close()
  }
  const turnBelt = () => {
    belt = setTimeout(
      () => {
        tellAll({ kind: 'pull' })
        replica.prune(clock.now())
        turnBelt()
      },
      BELT_MS * (0.9 + random() / 5),
    )
  }

  socket.on('hello', greet)
  socket.on('feed', (batch: FeedBatch) => {
    const stream = streams.get(batch.township)
    if (stream !== undefined) tell(stream, { kind: 'batch', batch })
  })
  socket.on('goodbye', part)
  socket.onDown(() => {
    askedSinceDown = false
    tellAll({ kind: 'link-down' })
  })
  // A handshake the server refuses looks like any failure; HTTP tells whether we are still welcome.
  socket.onFailed(() => {
    if (!askedSinceDown) tellAll({ kind: 'pull' })
    askedSinceDown = true
  })
  page.onWake(() => {
    if (streams.size === 0) return
    socket.wake()
    tellAll({ kind: 'wake' })
  })

  const drop = (stream: Stream) => {
    clearTimeout(stream.rest)
    streams.delete(stream.township)
    replica.forget(stream.township)
    for (const waiter of stream.waiters) waiter.resolve()
  }
  const stop = () => {
    clearTimeout(belt)
    belt = undefined
    socket.close()
    for (const stream of [...streams.values()]) drop(stream)
    publish()
  }

  return {
    statuses,
    status: computed(() => worstOf([...statuses.value.values()])),
    follow: (townships, kept) => {
      for (const stream of [...streams.values()]) {
        if (!townships.includes(stream.township) || stream.state.ended === 'denied') drop(stream)
      }
      for (const township of townships) {
        if (streams.has(township)) continue
        const recalled = kept?.get(township)
        if (recalled !== undefined) replica.replace(recalled.snapshot)
        const stream: Stream = {
          township,
          state: startFeed(clock.now(), recalled ?? null),
          rest: undefined,
          waiters: new Set(),
        }
        streams.set(township, stream)
        tell(stream, { kind: 'pull' })
      }
      publish()
      socket.open()
      if (belt === undefined) turnBelt()
    },
    lookAnew: () => tellAll({ kind: 'sight-changed' }),
    stop,
    reached: (township, seq) => {
      const stream = streams.get(township)
      if (stream === undefined || has(stream, seq)) return Promise.resolve()
      return new Promise(resolve => {
        const waiter = { seq, resolve }
        stream.waiters.add(waiter)
        setTimeout(() => {
          stream.waiters.delete(waiter)
          resolve()
        }, REACHED_WITHIN_MS)
      })
    },
  }
}

function applyTo(replica: Replica, township: string, effect: FeedEffect): void {
  if (effect.kind === 'replace') replica.replace(effect.snapshot)
  if (effect.kind === 'apply') replica.apply(township, effect.changes)
}

/** Which kinds the effects touched; `all` after a snapshot. */
function changedKinds(effects: readonly FeedEffect[]): ReadonlySet<string> | 'all' {
  if (effects.some(effect => effect.kind === 'replace')) return 'all'
  return new Set(
    effects.flatMap(effect => (effect.kind === 'apply' ? effect.changes.map(change => change.kind) : [])),
  )
}

function has(stream: Stream, seq: number): boolean {
  return stream.state.cursor !== null && stream.state.cursor.seq >= seq
}

function settleWaiters(stream: Stream): void {
  for (const waiter of stream.waiters) {
    if (!has(stream, waiter.seq)) continue
    stream.waiters.delete(waiter)
    waiter.resolve()
  }
}
