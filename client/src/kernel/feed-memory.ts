import { PROTOCOL, type FeedSnapshot } from '@one-centre/shared/feed'
import { toIso } from '@one-centre/shared/time'
import type { LocalStore } from '../platform/local-store.ts'
import type { Page } from '../platform/page.ts'
import type { Replica } from './entities.ts'
import type { FeedState, Recalled } from './feed-state.ts'

/** Raise where an entity kept by an older page could not be read by this one. */
const SHAPE = 1
const AFTER_CHANGE_MS = 1_000
/** Where only the age moved. */
const AFTER_WORD_MS = 20_000

/** What an earlier page kept of one stream. */
export interface KeptStream extends Recalled {
  readonly snapshot: FeedSnapshot
}

/** The streams of one account on this device, so that a reload in a tunnel shows what was known, with its age (FD-3). */
export interface FeedMemory {
  /** Keeps for this account from now on, wipes every other's, and answers what there is of these streams with the same sight. */
  readonly open: (
    actorId: string,
    streams: readonly { readonly township: string; readonly scopes: readonly string[] }[],
  ) => Promise<ReadonlyMap<string, KeptStream>>
  /** Keeps nothing more; what is kept stays. */
  readonly close: () => void
  /** Keeps nothing more and forgets everything. */
  readonly wipe: () => Promise<void>
  /** A stream has moved on; `changed` are the kinds to be kept anew. */
  readonly heard: (township: string, state: FeedState, changed: ReadonlySet<string> | 'all') => void
  /** The stream is ours no longer. */
  readonly forget: (township: string) => void
}

export interface FeedMemorySurroundings {
  readonly store: Promise<LocalStore>
  readonly page: Page
  readonly replica: Replica
  /** The name of this page among those of the browser. */
  readonly mine: string
}

interface Head {
  readonly shape: string
  readonly page: string
  readonly sight: string
  readonly epoch: string
  readonly seq: number
  readonly dataAsOf: number
}

interface Shelf {
  readonly kind: string
  readonly entities: readonly Record<string, unknown>[]
}

interface Due {
  state: FeedState
  kinds: Set<string> | 'all'
}

const shape = `${SHAPE}/${PROTOCOL}`

export function createFeedMemory({ store, page, replica, mine }: FeedMemorySurroundings): FeedMemory {
  const due = new Map<string, Due>()
  let owner: string | null = null
  let sights = new Map<string, string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let firesSoon = false
  // Writing and wiping take turns, so that a late write cannot bring back what was wiped.
  let line: Promise<unknown> = Promise.resolve()
  const inTurn = <Value>(work: (opened: LocalStore) => Promise<Value>): Promise<Value> => {
    const turn = line.then(async () => work(await store))
    line = turn.catch(() => undefined)
    return turn
  }

  const close = () => {
    clearTimeout(timer)
    timer = undefined
    owner = null
    due.clear()
  }
  const write = (actorId: string, township: string, { state, kinds }: Due): void => {
    const { cursor, dataAsOf } = state
    const sight = sights.get(township)
    if (cursor === null || dataAsOf === null || sight === undefined) return
    const head: Head = { shape, page: mine, sight, epoch: cursor.epoch, seq: cursor.seq, dataAsOf }
    const contents = Object.entries(replica.contents(township))
    const under = `${actorId}/${township}/`
    // A full or broken disk costs only the memory.
    void inTurn(async opened => {
      if (owner !== actorId) return
      await opened.update('replica', `${under}head`, found => {
        const whole = kinds === 'all' || !isHead(found) || found.page !== mine || found.sight !== sight
        const rows = contents
          .filter(([kind]) => whole || kinds.has(kind))
          .map(([kind, entities]) => [`${under}kind/${kind}`, { kind, entities }] as const)
        return new Map<string, object>([[`${under}head`, head], ...rows])
      })
    }).catch(() => undefined)
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (owner !== null) for (const [township, what] of due) write(owner, township, what)
    due.clear()
  }
  const flushWithin = (milliseconds: number) => {
    const soon = milliseconds === AFTER_CHANGE_MS
    if (timer !== undefined && (firesSoon || !soon)) return
    clearTimeout(timer)
    firesSoon = soon
    timer = setTimeout(flush, milliseconds)
  }
  page.onLeave(flush)

  return {
    open: (actorId, streams) => {
      owner = actorId
      sights = new Map(streams.map(({ township, scopes }) => [township, [...scopes].sort().join(' ')]))
      const wanted = new Map(sights)
      return inTurn(async opened => {
        await opened.removeExcept('replica', `${actorId}/`)
        const kept = new Map<string, KeptStream>()
        for (const [township, sight] of wanted) {
          const rows = await opened.listUnder('replica', `${actorId}/${township}/`)
          const stream = readStream(township, sight, rows)
          if (stream !== undefined) kept.set(township, stream)
        }
        return kept
      }).catch(() => new Map<string, KeptStream>())
    },
    close,
    wipe: () => {
      close()
      return inTurn(opened => opened.clear('replica')).catch(() => undefined)
    },
    heard: (township, state, changed) => {
      if (owner === null) return
      const before = due.get(township)
      const all = changed === 'all' || before?.kinds === 'all'
      due.set(township, { state, kinds: all ? 'all' : union(before?.kinds, changed) })
      flushWithin(changed === 'all' || changed.size > 0 ? AFTER_CHANGE_MS : AFTER_WORD_MS)
    },
    forget: township => {
      due.delete(township)
      const actorId = owner
      if (actorId === null) return
      void inTurn(opened => opened.remove('replica', `${actorId}/${township}/head`)).catch(() => undefined)
    },
  }
}

function union(one: Set<string> | 'all' | undefined, other: ReadonlySet<string> | 'all'): Set<string> {
  return new Set([...(one === undefined || one === 'all' ? [] : one), ...(other === 'all' ? [] : other)])
}

/** Rows were written by this page or an older one. Without a fitting head there is no stream (FD-4). */
function readStream(township: string, sight: string, rows: readonly unknown[]): KeptStream | undefined {
  const head = rows.find(isHead)
  if (head === undefined || head.shape !== shape || head.sight !== sight) return undefined
  const { epoch, seq, dataAsOf } = head
  const entities = Object.fromEntries(
    rows.filter(isShelf).map(row => [row.kind, row.entities as Record<string, unknown>[]]),
  )
  const snapshot = { township, epoch, seq, at: toIso(dataAsOf), entities }
  return { cursor: { epoch, seq }, dataAsOf, snapshot }
}

function isHead(row: unknown): row is Head {
  if (typeof row !== 'object' || row === null) return false
  const { seq, epoch, page, dataAsOf } = row as Partial<Head>
  return (
    typeof seq === 'number' &&
    typeof dataAsOf === 'number' &&
    typeof epoch === 'string' &&
    typeof page === 'string'
  )
}

function isShelf(row: unknown): row is Shelf {
  if (typeof row !== 'object' || row === null) return false
  const { kind, entities } = row as Partial<Shelf>
  return typeof kind === 'string' && Array.isArray(entities)
}
