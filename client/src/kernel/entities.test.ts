import type { Entity } from '@one-centre/shared/contract'
import type { FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import { describe, expect, it } from 'vitest'
import { effectScope, isReactive, watchEffect } from 'vue'
import { createReplica, type EntityKind } from './entities.ts'

interface Thing extends Entity {
  readonly name: string
}
const things: EntityKind<Thing> = { name: 'thing' }
const town = 'town-1'

function thing(id: string, version: number, name = 'n'): Thing {
  return { id, township: town, version, name }
}

function changed(entity: Thing, seq = entity.version): FeedChange {
  return gone(entity.id, entity.version, seq, entity as unknown as Record<string, unknown>)
}

function gone(id: string, version: number, seq: number, entity: FeedChange['entity'] = null): FeedChange {
  const actor = { id: 'a', name: 'A' }
  const at = '2026-11-23T00:00:00.000Z'
  return { seq, ordinal: 0, type: 'thing.changed', at, actor, kind: 'thing', id, version, entity, detail: {} }
}

function snapshot(...entities: readonly Thing[]): FeedSnapshot {
  const rows = entities as unknown as Record<string, unknown>[]
  return { township: town, epoch: 'E', seq: 1, at: '2026-11-23T00:00:00.000Z', entities: { thing: rows } }
}

function replica() {
  const due: (() => void)[] = []
  return {
    replica: createReplica({ soon: run => due.push(run) }),
    frame: () => due.splice(0).forEach(run => run()),
    due,
  }
}

describe('entities', () => {
  it('F-12 the newest version wins, in whatever order they come', () => {
    const { replica: r } = replica()

    r.apply(town, [changed(thing('a', 3, 'new')), changed(thing('a', 2, 'old'))])

    expect(r.find(things, 'a')?.name).toBe('new')
  })

  it('F-6 forgets what the viewer may no longer see, but not for an older word', () => {
    const { replica: r } = replica()
    r.apply(town, [changed(thing('a', 3)), changed(thing('b', 3))])

    r.apply(town, [gone('a', 4, 9), gone('b', 2, 10)])

    expect(r.list(things, town).map(each => each.id)).toEqual(['b'])
  })

  it('F-4 a snapshot is all there is, also where its versions are older', () => {
    const { replica: r } = replica()
    r.apply(town, [changed(thing('a', 5)), changed(thing('b', 5))])

    r.replace(snapshot(thing('a', 2, 'restored')))

    expect(r.all(things)).toEqual([thing('a', 2, 'restored')])
  })

  it('F-4 a kind the snapshot does not name is empty', () => {
    const { replica: r } = replica()
    r.apply(town, [changed(thing('a', 5))])
    expect(r.all(things)).toHaveLength(1)

    r.replace({ ...snapshot(), entities: {} })

    expect(r.all(things)).toEqual([])
  })

  it('redraws once for all changes of a moment, and only those who read the kind', () => {
    const { replica: r, frame, due } = replica()
    const counts = { things: 0, others: 0 }
    const scope = effectScope()
    scope.run(() => {
      watchEffect(() => (counts.things = r.list(things, town).length), { flush: 'sync' })
      watchEffect(
        () => {
          r.all({ name: 'other' })
          counts.others += 1
        },
        { flush: 'sync' },
      )
    })

    r.apply(town, [changed(thing('a', 1))])
    r.apply(town, [changed(thing('b', 1))])
    expect(counts.things).toBe(0)
    expect(due).toHaveLength(1)
    frame()

    expect(counts).toEqual({ things: 2, others: 1 })
    scope.stop()
  })

  it('answers the same array until something changes, and nothing in it is reactive', () => {
    const { replica: r } = replica()
    r.apply(town, [changed(thing('a', 1))])
    const before = r.list(things, town)

    expect(r.list(things, town)).toBe(before)
    expect(isReactive(before) || isReactive(before[0])).toBe(false)
    r.apply(town, [changed(thing('a', 2))])
    expect(r.list(things, town)).not.toBe(before)
  })

  it('forgets what lies beyond the horizon of its kind', () => {
    const { replica: r } = replica()
    r.keepWhile(things, (each, now) => each.version > now)
    r.apply(town, [changed(thing('a', 1)), changed(thing('b', 9))])

    r.prune(5)

    expect(r.all(things).map(each => each.id)).toEqual(['b'])
  })

  it('keeps streams apart and forgets one whole', () => {
    const { replica: r } = replica()
    r.apply(town, [changed(thing('a', 1))])
    r.apply('town-2', [changed(thing('b', 1))])

    r.forget(town)

    expect(r.all(things).map(each => each.id)).toEqual(['b'])
    expect(r.find(things, 'a')).toBeUndefined()
  })

  it('tells listeners of changes after they are applied, and of no snapshot', () => {
    const { replica: r } = replica()
    const heard: string[] = []
    const stop = r.onChanges((changes, township) =>
      heard.push(`${township} ${changes.length} ${r.find(things, 'a')?.name ?? 'none'}`),
    )

    r.replace(snapshot(thing('a', 1, 'one')))
    r.apply(town, [changed(thing('a', 2, 'two'))])
    stop()
    r.apply(town, [changed(thing('a', 3, 'three'))])

    expect(heard).toEqual(['town-1 1 two'])
  })
})
