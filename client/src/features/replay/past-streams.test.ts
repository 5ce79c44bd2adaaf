import type { FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import { fromIso, toIso } from '@one-centre/shared/time'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createReplica, type Replica } from '../../kernel/entities.ts'
import { createPastStreams, type PastSource } from './past-streams.ts'

const towns = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002']
const START = Date.parse('2026-11-23T00:00:00.000Z')
const kind = 'thing'

interface Commit {
  readonly town: number
  readonly id: number
  readonly later: number
  readonly seen: boolean
}
const commits = fc.array(
  fc.record({ town: fc.nat(1), id: fc.nat(4), later: fc.integer({ min: 1, max: 90 }), seen: fc.boolean() }),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** The journals of two towns, and what a live viewer of both held after each change. */
function live(all: readonly Commit[]) {
  const replica = createReplica({ soon: run => run() })
  const journals: FeedChange[][] = [[], []]
  const states: { at: number; held: object }[] = []
  let at = START
  for (const [index, { town, id, later, seen }] of all.entries()) {
    at += later * 1_000
    const township = towns[town]!
    const entity = seen ? { id: `${town}-${id}`, township, version: index + 1, at } : null
    const change: FeedChange = {
      ...{ seq: journals[town]!.length + 1, ordinal: 0, type: 'thing.changed', at: toIso(at), kind },
      ...{ actor: { id: 'a', name: 'A' }, id: `${town}-${id}`, version: index + 1, entity, detail: {} },
    }
    journals[town]!.push(change)
    replica.apply(township, [change])
    states.push({ at, held: held(replica) })
  }
  return { journals, states, end: at }
}

function held(replica: Replica): object {
  return Object.fromEntries(
    towns.map(town => [town, new Map(replica.list({ name: kind }, town).map(one => [one.id, one]))]),
  )
}

/** A server of these journals whose pages hold `page` changes, and which fails where `fails` says so. */
function serverOf(
  journals: readonly (readonly FeedChange[])[],
  page: number,
  fails: () => boolean,
): PastSource {
  const of = (township: string) => journals[towns.indexOf(township)]!
  const upTo = (township: string, at: string) => of(township).filter(change => change.at <= at)
  return {
    snapshot: (township, at) => {
      const newest = new Map<string, FeedChange['entity']>()
      for (const change of upTo(township, at)) newest.set(change.id, change.entity)
      const entities = [...newest.values()].filter(entity => entity !== null)
      const seq = upTo(township, at).length
      const snapshot: FeedSnapshot = { township, epoch: 'E', seq, at, entities: { [kind]: entities } }
      return Promise.resolve(fails() ? undefined : snapshot)
    },
    changes: (township, from, until) => {
      const all = upTo(township, until).filter(change => change.seq > from)
      const changes = all.slice(0, page)
      const complete = changes.length === all.length
      const to = changes.at(-1)?.seq ?? from
      return Promise.resolve(
        fails() ? undefined : { township, epoch: 'E', from, to, complete, changes: [...changes] },
      )
    },
  }
}

test('RS-10 replayed to the instant of any change, by any leaps and paces, all is as it was live', async () => {
  await fc.assert(
    fc.asyncProperty(
      commits,
      fc.array(fc.record({ to: fc.nat(59), how: fc.constantFrom('seek', 'play') }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 7 }),
      async (all, moves, page) => {
        const { journals, states } = live(all)
        const replica = createReplica({ soon: run => run() })
        const past = createPastStreams(
          towns,
          serverOf(journals, page, () => false),
          replica,
        )
        let at = START
        expect(await past.seek(at)).toBe(true)
        for (const { to, how } of moves) {
          const state = states[to % states.length]!
          if (how === 'seek' || state.at < at) await past.seek(state.at)
          else {
            // Fetched further than shown, as a play does.
            await past.fetchUntil(state.at + 45_000)
            past.advance(state.at)
          }
          at = state.at
          expect(held(replica)).toEqual(state.held)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('RS-10 played change by change, every state in between is as it was live', async () => {
  await fc.assert(
    fc.asyncProperty(commits, fc.integer({ min: 1, max: 7 }), async (all, page) => {
      const { journals, states, end } = live(all)
      const replica = createReplica({ soon: run => run() })
      const past = createPastStreams(
        towns,
        serverOf(journals, page, () => false),
        replica,
      )
      await past.seek(START)
      for (let at = START; at <= end; at += 7_000) {
        await past.fetchUntil(at + 20_000)
        past.advance(at)
        const before = states.filter(state => state.at <= at).at(-1)
        expect(held(replica)).toEqual(before?.held ?? { [towns[0]!]: new Map(), [towns[1]!]: new Map() })
      }
    }),
    { numRuns: 100 },
  )
})

test('RS-10 what could not be fetched is asked for again, and nothing is shown twice or left out', async () => {
  await fc.assert(
    fc.asyncProperty(commits, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), async (all, luck) => {
      const { journals, states, end } = live(all)
      const replica = createReplica({ soon: run => run() })
      let asked = 0
      const past = createPastStreams(
        towns,
        serverOf(journals, 3, () => luck[asked++] === false),
        replica,
      )

      while (!(await past.seek(START)));
      while (!(await past.fetchUntil(end)));
      past.advance(end)

      expect(held(replica)).toEqual(states.at(-1)!.held)
      expect(past.knownUntil()).toBe(end)
    }),
    { numRuns: 100 },
  )
})

test('RS-10 a later leap overtakes an earlier one whose answer comes late', async () => {
  const { journals, states } = live([
    { town: 0, id: 1, later: 1, seen: true },
    { town: 0, id: 2, later: 1, seen: true },
  ])
  const replica = createReplica({ soon: run => run() })
  const server = serverOf(journals, 9, () => false)
  let release: () => void = () => undefined
  const late = new Promise<void>(resolve => (release = resolve))
  const past = createPastStreams(
    towns,
    {
      ...server,
      snapshot: async (township, at) => {
        if (fromIso(at) === states[1]!.at) await late
        return server.snapshot(township, at)
      },
    },
    replica,
  )

  const first = past.seek(states[1]!.at)
  const second = past.seek(states[0]!.at)
  expect(await second).toBe(true)
  release()

  expect(await first).toBe(false)
  expect(held(replica)).toEqual(states[0]!.held)
})
