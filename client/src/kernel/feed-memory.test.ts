import type { FeedSnapshot } from '@one-centre/shared/feed'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryStore, type LocalStore } from '../platform/local-store.ts'
import { createReplica, type Replica } from './entities.ts'
import { createFeedMemory, type FeedMemory } from './feed-memory.ts'
import { startFeed, type FeedState } from './feed-state.ts'

const town = 'town-1'
const streams = [{ township: town, scopes: ['all', 'team:1'] }]
const at = '2026-11-23T09:00:00.000Z'
const thing = (id: string, version = 1) => ({ id, township: town, version })
const snapshotOf = (seq: number, ...things: readonly ReturnType<typeof thing>[]): FeedSnapshot => ({
  township: town,
  epoch: 'E1',
  seq,
  at,
  entities: { thing: [...things] },
})
const stateAt = (seq: number): FeedState =>
  startFeed(0, { cursor: { epoch: 'E1', seq }, dataAsOf: 500 + seq })

interface Phone {
  readonly memory: FeedMemory
  readonly replica: Replica
  readonly leave: () => void
}

/** A page of the phone; several share the device's store. */
function page(store: LocalStore, mine: string): Phone {
  const replica = createReplica({ soon: run => run() })
  let leave = (): void => undefined
  const listener = {
    onWake: () => () => undefined,
    onLeave: (run: () => void) => ((leave = run), () => undefined),
  }
  const memory = createFeedMemory({ store: Promise.resolve(store), page: listener, replica, mine })
  return { memory, replica, leave: () => leave() }
}

async function keepOne(phone: Phone, actorId = 'person-1', seq = 3): Promise<void> {
  await phone.memory.open(actorId, streams)
  phone.replica.replace(snapshotOf(seq, thing('a'), thing('b')))
  phone.memory.heard(town, stateAt(seq), 'all')
  await vi.advanceTimersByTimeAsync(1_000)
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('FD-3 what was shown comes back with its place and its age', async () => {
  const store = createMemoryStore()
  await keepOne(page(store, 'page-1'))

  const kept = await page(store, 'page-2').memory.open('person-1', streams)

  expect(kept.get(town)).toMatchObject({ cursor: { epoch: 'E1', seq: 3 }, dataAsOf: 503 })
  expect(kept.get(town)?.snapshot.entities).toEqual({ thing: [thing('a'), thing('b')] })
})

test('FD-3 a page that is left keeps what it heard last at once', async () => {
  const store = createMemoryStore()
  const phone = page(store, 'page-1')
  await keepOne(phone)
  phone.memory.heard(town, stateAt(9), new Set())

  phone.leave()
  await vi.advanceTimersByTimeAsync(0)

  expect((await page(store, 'page-2').memory.open('person-1', streams)).get(town)?.cursor.seq).toBe(9)
})

test('FD-4 another sight or another account begins anew, and the former’s is wiped', async () => {
  const store = createMemoryStore()
  await keepOne(page(store, 'page-1'))

  const otherTeam = await page(store, 'page-2').memory.open('person-1', [{ township: town, scopes: ['all'] }])
  expect(otherTeam.size).toBe(0)

  expect((await page(store, 'page-3').memory.open('person-2', streams)).size).toBe(0)
  expect(await store.list('replica')).toEqual([])
})

test('FD-4 signing out wipes, and nothing late brings it back', async () => {
  const store = createMemoryStore()
  const phone = page(store, 'page-1')
  await keepOne(phone)
  phone.memory.heard(town, stateAt(4), 'all')

  await phone.memory.wipe()
  phone.memory.heard(town, stateAt(5), 'all')
  phone.leave()
  await vi.advanceTimersByTimeAsync(30_000)

  expect(await store.list('replica')).toEqual([])
})

test('FD-5 two pages of one account never mix two moments', async () => {
  const store = createMemoryStore()
  const ahead = page(store, 'page-1')
  const behind = page(store, 'page-2')
  await keepOne(ahead, 'person-1', 10)
  ahead.replica.replace(snapshotOf(11, thing('a', 2), thing('b')))
  ahead.memory.heard(town, stateAt(11), new Set(['thing']))
  await vi.advanceTimersByTimeAsync(1_000)
  await keepOne(behind, 'person-1', 10)

  ahead.memory.heard(town, stateAt(12), new Set(['other']))
  await vi.advanceTimersByTimeAsync(1_000)

  const kept = await page(store, 'page-3').memory.open('person-1', streams)
  expect(kept.get(town)?.cursor.seq).toBe(12)
  expect(kept.get(town)?.snapshot.entities).toEqual({ thing: [thing('a', 2), thing('b')] })
})
