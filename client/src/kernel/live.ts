import { defineStore } from 'pinia'
import { hasInjectionContext, inject, markRaw, watch, type InjectionKey } from 'vue'
import { createClock, type Clock } from '../platform/clock.ts'
import { createHttp, type Http } from '../platform/http.ts'
import { linkToken } from '../platform/link-token.ts'
import { openLocalStore, type LocalStore } from '../platform/local-store.ts'
import { browserPage, type Page } from '../platform/page.ts'
import { createSession, type Session, type SessionInfo, type SessionState } from '../platform/session.ts'
import { createSocket, socketIoWire, type Wire } from '../platform/socket.ts'
import { createReplica, nextFrame, type Replica } from './entities.ts'
import { createFeedClient, type FeedClient } from './feed-client.ts'
import { createFeedMemory } from './feed-memory.ts'
import { browserPages, createOutbox, type Pages } from './outbox.ts'
import { createTelling } from './telling.ts'
import { createUploads, type Uploads } from './uploads.ts'
import { createCommands, type Commands } from './send-command.ts'
import type { Heard, CentreSocket, Said } from './socket-words.ts'

/** All a page has of the centre: who we are, what we may see, and the ways to ask and to change. */
export interface Live {
  readonly clock: Clock
  readonly http: Http
  readonly page: Page
  readonly store: Promise<LocalStore>
  readonly session: Session
  readonly socket: CentreSocket
  readonly replica: Replica
  readonly feed: FeedClient
  readonly commands: Commands
  readonly uploads: Uploads
  /** Whether this is what once was (复盘): it can be looked at and nothing else. */
  readonly past: boolean
  /** Find out who we are, then follow the streams of whoever is signed in, until the page goes. */
  readonly start: () => Promise<void>
}

export interface LiveSurroundings {
  readonly clock: Clock
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
  readonly wire: Wire
  readonly page: Page
  readonly pages: Pages
  readonly store: Promise<LocalStore>
  readonly random: () => number
  /** Of the link the page was opened with. */
  readonly linkToken?: string | undefined
}

const CHECK_AGAIN_MS = 3_000

/** Puts the parts together. Nothing runs before `start`. */
export function createLive({ linkToken: link, ...surroundings }: LiveSurroundings): Live {
  const { clock, fetch, wire, page, pages, store, random } = surroundings
  let actorId: string | null = null
  const actingAs = () => actorId
  const http = createHttp({ fetch, clock, actingAs })
  const session = createSession(http, store)
  const socket = createSocket<Heard, Said>(wire, clock, random)
  // A refused cookie may just have been replaced by a new one: the session's own answer decides.
  const ask = () => void session.check()
  const telling = createTelling()
  const replica = createReplica({ soon: telling.soon })
  const memory = createFeedMemory({ store, page, replica, mine: pages.mine })
  const feed = createFeedClient({
    http,
    memory,
    actingAs,
    socket,
    clock,
    page,
    replica,
    random,
    onSignedOut: ask,
    onAccessChanged: ask,
  })
  const uploads = createUploads({ http, store, page, onSignedOut: ask })
  const commands = createCommands({
    http,
    uploads,
    outbox: createOutbox(store),
    clock,
    page,
    pages,
    random,
    reached: async (township, seq) => {
      await feed.reached(township, seq)
      // Dropped before the page is told, a step would seem untaken and its button come back.
      await telling.told()
      await new Promise<void>(resolve => nextFrame(resolve))
    },
    onSignedOut: ask,
  })
  /** Whom the server could not be asked about is asked about again. */
  const checkAgain = () => {
    const { kind } = session.state.value
    if (kind === 'remembered' || kind === 'unreachable') ask()
  }
  let info: SessionInfo | undefined
  let follows = 0
  const leave = () => {
    follows += 1
    feed.stop()
    commands.stop()
    uploads.stop()
    memory.close()
    actorId = null
    info = undefined
  }
  const follow = async (who: SessionInfo) => {
    const townships = who.streams.map(stream => stream.township)
    if (!worksOutside(who)) {
      feed.follow(townships)
      return
    }
    follows += 1
    const mine = follows
    const kept = await memory.open(who.actor.id, who.streams)
    if (mine === follows) feed.follow(townships, kept)
  }
  const become = (state: SessionState) => {
    if (state.kind === 'signed-in' || state.kind === 'remembered') {
      // Another person's cookie: neither the open socket nor the waiting commands are theirs.
      if (actorId !== null && actorId !== state.info.actor.id) leave()
      actorId = state.info.actor.id
      if (info !== undefined && sightOf(info) !== sightOf(state.info)) feed.lookAnew()
      info = state.info
      void follow(state.info)
      uploads.start(state.info.actor.id)
      commands.start(state.info.actor.id)
    }
    if (state.kind === 'signed-out') {
      leave()
      void memory.wipe()
    }
    if (state.kind === 'unreachable') setTimeout(checkAgain, CHECK_AGAIN_MS * (1 + random()))
  }
  watch(session.state, become, { flush: 'sync' })
  page.onWake(checkAgain)
  socket.onOpen(checkAgain)

  /** A wall that starts before its network has nobody at it to try again. */
  const openLink = async (token: string): Promise<void> => {
    for (;;) {
      const { kind } = await session.enterByLink(token)
      if (kind === 'done') return
      if (kind === 'refused') return session.check()
      await new Promise(resolve => setTimeout(resolve, CHECK_AGAIN_MS * (1 + random())))
    }
  }

  return {
    clock,
    http,
    page,
    store,
    session,
    socket,
    replica,
    feed,
    commands,
    uploads,
    past: false,
    start: () => {
      clock.start()
      return link === undefined ? session.check() : openLink(link)
    },
  }
}

/** Who works where there may be no network: their phone keeps what it was shown (FD-3). */
function worksOutside({ actor }: SessionInfo): boolean {
  return actor.posts.some(({ role }) => role === 'member' || role === 'grid_worker')
}

function sightOf({ streams }: SessionInfo): string {
  return JSON.stringify(streams.map(({ township, scopes }) => [township, scopes]))
}

function inBrowser(): LiveSurroundings {
  return {
    clock: createClock(),
    fetch: (path, init) => fetch(path, init),
    wire: socketIoWire(location.origin),
    page: browserPage(),
    pages: browserPages(),
    store: openLocalStore(),
    random: Math.random,
    linkToken,
  }
}

/** Raw, so that nothing below becomes deeply reactive; what changes is a ref of its own. */
const useLiveStore = defineStore('live', () => ({ live: markRaw(createLive(inBrowser())) }))

/** Stands in for the live connection below where it is provided: the same screens over what once was. */
export const liveKey: InjectionKey<Live> = Symbol('live')

/** The one live connection of the page, or what stands in for it here. */
export function useLive(): Live {
  const provided = hasInjectionContext() ? inject(liveKey, undefined) : undefined
  return provided ?? useLiveStore().live
}
