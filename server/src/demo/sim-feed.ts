import type { FeedRange, FeedSnapshot } from '@one-centre/shared/feed'
import { io, type Socket } from 'socket.io-client'
import type { Api } from './sim-api.ts'
import type { Replica } from './sim-replica.ts'

/** Finds what a lost hint did not tell (F-7). */
const BELT_MS = 1_000

export interface FollowOptions {
  readonly url: string
  readonly api: Api
  /** Somebody of the county's centre, who sees every township whole. */
  readonly observer: string
  readonly townships: readonly string[]
  readonly replica: Replica
  readonly now: () => number
}

export interface Follower {
  /** Whether every township has been read at least once. */
  readonly isReady: () => boolean
  readonly close: () => void
}

/** Keeps the replica up to date: the socket only rings, every change is read from the own cursor. */
export function followFeed(options: FollowOptions): Follower {
  const { townships } = options
  const cursors = new Map<string, { readonly epoch: string; readonly seq: number }>()
  const pulling = new Set<string>()

  const pull = async (township: string): Promise<void> => {
    if (pulling.has(township)) return
    pulling.add(township)
    const cursor = cursors.get(township)
    const next = cursor === undefined ? undefined : await readOn(options, township, cursor)
    const after = next ?? (await readWhole(options, township))
    if (after !== undefined) cursors.set(township, after)
    pulling.delete(township)
  }

  let socket: Socket | undefined
  let state: 'open' | 'closed' = 'open'
  const connect = async (): Promise<void> => {
    const cookie = await options.api.cookieOf(options.observer)
    // A socket opened after the end would keep the process alive, and the server that waits for it.
    if (cookie === null || state === 'closed') return
    socket?.close()
    socket = io(options.url, { transports: ['websocket'], extraHeaders: { cookie }, reconnection: false })
    socket.on('feed', (batch: { readonly township?: unknown }) => {
      if (typeof batch.township === 'string' && townships.includes(batch.township)) void pull(batch.township)
    })
  }
  const belt = setInterval(() => {
    if (socket?.active !== true) void connect()
    for (const township of townships) void pull(township)
  }, BELT_MS)

  return {
    isReady: () => townships.every(township => cursors.has(township)),
    close: () => {
      state = 'closed'
      clearInterval(belt)
      socket?.close()
    },
  }
}

type Cursor = { readonly epoch: string; readonly seq: number }

async function readOn(
  { api, observer, replica, now }: FollowOptions,
  township: string,
  cursor: Cursor,
): Promise<Cursor | undefined> {
  const path = `/api/feed/${township}/changes?epoch=${encodeURIComponent(cursor.epoch)}&from=${cursor.seq}`
  const answer = await api.ask(observer, 'GET', path)
  // Away or refused for the moment: the cursor stays where it is.
  if (answer?.status !== 200) return cursor
  const range = answer.body as FeedRange
  if ('snapshotNeeded' in range) return undefined
  replica.apply(range, now())
  return { epoch: range.epoch, seq: range.to }
}

async function readWhole(
  { api, observer, replica }: FollowOptions,
  township: string,
): Promise<Cursor | undefined> {
  const answer = await api.ask(observer, 'GET', `/api/feed/${township}/snapshot`)
  if (answer?.status !== 200) return undefined
  const snapshot = answer.body as FeedSnapshot
  replica.reset(township, snapshot)
  return { epoch: snapshot.epoch, seq: snapshot.seq }
}
