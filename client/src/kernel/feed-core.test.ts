import type { FeedBatch, FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import { describe, expect, it } from 'vitest'
import { step } from './feed-core.ts'
import { isBehind, startFeed, type FeedEffect, type FeedInput, type FeedState } from './feed-state.ts'

const town = '00000000-0000-7000-8000-000000000001'

function change(seq: number): FeedChange {
  return {
    seq,
    ordinal: 0,
    type: 'thing.changed',
    at: '2026-11-23T00:00:00.000Z',
    actor: { id: 'a', name: 'A' },
    kind: 'thing',
    id: `thing-${seq}`,
    version: 1,
    entity: { id: `thing-${seq}`, township: town, version: 1 },
    detail: {},
  }
}

function batch(from: number, to: number, epoch = 'E1', seqs?: readonly number[]): FeedBatch {
  const all = Array.from({ length: to - from }, (_, index) => from + index + 1)
  return { township: town, epoch, from, to, changes: (seqs ?? all).map(change) }
}

function snapshot(seq: number, epoch = 'E1'): FeedSnapshot {
  return { township: town, epoch, seq, at: '2026-11-23T00:00:00.000Z', entities: {} }
}

/** Feeds the inputs one after another, 10 ms apart, and keeps all effects. */
function run(start: FeedState, ...inputs: readonly FeedInput[]) {
  let state = start
  const effects: FeedEffect[] = []
  inputs.forEach((input, index) => {
    const next = step(state, input, 1_000 + index * 10)
    state = next.state
    effects.push(...next.effects)
  })
  return { state, effects, kinds: effects.map(effect => effect.kind), applied: appliedSeqs(effects) }
}

function appliedSeqs(effects: readonly FeedEffect[]): number[] {
  return effects.flatMap(effect => (effect.kind === 'apply' ? effect.changes.map(each => each.seq) : []))
}

/** Connected, with everything up to `seq` applied. */
function caughtUp(seq: number): FeedState {
  return run(
    startFeed(0, null),
    { kind: 'hello', epoch: 'E1', seq },
    { kind: 'snapshot', number: 1, snapshot: snapshot(seq) },
  ).state
}

describe('feed core', () => {
  it('F-4 takes a snapshot at the first hello and is then up to date', () => {
    const { state, kinds } = run(
      startFeed(0, null),
      { kind: 'hello', epoch: 'E1', seq: 7 },
      { kind: 'snapshot', number: 1, snapshot: snapshot(7) },
    )

    expect(kinds).toEqual(['ask-snapshot', 'replace'])
    expect(state.cursor).toEqual({ epoch: 'E1', seq: 7 })
    expect(isBehind(state)).toBe(false)
    expect(state.dataAsOf).toBe(1_000)
  })

  it('F-2 keeps the batches that arrive while the snapshot is being read', () => {
    const { state, applied } = run(
      startFeed(0, null),
      { kind: 'hello', epoch: 'E1', seq: 7 },
      { kind: 'batch', batch: batch(7, 8) },
      { kind: 'batch', batch: batch(8, 10) },
      { kind: 'snapshot', number: 1, snapshot: snapshot(8) },
    )

    expect(applied).toEqual([9, 10])
    expect(state.cursor?.seq).toBe(10)
  })

  it('F-5 applies a batch with holes and compares ranges, not numbers', () => {
    const { state, applied } = run(caughtUp(7), { kind: 'batch', batch: batch(7, 12, 'E1', [9]) })

    expect(applied).toEqual([9])
    expect(state.cursor?.seq).toBe(12)
    expect(isBehind(state)).toBe(false)
  })

  it('F-5 ignores what it has and takes only the rest of an overlapping batch', () => {
    const { applied } = run(
      caughtUp(7),
      { kind: 'batch', batch: batch(5, 7) },
      { kind: 'batch', batch: batch(6, 9) },
      { kind: 'batch', batch: batch(6, 9) },
    )

    expect(applied).toEqual([8, 9])
  })

  it('F-8 asks for the range at a gap and applies what waited behind it in order', () => {
    const gap = run(caughtUp(7), { kind: 'batch', batch: batch(9, 11) })
    expect(gap.applied).toEqual([])
    expect(gap.effects).toEqual([{ kind: 'ask-range', number: 2, cursor: { epoch: 'E1', seq: 7 } }])

    const filled = run(gap.state, { kind: 'range', number: 2, batch: batch(7, 9) })

    expect(filled.applied).toEqual([8, 9, 10, 11])
    expect(isBehind(filled.state)).toBe(false)
  })

  it('F-8 asks on while pages are partial', () => {
    const hello = run(caughtUp(7), { kind: 'link-down' }, { kind: 'hello', epoch: 'E1', seq: 30 })
    const first = run(hello.state, { kind: 'range', number: 2, batch: batch(7, 20) })
    const second = run(first.state, { kind: 'range', number: 3, batch: batch(20, 30) })

    expect(first.kinds).toEqual(['apply', 'ask-range'])
    expect(second.kinds).toEqual(['apply'])
    expect(isBehind(second.state)).toBe(false)
  })

  it.each<[string, FeedInput]>([
    ['a hello of another epoch', { kind: 'hello', epoch: 'E2', seq: 3 }],
    ['a batch of another epoch', { kind: 'batch', batch: batch(2, 3, 'E2') }],
  ])('F-4 takes a snapshot after %s', (_, input) => {
    const later = step(caughtUp(7), input, 100_000)

    expect(later.effects).toEqual([{ kind: 'ask-snapshot', number: 2 }])
  })

  it.each<[string, FeedBatch | 'snapshot-needed']>([
    ['the server says the cursor is too old', 'snapshot-needed'],
    ['the range is of another epoch', batch(0, 3, 'E2')],
    ['the server ends before our cursor, for we are from the future', batch(3, 3)],
  ])('F-4 takes a snapshot where %s', (_, answer) => {
    const asked = step(caughtUp(7), { kind: 'pull' }, 90_000)
    const answered = step(asked.state, { kind: 'range', number: 2, batch: answer }, 100_000)

    expect(answered.effects).toEqual([{ kind: 'ask-snapshot', number: 3 }])
  })

  it('F-4 a hello behind our cursor asks the range, and does not trust a batch that overtook it', () => {
    const { effects, state } = run(caughtUp(7), { kind: 'hello', epoch: 'E1', seq: 5 })
    const answered = run(state, { kind: 'range', number: 2, batch: batch(7, 7) })

    expect(effects).toEqual([{ kind: 'ask-range', number: 2, cursor: { epoch: 'E1', seq: 7 } }])
    expect(answered.effects).toEqual([])
    expect(isBehind(answered.state)).toBe(false)
  })

  it('F-4 cannot loop: a server whose words never agree is asked less and less', () => {
    let state = caughtUp(7)
    let now = 1_000
    let asks = 0
    const dues: number[] = []
    const tell = (input: FeedInput) => {
      const next = step(state, input, now)
      state = next.state
      for (const effect of next.effects) {
        if (effect.kind === 'rest') dues.splice(0, 1, now + effect.milliseconds)
        if (effect.kind === 'ask-range' || effect.kind === 'ask-snapshot') asks += 1
      }
    }

    // 10 minutes of a socket that speaks of epoch E2 ten times a second while snapshots are of E1.
    for (; now < 600_000; now += 100) {
      tell({ kind: 'batch', batch: batch(now, now + 1, 'E2') })
      if (state.work.kind === 'asking') {
        const { number, ask } = state.work
        if (ask === 'snapshot') tell({ kind: 'snapshot', number, snapshot: snapshot(7) })
        else tell({ kind: 'range', number, batch: batch(7, 7) })
      }
      if (dues.some(due => due <= now)) {
        dues.pop()
        tell({ kind: 'rested' })
      }
    }

    expect(asks).toBeLessThan(40)
  })

  it('F-4 cannot loop: a range that never moves is asked for at most every 30 s', () => {
    const stuck: FeedInput = { kind: 'hello', epoch: 'E1', seq: 9 }
    let { state } = run(caughtUp(7), stuck)
    const rests: number[] = []
    for (let round = 0; round < 8; round += 1) {
      if (state.work.kind !== 'asking') throw new Error('should be asking')
      const failed = step(state, { kind: 'range', number: state.work.number, batch: batch(7, 7) }, 2_000)
      for (const effect of failed.effects) if (effect.kind === 'rest') rests.push(effect.milliseconds)
      state = step(failed.state, { kind: 'rested' }, 3_000).state
    }

    expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('F-8 a failed ask is retried after the rest the server wants, or at once on waking', () => {
    const asked = run(caughtUp(7), { kind: 'pull' })
    const failed = run(asked.state, { kind: 'ask-failed', number: 2, retryAfterMs: 5_000 })
    const woken = run(failed.state, { kind: 'wake' })

    expect(failed.effects).toEqual([{ kind: 'rest', milliseconds: 5_000 }])
    expect(isBehind(failed.state)).toBe(true)
    expect(woken.kinds).toEqual(['ask-range'])
  })

  it('F-8 asks again at the greeting what failed before it', () => {
    const asked = run(caughtUp(7), { kind: 'pull' })
    const failed = run(asked.state, { kind: 'ask-failed', number: 2, retryAfterMs: 0 })
    const greeted = run(failed.state, { kind: 'hello', epoch: 'E1', seq: 7 })
    const answered = run(greeted.state, { kind: 'range', number: 3, batch: batch(7, 7) })

    expect(greeted.kinds).toEqual(['ask-range'])
    expect(isBehind(answered.state)).toBe(false)
  })

  it('F-6 takes a new snapshot when what the viewer may see has changed, and ignores the one under way', () => {
    const asked = run(startFeed(0, null), { kind: 'hello', epoch: 'E1', seq: 7 }, { kind: 'sight-changed' })
    const old = run(asked.state, { kind: 'snapshot', number: 1, snapshot: snapshot(7) })

    expect(asked.kinds).toEqual(['ask-snapshot', 'ask-snapshot'])
    expect(old.effects).toEqual([])
  })

  it('F-7 the belt poll asks for the range even if no hint came, and proves the age of the data', () => {
    const asked = step(caughtUp(7), { kind: 'pull' }, 50_000)
    const answered = step(asked.state, { kind: 'range', number: 2, batch: batch(7, 7) }, 50_200)

    expect(asked.effects).toHaveLength(1)
    expect(answered.state.dataAsOf).toBe(50_000)
  })

  it('F-7 follows by pages without a socket', () => {
    const down = run(caughtUp(7), { kind: 'link-down' }, { kind: 'pull' })
    const paged = run(down.state, { kind: 'range', number: 2, batch: batch(7, 9) })
    const on = run(paged.state, { kind: 'rested' })

    expect(paged.kinds).toEqual(['rest', 'apply'])
    expect(paged.applied).toEqual([8, 9])
    expect(on.kinds).toEqual(['ask-range'])
  })

  it('F-8 more waiting batches than it will keep are fetched again', () => {
    const flood: FeedInput[] = Array.from({ length: 300 }, (_, index) => ({
      kind: 'batch',
      batch: batch(10 + index, 11 + index),
    }))
    const { state } = run(caughtUp(7), ...flood)
    const filled = run(state, { kind: 'range', number: 2, batch: batch(7, 310) })

    expect(state.waiting.length).toBeLessThanOrEqual(256)
    expect(filled.state.cursor?.seq).toBe(310)
  })

  it('F-4 hears nothing more once it has ended', () => {
    const { state } = run(caughtUp(7), { kind: 'ended', why: 'reload-needed' })

    expect(run(state, { kind: 'batch', batch: batch(7, 8) }, { kind: 'wake' }).effects).toEqual([])
  })
})
