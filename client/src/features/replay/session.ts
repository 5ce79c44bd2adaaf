import type { Actor } from '@one-centre/shared/access'
import type { AnswerOf, ParamsOf, QueryContract } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import type { FeedPast, FeedSnapshot } from '@one-centre/shared/feed'
import {
  replayMoment,
  replayPositions,
  replayTimeline,
  type Moment,
  type ReplayTimeline,
} from '@one-centre/shared/replay'
import { fromIso, MINUTE, toIso } from '@one-centre/shared/time'
import { effectScope, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Live } from '../../kernel/live.ts'
import { runQuery, type QueryResult } from '../../kernel/queries.ts'
import { createPastLive } from './past-live.ts'
import { createPastPositions } from './past-positions.ts'
import { createPastStreams } from './past-streams.ts'
import { replayPlaces } from './view.ts'
import { played, spanAround, spans, wanted, type Play, type Span } from './player.ts'

/** Of one open replay. Instants are ms since the epoch. */
export interface ReplaySession {
  /** Stands in for the live connection. */
  readonly live: Live
  readonly play: Readonly<ShallowRef<Play>>
  readonly status: Readonly<Ref<'loading' | 'ready'>>
  /** The last thing asked for could not be had. */
  readonly failed: Readonly<Ref<boolean>>
  readonly span: Readonly<ShallowRef<Span>>
  /** Undefined until it has been counted. */
  readonly timeline: Readonly<ShallowRef<ReplayTimeline | undefined>>
  readonly present: () => number
  readonly goTo: (at: number) => Promise<void>
  /** To the nearest change, or incident that came to level 1; nothing where there is none. */
  readonly jump: (of: Moment, direction: 'next' | 'previous') => Promise<void>
  readonly setPlaying: (playing: boolean) => void
  readonly setSpeed: (speed: number) => void
  readonly setSpan: (length: number) => void
  /** Asks the server as whoever is signed in, about now. */
  readonly ask: <Contract extends QueryContract>(
    contract: Contract,
    question: { readonly township: Id<'organisation'>; readonly params: ParamsOf<Contract> },
  ) => Promise<QueryResult<AnswerOf<Contract>>>
  /** Who looks back, and where that is allowed. */
  readonly asker: Actor | undefined
  readonly places: readonly Id<'organisation'>[]
  readonly nameOf: (township: Id<'organisation'>) => string
  readonly close: () => void
}

const TURN_MS = 250
/** Where the line is cut. */
const ASK_AGAIN_MS = 2_000
const SNAPSHOT_TIMEOUT_MS = 60_000
/** Nearer than this, what lies between is played through; further, the situation is asked for anew. */
const NEAR_MS = MINUTE
export const BUCKETS = 240

