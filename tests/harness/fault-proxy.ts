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
  /** Connections are accepted and everything is swallowed; nobody is told. They are reset when it ends. */
  | { readonly kind: 'black-hole' }
  /** New connections are reset at once. */
  | { readonly kind: 'closed' }

export interface FaultProxy {
  readonly url: string
  /** Connections a client holds just now. */
  readonly open: () => number
  /** Connections the server holds just now. */
  readonly served: () => number
  /** Counts every connection that was ever accepted. */
  readonly accepted: () => number
  readonly become: (weather: Weather) => void
  /** Another server behind the same address, for connections made from now on. */
  readonly pointTo: (port: number) => void
  /** Ends every connection by a reset (RST), both ways; answers how many. */
  readonly resetAll: () => number
  /** Resets each connection, present and future, that many ms after it was made; null stops. */
  readonly resetEach: (lifeMs: (() => number) | null) => void
  readonly close: () => Promise<void>
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
  timer: NodeJS.Timeout | undefined
  serverGone: boolean
  /** Bytes were swallowed: only a new connection helps. */
  spoilt: boolean
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
    const pair: Pair = { near, far, timer: undefined, serverGone: false, spoilt: false }
    pairs.add(pair)
    limitLife(pair)
    far.on('error', () => {
      pair.serverGone = true
      if (!pair.spoilt) reset(pair)
    })
    far.on('end', () => {
      pair.serverGone = true
    })
    near.on('close', () => {
      clearTimeout(pair.timer)
      pairs.delete(pair)
      far.destroy()
    })
    void pass(pair, 'up', () => weather)
    void pass(pair, 'down', () => weather)
  }

  const server = createServer({ noDelay: true, highWaterMark: BUFFER_BYTES }, join)
  await listen(server)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => pairs.size,
    served: () => [...pairs].filter(pair => !pair.far.destroyed && !pair.serverGone).length,
    accepted: () => accepted,
    become: next => {
      weather = next
      for (const pair of [...pairs]) if (pair.spoilt) reset(pair)
    },
    pointTo: next => {
      towards = next
    },
    resetAll: () => {
      const all = [...pairs]
      for (const pair of all) reset(pair)
      return all.length
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

/** Carries bytes one way as the weather of each moment allows, and holds the sender back meanwhile. */
async function pass(pair: Pair, way: 'up' | 'down', weather: () => Weather): Promise<void> {
  const [from, to] = way === 'up' ? [pair.near, pair.far] : [pair.far, pair.near]
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (weather().kind === 'black-hole') pair.spoilt = true
      if (!pair.spoilt) await carry(chunk, to, way, weather)
    }
    if (!pair.spoilt) to.end()
  } catch {
    // A connection that broke is reset where it broke.
  }
}

async function carry(chunk: Buffer, to: Socket, way: 'up' | 'down', weather: () => Weather): Promise<void> {
  let left = chunk
  while (left.length > 0) {
    const now = weather()
    if (to.destroyed) throw new Error('the other side is gone')
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
