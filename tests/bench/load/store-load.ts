/** Browsers without a window: each follows the feed with the product's own client into its own store, and says when a thing was there. */
import type { Id } from '@one-centre/shared/ids'
import { positionMessages } from '@one-centre/shared/positions'
import { createLive } from '../../../client/src/kernel/live.ts'
import { createClock } from '../../../client/src/platform/clock.ts'
import { createMemoryStore } from '../../../client/src/platform/local-store.ts'
import { socketIoWire } from '../../../client/src/platform/socket.ts'

export interface StoreOrder {
  readonly url: string
  /** One viewer each. */
  readonly cookies: readonly string[]
  readonly township: Id<'organisation'>
  /** Where their maps look. */
  readonly view: object
}

export interface StoreResult {
  /** Incident id, and when it was first in the store of one viewer, in ms since 1970. */
  readonly arrivals: readonly (readonly [incidentId: string, at: number])[]
  /** Positions that reached all viewers together, without what they were sent at first. */
  readonly positions: number
}

const LIVE_WITHIN_MS = 60_000
/** Finer than `Date.now`, which counts whole milliseconds. */
const now = (): number => performance.timeOrigin + performance.now()

const arrivals: (readonly [string, number])[] = []
let positions = 0

/** Resolves when its store is up to date. */
async function openStore({ url, township, view }: StoreOrder, cookie: string, index: number): Promise<void> {
  const mine = `page-${index}`
  // Each at an address of its own, as a proxy would name it.
  const headers = { cookie, 'x-forwarded-for': `10.2.0.${index + 1}` }
  const wire = socketIoWire(url, headers)
  const live = createLive({
    clock: createClock(),
    fetch: (path, init) =>
      fetch(`${url}${path}`, { ...init, headers: { ...(init.headers as object), ...headers } }),
    wire,
    page: { onWake: () => () => undefined, onLeave: () => () => undefined },
    pages: { mine, alive: () => Promise.resolve(new Set([mine])) },
    store: Promise.resolve(createMemoryStore()),
    random: Math.random,
  })
  wire.on(positionMessages.frame, frame => count(frame as Uint8Array))
  wire.onOpen(() => wire.emit(positionMessages.view, view))
  const known = new Set<string>()
  live.replica.onChanges((changes, of) => {
    const at = now()
    if (of !== township) return
    for (const { kind, id } of changes) {
      if (kind !== 'incident' || known.has(id)) continue
      known.add(id)
      arrivals.push([id, at])
    }
  })
  await live.start()
  const until = performance.now() + LIVE_WITHIN_MS
  while (live.feed.status.value.kind !== 'live') {
    if (performance.now() > until) throw new Error(`viewer ${index}: ${live.feed.status.value.kind}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function count(frame: Uint8Array): void {
  const isSnapshot = (frame[2]! & 1) === 1
  if (!isSnapshot) positions += new DataView(frame.buffer, frame.byteOffset).getUint32(16, true)
}

async function open(order: StoreOrder): Promise<void> {
  for (const [index, cookie] of order.cookies.entries()) await openStore(order, cookie, index)
}

process.once('message', (order: StoreOrder) => {
  open(order).then(
    () => {
      process.send!({ opened: order.cookies.length })
      arrivals.length = 0
      positions = 0
      process.once('message', () => {
        const result: StoreResult = { arrivals, positions }
        process.send!({ result }, () => process.exit(0))
      })
    },
    (error: unknown) => process.send!({ error: String(error) }, () => process.exit(1)),
  )
})
