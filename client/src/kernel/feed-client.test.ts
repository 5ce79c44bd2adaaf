import type { FeedBatch, FeedGoodbye, FeedHello, FeedSnapshot } from '@one-centre/shared/feed'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClock } from '../platform/clock.ts'
import type { Http, HttpRequest, HttpResult } from '../platform/http.ts'
import { createSocket, type Wire } from '../platform/socket.ts'
import { createReplica } from './entities.ts'
import { createFeedClient } from './feed-client.ts'
import { worstOf, type FeedStatus } from './feed-status.ts'
import type { Heard, Said } from './socket-words.ts'

const town = '00000000-0000-7000-8000-000000000001'
const things = { name: 'thing' }

function batch(from: number, to: number): FeedBatch {
  const changes = Array.from({ length: to - from }, (_, index) => {
    const seq = from + index + 1
    const at = '2026-11-23T00:00:00.000Z'
    const actor = { id: 'a', name: 'A' }
    const entity = { id: `t${seq}`, township: town, version: 1 }
    return {
      seq,
      ordinal: 0,
      type: 'thing.made',
      at,
      actor,
      kind: 'thing',
      id: `t${seq}`,
      version: 1,
      entity,
      detail: {},
    }
  })
  return { township: town, epoch: 'E1', from, to, changes }
}

function snapshot(seq: number): FeedSnapshot {
  const made = batch(0, seq).changes.map(change => change.entity)
  const entities = { thing: made.filter(entity => entity !== null) }
  return { township: town, epoch: 'E1', seq, at: '2026-11-23T00:00:00.000Z', entities }
}

/** A server whose stream has `head` entries, or that answers `trouble`. */
function setUp() {
  const on = new Map<string, (payload: unknown) => void>()
  const wires = {
    open: 0,
    close: 0,
    opened: () => {},
    downed: (_how: 'cut' | 'lost') => {},
    failed: (_how: 'cut' | 'lost') => {},
  }
  const wire: Wire = {
    open: () => (wires.open += 1),
    close: () => (wires.close += 1),
    emit: () => {},
    on: (word, handler) => on.set(word, handler),
    onOpen: handler => (wires.opened = handler),
    onDown: handler => (wires.downed = handler),
    onFailed: handler => (wires.failed = handler),
  }
  const server = { head: 3, trouble: null as HttpResult<never> | null, paths: [] as string[] }
  const http: Http = {
    ask: <Body>({ path }: HttpRequest): Promise<HttpResult<Body>> => {
      server.paths.push(path.replace(`/api/feed/${town}/`, ''))
      if (server.trouble !== null) return Promise.resolve(server.trouble)
      const from = Number(new URLSearchParams(path.split('?')[1]).get('from'))
      const body = path.includes('/snapshot') ? snapshot(server.head) : batch(from, server.head)
      return Promise.resolve({ kind: 'answered', body: body as Body })
    },
  }
  let wake = () => {}
  const calls = { signedOut: 0, accessChanged: 0 }
  const clock = createClock()
  const replica = createReplica({ soon: run => run() })
  const feed = createFeedClient({
    http,
    socket: createSocket<Heard, Said>(wire, clock, () => 0.5),
    clock,
    page: { onWake: handler => ((wake = handler), () => {}), onLeave: () => () => {} },
    replica,
    random: () => 0.5,
    memory: { heard: () => undefined, forget: () => undefined },
    actingAs: () => 'person-1',
    onSignedOut: () => (calls.signedOut += 1),
    onAccessChanged: () => (calls.accessChanged += 1),
  })
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const hello = async (change: Partial<FeedHello> = {}) => {
    wires.opened()
    const streams = [{ township: town, epoch: 'E1', seq: server.head }]
    on.get('hello')?.({
      protocol: 1,
      serverTime: Date.now(),
      actorId: 'person-1',
      streams,
      ...change,
    } satisfies FeedHello)
    await settle()
  }
  return {
    feed,
    server,
    calls,
    wires,
    replica,
    hello,
    settle,
    wake: () => wake(),
    say: (word: 'feed' | 'goodbye', payload: FeedBatch | FeedGoodbye) => on.get(word)?.(payload),
    shown: () => replica.list(things, town).length,
    status: () => feed.status.value,
  }
}