export function openReplay(live: Live, begin: number): ReplaySession {
  const past = createPastLive(live, begin)
  const scope = effectScope(true)
  const play = shallowRef<Play>({ at: begin, speed: 10, playing: false })
  const failed = shallowRef(false)
  const present = () => live.clock.now()
  const span = shallowRef(spanAround(begin, spans[2], present()))
  const timeline = shallowRef<ReplayTimeline>()
  const state = live.session.state.value
  const info = 'info' in state ? state.info : undefined
  const townships = info?.streams.map(stream => stream.township) ?? []
  const places = info === undefined ? [] : replayPlaces(info.actor, townships)
  const streams = createPastStreams(townships, sourceOf(live), past.live.replica)
  const positions = createPastPositions({
    present,
    emit: past.positions,
    ask: async (township, { from, to }, everySeconds) => {
      const params = { from: toIso(from), to: toIso(to), everySeconds }
      const result = await runQuery(live.http, replayPositions, { township, params })
      if (result.kind === 'answered') return result.answer.units
      return result.kind === 'refused' ? 'denied' : undefined
    },
  })
  let last = live.clock.device()
  let turn = 0
  let askAgainAt = 0

  past.onView(view => positions.look(view?.townships ?? []))

  const show = (next: Play): void => {
    play.value = next
    streams.advance(next.at)
    past.at.value = next.at
    positions.show(next)
  }
  const tick = (): void => {
    const now = live.clock.device()
    const elapsed = now - last
    last = now
    if (past.status.value !== 'ready') return
    show(played(play.value, elapsed, streams.knownUntil(), present()))
    if (play.value.playing && now >= askAgainAt) void fetchAhead(wanted(play.value, present()))
  }
  /** A short cut of the line is nothing: the play waits where it is and asks again. */
  const fetchAhead = async (until: number): Promise<boolean> => {
    if (streams.knownUntil() >= until) return true
    const fetched = await streams.fetchUntil(until)
    failed.value = !fetched
    if (!fetched) askAgainAt = live.clock.device() + ASK_AGAIN_MS
    return fetched
  }
  const seek = async (at: number): Promise<void> => {
    const mine = ++turn
    past.status.value = 'loading'
    play.value = { ...play.value, at }
    past.at.value = at
    const sought = await streams.seek(at)
    if (mine !== turn) return
    failed.value = !sought
    if (!sought) return
    positions.leap()
    past.status.value = 'ready'
    show({ ...play.value, at })
  }
  const goTo = async (wish: number): Promise<void> => {
    const at = Math.min(wish, present())
    span.value = spanAround(at, span.value.to - span.value.from, present(), span.value)
    const ahead = at - play.value.at
    if (past.status.value === 'ready' && ahead >= 0 && ahead <= NEAR_MS) {
      const mine = ++turn
      while (streams.knownUntil() < at) if (!(await fetchAhead(at)) || mine !== turn) return seek(at)
      show({ ...play.value, at })
    } else await seek(at)
  }
  const count = async (): Promise<void> => {
    const asked = span.value
    const params = { from: toIso(asked.from), to: toIso(asked.to), buckets: BUCKETS }
    const answers = await Promise.all(
      places.map(township => runQuery(live.http, replayTimeline, { township, params })),
    )
    if (asked !== span.value) return
    timeline.value = added(answers.flatMap(one => (one.kind === 'answered' ? [one.answer] : [])))
  }

  const timer = setInterval(tick, TURN_MS)
  scope.run(() => watch(span, () => void count(), { immediate: true }))
  void seek(begin)

  return {
    live: past.live,
    play,
    status: past.status,
    failed,
    span,
    timeline,
    present,
    goTo,
    jump: async (of, direction) => {
      const params = { at: toIso(play.value.at), of, direction }
      const answers = await Promise.all(
        places.map(township => runQuery(live.http, replayMoment, { township, params })),
      )
      failed.value = answers.some(one => one.kind !== 'answered')
      const found = answers.flatMap(one =>
        one.kind === 'answered' && one.answer.at !== null ? [fromIso(one.answer.at)] : [],
      )
      if (found.length > 0) await goTo(direction === 'next' ? Math.min(...found) : Math.max(...found))
    },
    setPlaying: playing => {
      last = live.clock.device()
      play.value = { ...play.value, playing: playing && play.value.at < present() }
    },
    setSpeed: speed => (play.value = { ...play.value, speed }),
    setSpan: length => (span.value = spanAround(play.value.at, length, present())),
    ask: (contract, question) => runQuery(live.http, contract, question),
    asker: info?.actor,
    places,
    nameOf: township => info?.streams.find(stream => stream.township === township)?.name ?? '',
    close: () => {
      clearInterval(timer)
      scope.stop()
    },
  }
}

function sourceOf({ http }: Live): Parameters<typeof createPastStreams>[1] {
  const get = async <Body>(path: string): Promise<Body | undefined> => {
    const result = await http.ask<Body>({ method: 'GET', path, timeoutMs: SNAPSHOT_TIMEOUT_MS })
    return result.kind === 'answered' ? result.body : undefined
  }
  return {
    snapshot: (township, at) => get<FeedSnapshot>(`/api/feed/${township}/past?at=${at}`),
    changes: (township, from, until) =>
      get<FeedPast>(`/api/feed/${township}/past/changes?from=${from}&until=${until}`),
  }
}

/** The timelines of several townships as one. */
function added(all: readonly ReplayTimeline[]): ReplayTimeline {
  const counts = new Array<number>(BUCKETS).fill(0)
  for (const one of all) for (const [index, count] of one.counts.entries()) counts[index]! += count
  const begins = all.flatMap(one => (one.begins === null ? [] : [one.begins])).sort()
  const grave = all.flatMap(one => one.grave).sort((one, other) => (one.at < other.at ? -1 : 1))
  return { begins: begins[0] ?? null, counts, grave }
}
