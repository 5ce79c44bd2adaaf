import type { FeedBatch, FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createReplica } from './entities.ts'
import { step } from './feed-core.ts'
import { isBehind, startFeed, type FeedEffect, type FeedInput } from './feed-state.ts'

const town = '00000000-0000-7000-8000-000000000001'
const kind = 'thing'

type Move =
  | { readonly do: 'commit'; readonly id: number; readonly seen: boolean }
  | { readonly do: 'deliver' | 'duplicate'; readonly back: number; readonly length: number }
  | {
      readonly do:
        'connect' | 'cut' | 'restore' | 'answer' | 'lose-answer' | 'rest' | 'pull' | 'wake' | 'see-anew'
    }

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('commit' as const), id: fc.nat(4), seen: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver' as const, 'duplicate' as const),
      back: fc.nat(6),
      length: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('connect', 'cut', 'answer', 'answer', 'lose-answer', 'rest', 'pull', 'wake'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('restore', 'see-anew') }),
  },
)

/** A server in a few lines: a log of whole entities, some of them out of the viewer's sight. */
function createServer() {
  let epoch = 1
  let log: FeedChange[] = []
  const name = () => `E${epoch}`
  const batch = (from: number, to: number): FeedBatch => ({
    township: town,
    epoch: name(),
    from,
    to,
    changes: log.slice(from, to).filter(each => each.type === 'seen'),
  })
  const visible = () => {
    const state = new Map<string, FeedChange['entity']>()
    for (const each of log) {
      if (each.type !== 'seen') continue
      if (each.entity === null) state.delete(each.id)
      else state.set(each.id, each.entity)
    }
    return state
  }
  return {
    name,
    head: () => log.length,
    batch,
    visible,
    commit: (id: number, seen: boolean) => {
      const version = log.length + 1
      // Every fifth change of an entity takes it out of sight (F-6).
      const entity = version % 5 === 0 ? null : { id: `t${id}`, township: town, version, at: name() }
      const at = '2026-11-23T00:00:00.000Z'
      const actor = { id: 'a', name: 'A' }
      const type = seen ? 'seen' : 'hidden'
      log.push({ seq: version, ordinal: 0, type, at, actor, kind, id: `t${id}`, version, entity, detail: {} })
    },
    restore: () => {
      epoch += 1
      log = log.slice(0, Math.floor(log.length / 2))
    },
    snapshot: (): FeedSnapshot => ({
      township: town,
      epoch: name(),
      seq: log.length,
      at: '2026-11-23T00:00:00.000Z',
      entities: { [kind]: [...visible().values()].filter(entity => entity !== null) },
    }),
  }
}

type Server = ReturnType<typeof createServer>

/** A client under test: every effect is done at once, every ask waits until the play answers it. */
function createClient(server: Server) {
  const replica = createReplica({ soon: run => run() })
  let state = startFeed(0, null)
  let now = 0
  let appliedUpTo = 0
  let asked: FeedEffect | null = null

  const apply = (effect: FeedEffect) => {
    if (effect.kind === 'replace') {
      replica.replace(effect.snapshot)
      appliedUpTo = effect.snapshot.seq
    }
    if (effect.kind === 'apply') {
      for (const change of effect.changes) {
        expect(change.seq).toBeGreaterThan(appliedUpTo)
        appliedUpTo = change.seq
      }
      replica.apply(town, effect.changes)
    }
    if (effect.kind === 'ask-range' || effect.kind === 'ask-snapshot') asked = effect
  }
  const tell = (input: FeedInput) => {
    now += 50
    const next = step(state, input, now)
    next.effects.forEach(apply)
    state = next.state
    // Whatever the cursor claims has been applied: nothing below it is missing.
    if (state.cursor !== null) expect(state.cursor.seq).toBeGreaterThanOrEqual(appliedUpTo)
  }
  const answer = () => {
    const ask = asked
    asked = null
    if (ask?.kind === 'ask-snapshot')
      tell({ kind: 'snapshot', number: ask.number, snapshot: server.snapshot() })
    if (ask?.kind !== 'ask-range') return
    const { epoch, seq } = ask.cursor
    const past = epoch !== server.name() || seq > server.head()
    // Pages of three, so that a range is often partial.
    const page = past ? 'snapshot-needed' : server.batch(seq, Math.min(server.head(), seq + 3))
    tell({ kind: 'range', number: ask.number, batch: page })
  }
  return {
    tell,
    answer,
    replica,
    state: () => state,
    wait: (milliseconds: number) => {
      now += milliseconds
    },
    loseAnswer: () => {
      if (asked === null || !('number' in asked)) return
      const { number } = asked
      asked = null
      tell({ kind: 'ask-failed', number, retryAfterMs: 0 })
    },
  }
}

function play(
  client: ReturnType<typeof createClient>,
  server: Server,
  each: Move,
  wire: { connected: boolean },
) {
  const cut = () => {
    wire.connected = false
    client.tell({ kind: 'link-down' })
  }
  switch (each.do) {
    case 'commit':
      server.commit(each.id, each.seen)
      break
    case 'deliver':
    case 'duplicate': {
      const to = Math.max(0, server.head() - each.back)
      const from = Math.max(0, to - each.length)
      if (wire.connected && to > from) client.tell({ kind: 'batch', batch: server.batch(from, to) })
      break
    }
    case 'connect':
      wire.connected = true
      client.tell({ kind: 'hello', epoch: server.name(), seq: server.head() })
      break
    case 'cut':
      cut()
      break
    case 'restore':
      server.restore()
      cut()
      break
    case 'answer':
      client.answer()
      break
    case 'lose-answer':
      client.loseAnswer()
      break
    case 'rest':
      client.tell({ kind: 'rested' })
      break
    case 'pull':
    case 'wake':
      client.tell({ kind: each.do })
      break
    case 'see-anew':
      client.tell({ kind: 'sight-changed' })
      break
  }
}

it('F-8 any play of drops, doubles, cuts, lost answers and restored servers ends in the server’s state, each change once', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 80, size: 'max' }), moves => {
      const server = createServer()
      const client = createClient(server)
      const wire = { connected: false }

      for (const each of moves) play(client, server, each, wire)

      // The network heals; whatever was under way is answered.
      client.tell({ kind: 'hello', epoch: server.name(), seq: server.head() })
      for (
        let round = 0;
        round < 200 && (isBehind(client.state()) || client.state().work.kind !== 'idle');
        round += 1
      ) {
        client.wait(60_000)
        client.tell({ kind: 'rested' })
        client.answer()
      }
      expect(isBehind(client.state())).toBe(false)
      expect(client.state().cursor).toEqual({ epoch: server.name(), seq: server.head() })
      const shown = new Map(client.replica.list({ name: kind }, town).map(entity => [entity.id, entity]))
      expect(shown).toEqual(server.visible())
    }),
    { numRuns: 1_000 },
  )
})