async function liveFeed() {
  const all = setUp()
  all.feed.follow([town])
  await all.settle()
  await all.hello()
  all.server.paths.length = 0
  return all
}

describe('feed client', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
  afterEach(() => vi.useRealTimers())

  it('F-4 connects, reads the snapshot and is live', async () => {
    const all = setUp()
    expect(all.status()).toEqual({ kind: 'connecting' })

    all.feed.follow([town])
    await all.settle()
    await all.hello()

    expect(all.server.paths).toEqual(['snapshot'])
    expect(all.shown()).toBe(3)
    expect(all.status()).toEqual({ kind: 'live', dataAsOf: 1_000_000 })
  })

  it('F-2 a change between the snapshot and the joining of the rooms is fetched', async () => {
    const all = setUp()
    all.feed.follow([town])
    await all.settle()
    all.server.head = 5

    await all.hello()

    expect(all.server.paths).toEqual(['snapshot', 'changes?epoch=E1&from=3'])
    expect(all.shown()).toBe(5)
  })

  it('F-8 applies live batches, and fetches what a gap hides', async () => {
    const all = await liveFeed()
    all.say('feed', batch(3, 4))
    expect(all.shown()).toBe(4)

    all.server.head = 7
    all.say('feed', batch(6, 7))
    expect(all.status().kind).toBe('behind')
    await all.settle()

    expect(all.server.paths).toEqual(['changes?epoch=E1&from=4'])
    expect(all.shown()).toBe(7)
    expect(all.status().kind).toBe('live')
  })

  it('F-7 delivers within the belt even if every hint is lost', async () => {
    const all = await liveFeed()
    all.server.head = 8

    await vi.advanceTimersByTimeAsync(22_000)

    expect(all.shown()).toBe(8)
    expect(all.status()).toMatchObject({ kind: 'live', dataAsOf: 1_020_000 })
  })

  it('F-8 says since when the link is lost and how old the data is, and pulls on waking', async () => {
    const all = await liveFeed()
    await vi.advanceTimersByTimeAsync(5_000)
    all.wires.downed('lost')
    expect(all.status()).toEqual({ kind: 'lost', since: 1_005_000, dataAsOf: 1_000_000 })

    all.server.head = 4
    const before = all.wires.open
    all.wake()
    await all.settle()

    expect(all.wires.open).toBe(before + 1)
    expect(all.shown()).toBe(4)
  })

  it('F-8 does not move the cursor past what could not be applied', async () => {
    const all = await liveFeed()
    const apply = vi.spyOn(all.replica, 'apply').mockImplementationOnce(() => {
      throw new Error('spoilt')
    })
    expect(() => all.say('feed', batch(3, 4))).toThrow('spoilt')
    apply.mockRestore()
    all.server.head = 5

    all.say('feed', batch(4, 5))
    await all.settle()

    expect(all.shown()).toBe(5)
  })

  it('F-4 asks to be reloaded by a server of another protocol, and is silent after', async () => {
    const all = await liveFeed()

    await all.hello({ protocol: 2 })
    await vi.advanceTimersByTimeAsync(60_000)

    expect(all.status()).toEqual({ kind: 'reload-needed' })
    expect(all.server.paths).toEqual([])
    expect(all.wires.close).toBe(1)
  })

  it('F-6 takes a new snapshot and asks who we are when access has changed', async () => {
    const all = await liveFeed()
    await vi.advanceTimersByTimeAsync(2_000)

    all.say('goodbye', 'access-changed')
    await all.settle()

    expect(all.server.paths).toEqual(['snapshot'])
    expect(all.calls.accessChanged).toBe(1)
  })

  it('F-11 forgets a stream that is denied, and follows it again only when told to', async () => {
    const all = await liveFeed()
    all.server.trouble = {
      kind: 'refused',
      status: 403,
      refusal: { ok: false, code: 'access.denied', detail: {} },
    }
    await vi.advanceTimersByTimeAsync(22_000)
    expect(all.status()).toEqual({ kind: 'denied' })
    expect(all.shown()).toBe(0)

    all.server.trouble = null
    all.feed.follow([town])
    await all.settle()

    expect(all.shown()).toBe(3)
  })

  it('F-8 tells the session when the cookie no longer counts', async () => {
    const all = await liveFeed()
    all.server.trouble = { kind: 'signed-out', refusal: { ok: false, code: 'access.signed-out', detail: {} } }

    all.wires.downed('lost')
    all.wires.failed('cut')
    await all.settle()

    expect(all.calls.signedOut).toBe(1)
  })

  it('F-8 keeps to the rest a busy server asks for', async () => {
    const all = await liveFeed()
    all.server.trouble = { kind: 'busy', code: 'database.away', retryAfterMs: 10_000 }
    all.say('feed', batch(5, 6))
    await all.settle()
    all.server.trouble = null
    all.server.head = 6

    await vi.advanceTimersByTimeAsync(9_999)
    expect(all.server.paths).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(5_001)

    expect(all.shown()).toBe(6)
  })

  it('F-8 tells a waiting command when its change is here, and gives up after 3 s', async () => {
    const all = await liveFeed()
    const log: string[] = []
    void all.feed.reached(town, 3).then(() => log.push('3'))
    void all.feed.reached(town, 4).then(() => log.push('4'))
    void all.feed.reached(town, 99).then(() => log.push('99'))
    await all.settle()
    expect(log).toEqual(['3'])

    all.say('feed', batch(3, 4))
    await all.settle()
    expect(log).toEqual(['3', '4'])
    await vi.advanceTimersByTimeAsync(3_000)
    expect(log).toEqual(['3', '4', '99'])
  })

  it('F-8 stops whole: no timer, no data, no late answer', async () => {
    const all = await liveFeed()
    all.say('feed', batch(5, 6))

    all.feed.stop()
    await all.settle()

    expect(all.shown()).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(all.status()).toEqual({ kind: 'connecting' })
  })

  it('shows the gravest of several streams and the oldest data among equals', () => {
    const live = (dataAsOf: number): FeedStatus => ({ kind: 'live', dataAsOf })

    expect(worstOf([live(5), live(3), live(4)])).toEqual(live(3))
    expect(worstOf([live(1), { kind: 'behind', dataAsOf: 9 }])).toEqual({ kind: 'behind', dataAsOf: 9 })
    expect(worstOf([{ kind: 'lost', since: 2, dataAsOf: 1 }, { kind: 'denied' }])).toEqual({ kind: 'denied' })
  })

  it('FD-3 begins with what is kept: shown with its age, and asks only for what came after', async () => {
    const all = setUp()
    const kept = { cursor: { epoch: 'E1', seq: 2 }, dataAsOf: 1_000, snapshot: snapshot(2) }

    all.feed.follow([town], new Map([[town, kept]]))

    expect(all.status()).toMatchObject({ kind: 'lost', dataAsOf: 1_000 })
    expect(all.shown()).toBe(2)
    await all.settle()
    expect(all.server.paths).toEqual(['changes?epoch=E1&from=2'])
    expect(all.shown()).toBe(3)
  })

  it('FD-6 closes a socket that another person’s cookie opened, and asks who we are', async () => {
    const all = await liveFeed()
    const closed = all.wires.close

    await all.hello({ actorId: 'person-2' })

    expect(all.wires.close).toBe(closed + 1)
    expect(all.calls.accessChanged).toBe(1)
    expect(all.server.paths).toEqual([])
  })
})
