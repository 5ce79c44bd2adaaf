import type { Actor } from '@one-centre/shared/access'
import { newId } from '@one-centre/shared/ids'
import type { AnswerOf, CommandContract } from '@one-centre/shared/contract'
import { incidentHistory, incidentStatistics } from '@one-centre/shared/incident-queries'
import { refuse } from '@one-centre/shared/refusals'
import { toIso } from '@one-centre/shared/time'
import { computed, shallowRef, type Ref } from 'vue'
import { createReplica, nextFrame } from '../../kernel/entities.ts'
import type { FeedStatus } from '../../kernel/feed-status.ts'
import type { Live } from '../../kernel/live.ts'
import type { Sent } from '../../kernel/pending.ts'
import type { Commands } from '../../kernel/send-command.ts'
import type { CentreSocket, Heard, Said } from '../../kernel/socket-words.ts'
import type { Uploads } from '../../kernel/uploads.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Http, HttpRequest, HttpResult } from '../../platform/http.ts'
import { createMemoryStore } from '../../platform/local-store.ts'
import type { Session, SessionState } from '../../platform/session.ts'

/** What the screens are given in place of the live connection, and the strings that move it. */
export interface PastLive {
  readonly live: Live
  /** ms since the epoch. */
  readonly at: Ref<number>
  readonly status: Ref<'loading' | 'ready'>
  /** Hands a packet of positions to the map that looks. */
  readonly positions: (frame: Uint8Array<ArrayBuffer>) => void
  /** Hears what the map looks at. */
  readonly onView: (listener: (view: Said['view']) => void) => void
}

/** The same screens over what once was (RS-11): the instant is the clock, the replica is fed from the journal, and nothing can be sent. */
export function createPastLive(live: Live, begin: number): PastLive {
  const at = shallowRef(begin)
  const status = shallowRef<'loading' | 'ready'>('loading')
  const { socket, positions, onView } = pastSocket()
  const feedStatus = computed((): FeedStatus =>
    status.value === 'loading' ? { kind: 'connecting' } : { kind: 'past', dataAsOf: at.value },
  )
  const past: Live = {
    ...live,
    past: true,
    clock: pastClock(live.clock, at),
    http: readOnly(live.http, at),
    store: Promise.resolve(createMemoryStore()),
    session: watching(live.session),
    socket,
    replica: createReplica({ soon: nextFrame }),
    feed: {
      statuses: computed(() => new Map(live.feed.statuses.value)),
      status: feedStatus,
      follow: () => undefined,
      lookAnew: () => undefined,
      stop: () => undefined,
      reached: () => Promise.resolve(),
    },
    commands: noCommands,
    uploads: noUploads,
    start: () => Promise.resolve(),
  }
  return { live: past, at, status, positions, onView }
}

function pastClock(clock: Clock, at: Ref<number>): Clock {
  return {
    now: () => at.value,
    ticking: at,
    device: clock.device,
    heardDateHeader: clock.heardDateHeader,
    heardServerTime: clock.heardServerTime,
    start: () => undefined,
    stop: () => undefined,
  }
}

const READ_ONLY = refuse('replay.read-only')
const refused: HttpResult<never> = { kind: 'refused', status: 403, refusal: READ_ONLY }
/** What does not depend on today; everything else the server would answer as of now. */
const timeless: readonly string[] = [incidentStatistics.name]

/** Files and maps are as they were; an incident's history ends at the instant; every other question is about now. */
function readOnly(http: Http, at: Ref<number>): Http {
  return {
    ask: async <Body>(request: HttpRequest): Promise<HttpResult<Body>> => {
      if (request.method === 'GET') return http.ask<Body>(request)
      if (timeless.some(name => request.path === `/api/queries/${name}`)) return http.ask<Body>(request)
      if (request.path !== `/api/queries/${incidentHistory.name}`) return refused
      const result = await http.ask<{ readonly answer: AnswerOf<typeof incidentHistory> }>(request)
      if (result.kind !== 'answered') return result
      const now = toIso(at.value)
      const changes = result.body.answer.changes.filter(change => change.at <= now)
      return { kind: 'answered', body: { answer: { changes } } as Body }
    },
  }
}

/** Who looks back only watches, so the screens offer nothing to press. */
function watching(session: Session): Session {
  const onlyWatching = (actor: Actor): Actor => ({
    ...actor,
    posts: actor.posts.map(post => ({ ...post, role: 'wall' as const })),
  })
  const state = computed((): SessionState => {
    const now = session.state.value
    if (!('info' in now)) return now
    return { ...now, info: { ...now.info, actor: onlyWatching(now.info.actor) } }
  })
  return { ...session, state }
}

const noCommands: Commands = {
  send: <Contract extends CommandContract>(): Sent<AnswerOf<Contract>> => ({
    commandId: newId(),
    kept: Promise.resolve('in-memory'),
    result: Promise.resolve({ kind: 'refused', refusal: READ_ONLY }),
  }),
  pending: shallowRef([]),
  unanswered: computed(() => 0),
  isPending: () => false,
  refused: shallowRef([]),
  dismiss: () => undefined,
  discard: () => undefined,
  start: () => undefined,
  stop: () => undefined,
}

const none = computed(() => [])
const noUploads: Uploads = {
  all: none,
  waiting: none,
  refused: none,
  add: () => Promise.resolve(),
  remove: () => undefined,
  handIn: () => undefined,
  giveBack: () => undefined,
  haveArrived: () => true,
  onSettled: () => undefined,
  start: () => undefined,
  stop: () => undefined,
}

/** A socket with nobody at its other end but the history of positions. */
function pastSocket(): Pick<PastLive, 'positions' | 'onView'> & { readonly socket: CentreSocket } {
  const hearers = new Set<(frame: ArrayBuffer) => void>()
  const viewers = new Set<(view: Said['view']) => void>()
  const socket: CentreSocket = {
    state: shallowRef({ kind: 'closed' }),
    open: () => undefined,
    close: () => undefined,
    wake: () => undefined,
    on: (word, handler) => {
      if (word !== 'positions') return () => undefined
      const hearer = handler as (frame: Heard['positions']) => void
      hearers.add(hearer)
      return () => hearers.delete(hearer)
    },
    emit: (_word, view) => {
      for (const viewer of viewers) viewer(view)
    },
    onOpen: () => undefined,
    onDown: () => undefined,
    onFailed: () => undefined,
  }
  return {
    socket,
    positions: frame => {
      for (const hearer of hearers) hearer(frame.buffer)
    },
    onView: listener => viewers.add(listener),
  }
}
