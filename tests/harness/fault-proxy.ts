import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the network between a client and the server does to every byte that passes. */
export type Weather =
  | { readonly kind: 'clear' }
  /** Every byte arrives this much later, both ways. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** What the server sends passes at this pace; what the client sends passes freely. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Connections are accepted and nothing passes; nobody is told. */
  | { readonly kind: 'black-hole' }
  /** New connections are reset at once. */
  | { readonly kind: 'closed' }

export interface FaultProxy {
  readonly url: string
  /** Connections a client holds just now. */
  readonly open: () => number
  /** Counts every connection that was ever accepted. */
  readonly accepted: () => number
  readonly become: (weather: Weather) => void
  /** Another server behind the same address, for connections made from now on. */
  readonly pointTo: (port: number) => void
  /** Ends every connection by a reset (RST), both ways; answers how many. */
  readonly resetAll: () => number
  /** The server's half of every connection ends; the client's half stays open and silent. */
  readonly halfOpen: () => void
  /** Resets each connection, present and future, that many ms after it was made; null stops. */
  readonly resetEach: (lifeMs: (() => number) | null) => void
  readonly close: () => Promise<void>
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
  timer: NodeJS.Timeout | undefined
}

/** At most this much waits inside the proxy each way, so that a slow client is felt by the server. */
const BUFFER_BYTES = 16_384
const SLOW_STEP_MS = 100

/**
 * A TCP proxy on the loopback whose weather a test decides. One proxy is the path of one group of clients;
 * `target` is a port of the loopback or the path of a unix socket.
 */
export async function startFaultProxy(target: number | string): Promise<FaultProxy> {
  const pairs = new Set<Pair>()
  let towards = target
  let weather: Weather = { kind: 'clear' }
  let lifeMs: (() => number) | null = null
  let accepted = 0

  const reset = (pair: Pair): void => {
    clearTimeout(pair.timer)
    pairs.delete(pair)
    pair.near.resetAndDestroy()
    // A unix socket knows no reset.
    if (typeof target === 'string') pair.far.destroy()
    else pair.far.resetAndDestroy()
  }
  const limitLife = (pair: Pair): void => {
    clearTimeout(pair.timer)
    pair.timer = lifeMs === null ? undefined : setTimeout(() => reset(pair), lifeMs())
  }
  const join = (near: Socket): void => {
    accepted += 1
    near.on('error', () => undefined)
    if (weather.kind === 'closed') {
      near.resetAndDestroy()
      return
    }
    const far = typeof towards === 'string' ? connect(towards) : connect(towards, '127.0.0.1')
    const pair: Pair = { near, far, timer: undefined }
    pairs.add(pair)
    limitLife(pair)
    far.on('error', () => reset(pair))
    near.on('close', () => {
      clearTimeout(pair.timer)
      pairs.delete(pair)
      far.destroy()
    })
    void pass(near, far, 'up', () => weather)
    void pass(far, near, 'down', () => weather)
  }

  const server = createServer({ noDelay: true, highWaterMark: BUFFER_BYTES }, join)
  await listen(server)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => pairs.size,
    accepted: () => accepted,
    become: next => {
      weather = next
    },
    pointTo: next => {
      towards = next
    },
    resetAll: () => {
      const all = [...pairs]
      for (const pair of all) reset(pair)
      return all.length
    },
    halfOpen: () => {
      for (const { near, far } of pairs) {
        far.unpipe()
        far.removeAllListeners('end')
        near.pause()
        far.destroy()
      }
    },
    resetEach: next => {
      lifeMs = next
      for (const pair of pairs) limitLife(pair)
    },
    close: async () => {
      for (const pair of [...pairs]) reset(pair)
      server.close()
      await once(server, 'close')
    },
  }
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

/** Carries bytes from one socket to the other as the weather of each moment allows, and holds the sender back meanwhile. */
async function pass(from: Socket, to: Socket, way: 'up' | 'down', weather: () => Weather): Promise<void> {
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      await carry(chunk, to, way, weather)
    }
    to.end()
  } catch {
    // A connection that broke is reset where it broke.
  }
}

async function carry(chunk: Buffer, to: Socket, way: 'up' | 'down', weather: () => Weather): Promise<void> {
  let left = chunk
  while (left.length > 0) {
    const now = weather()
    if (to.destroyed) throw new Error('the other side is gone')
    if (now.kind === 'black-hole') {
      await sleep(SLOW_STEP_MS)
      continue
    }
    if (now.kind === 'slow' && way === 'down') {
      const share = Math.max(1, Math.round((now.bytesPerSecond * SLOW_STEP_MS) / 1_000))
      to.write(left.subarray(0, share))
      left = left.subarray(share)
      await sleep(SLOW_STEP_MS)
      continue
    }
    if (now.kind === 'latency') await sleep(now.milliseconds)
    if (!to.write(left)) await Promise.race([once(to, 'drain'), once(to, 'close')])
    return
  }
}
