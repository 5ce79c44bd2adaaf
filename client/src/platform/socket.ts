import { io } from 'socket.io-client'
import { readonly, shallowRef, type Ref } from 'vue'
import { backoff } from './backoff.ts'
import type { Clock } from './clock.ts'

/** A connection is one of these. `since` is ms by the server-corrected clock. */
export type ConnectionState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'open'; readonly since: number }
  | { readonly kind: 'waiting'; readonly since: number }

/** The wire under a socket: Socket.IO, or a test's. */
export interface Wire {
  readonly open: () => void
  readonly close: () => void
  readonly emit: (word: string, payload: unknown) => void
  readonly on: (word: string, handler: (payload: unknown) => void) => void
  readonly onOpen: (handler: () => void) => void
  /** `cut`: the server closed it, and the wire will not try again by itself. */
  readonly onDown: (handler: (how: 'cut' | 'lost') => void) => void
  /** `cut`: the server refused the handshake, and the wire will not try again by itself. */
  readonly onFailed: (handler: (how: 'cut' | 'lost') => void) => void
}

export interface LiveSocket<Heard extends object, Said extends object> {
  readonly state: Readonly<Ref<ConnectionState>>
  readonly open: () => void
  readonly close: () => void
  /** Try at once instead of waiting for the next attempt. Does nothing while open or closed. */
  readonly wake: () => void
  /** Answers the way to stop listening. */
  readonly on: <Word extends keyof Heard & string>(
    word: Word,
    handler: (payload: Heard[Word]) => void,
  ) => () => void
  /** Sent now or dropped: what must arrive is a command. */
  readonly emit: <Word extends keyof Said & string>(word: Word, payload: Said[Word]) => void
  readonly onOpen: (handler: () => void) => void
  readonly onDown: (handler: () => void) => void
  /** An attempt to connect failed; the next follows by itself. */
  readonly onFailed: (handler: () => void) => void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 4_000
/** Open for less than this, a cut counts as one more failure. */
const SETTLED_MS = 10_000

export function createSocket<Heard extends object, Said extends object>(
  wire: Wire,
  clock: Clock,
  random: () => number = Math.random,
): LiveSocket<Heard, Said> {
  const state = shallowRef<ConnectionState>({ kind: 'closed' })
  const handlers = new Map<string, Set<(payload: never) => void>>()
  const opened = new Set<() => void>()
  const downed = new Set<() => void>()
  const failed = new Set<() => void>()
  let cuts = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const openLater = () => {
    clearTimeout(timer)
    timer = setTimeout(wire.open, backoff(cuts, FIRST_WAIT_MS, LONGEST_WAIT_MS, random))
  }

  wire.onOpen(() => {
    state.value = { kind: 'open', since: clock.now() }
    for (const handler of opened) handler()
  })
  wire.onDown(how => {
    const before = state.value
    if (before.kind === 'closed') return
    const settled = before.kind === 'open' && clock.now() - before.since >= SETTLED_MS
    cuts = settled ? 1 : cuts + 1
    state.value = { kind: 'waiting', since: clock.now() }
    if (how === 'cut') openLater()
    for (const handler of downed) handler()
  })
  wire.onFailed(how => {
    if (state.value.kind === 'closed') return
    if (state.value.kind === 'connecting') state.value = { kind: 'waiting', since: state.value.since }
    cuts += 1
    if (how === 'cut') openLater()
    for (const handler of failed) handler()
  })

  return {
    state: readonly(state),
    open: () => {
      if (state.value.kind !== 'closed') return
      state.value = { kind: 'connecting', since: clock.now() }
      wire.open()
    },
    close: () => {
      clearTimeout(timer)
      state.value = { kind: 'closed' }
      wire.close()
    },
    wake: () => {
      if (state.value.kind !== 'waiting') return
      clearTimeout(timer)
      wire.close()
      wire.open()
    },
    on: (word, handler) => {
      const known = handlers.get(word)
      const listeners = known ?? new Set()
      listeners.add(handler)
      if (known === undefined) {
        handlers.set(word, listeners)
        wire.on(word, payload => {
          for (const listener of listeners) listener(payload as never)
        })
      }
      return () => listeners.delete(handler)
    },
    emit: (word, payload) => {
      if (state.value.kind === 'open') wire.emit(word, payload)
    },
    onOpen: handler => opened.add(handler),
    onDown: handler => downed.add(handler),
    onFailed: handler => failed.add(handler),
  }
}

/**
 * The one Socket.IO connection of the page. An attempt is given up after 4 s, so that a new path is found within 5 s.
 * A browser sends its cookie by itself; whoever is none names its `headers`.
 */
export function socketIoWire(url: string, headers: Readonly<Record<string, string>> = {}): Wire {
  const socket = io(url, {
    extraHeaders: { ...headers },
    forceNew: true,
    path: '/socket.io',
    transports: ['websocket'],
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 3_000,
    randomizationFactor: 0.5,
    timeout: 4_000,
  })
  return {
    open: () => socket.connect(),
    close: () => socket.disconnect(),
    emit: (word, payload) => socket.volatile.emit(word, payload),
    on: (word, handler) => socket.on(word, handler),
    onOpen: handler => socket.on('connect', handler),
    onDown: handler =>
      socket.on('disconnect', reason => handler(reason === 'io server disconnect' ? 'cut' : 'lost')),
    // Refused by the server's own check, the socket is no longer active.
    onFailed: handler => socket.on('connect_error', () => handler(socket.active ? 'lost' : 'cut')),
  }
}
