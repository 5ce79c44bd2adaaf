import type { Entity } from '@one-centre/shared/contract'
import type { FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import { shallowRef, triggerRef, unref, type ShallowRef } from 'vue'

/** A kind of the feed and the shape of its entities: `const incidents: EntityKind<Incident> = { name: 'incident' }`. */
export interface EntityKind<E extends Entity = Entity> {
  readonly name: string
  readonly __shape?: E
}

/** What this viewer may see, as the feed told it. Entities are immutable and replaced whole; reading inside an effect tracks the kind. */
export interface Replica {
  readonly find: <E extends Entity>(kind: EntityKind<E>, id: string) => E | undefined
  /** All of a kind in one stream, in no particular order; the same array until something changes. */
  readonly list: <E extends Entity>(kind: EntityKind<E>, township: string) => readonly E[]
  /** All of a kind in every stream. */
  readonly all: <E extends Entity>(kind: EntityKind<E>) => readonly E[]
  /** Hears every change as it is applied; snapshots are not changes. Answers the way to stop. */
  readonly onChanges: (listener: (changes: readonly FeedChange[], township: string) => void) => () => void
  /** Entities of the kind for which `keep` is false are forgotten at the next `prune`. */
  readonly keepWhile: <E extends Entity>(
    kind: EntityKind<E>,
    keep: (entity: E, now: number) => boolean,
  ) => void
  readonly prune: (now: number) => void
  /** Takes the snapshot as all there is of its stream. */
  readonly replace: (snapshot: FeedSnapshot) => void
  /** Applies changes in stream order; the newest version wins. */
  readonly apply: (township: string, changes: readonly FeedChange[]) => void
  readonly forget: (township: string) => void
  /** All there is of a stream, by kind; not tracked. */
  readonly contents: (township: string) => Readonly<Record<string, readonly Entity[]>>
}

interface Shelf {
  readonly streams: Map<string, Map<string, Entity>>
  readonly lists: Map<string, readonly Entity[]>
  readonly touched: ShallowRef<number>
}

/** The key of the list over all streams; no township has an empty id. */
const EVERYWHERE = ''

export interface ReplicaSurroundings {
  /** Runs `notify` once, soon: all changes of a moment redraw the page together. */
  readonly soon: (notify: () => void) => void
}

/** A frame later. A timer, not an animation frame: those stop in a hidden page, where alarms must still be heard. */
export function nextFrame(notify: () => void): void {
  setTimeout(notify, 16)
}

export function createReplica({ soon }: ReplicaSurroundings): Replica {
  const shelves = new Map<string, Shelf>()
  const keepers = new Map<string, (entity: Entity, now: number) => boolean>()
  const listeners = new Set<(changes: readonly FeedChange[], township: string) => void>()
  const dirty = new Set<Shelf>()

  const shelf = (kind: string): Shelf => {
    const known = shelves.get(kind)
    if (known !== undefined) return known
    const made: Shelf = { streams: new Map(), lists: new Map(), touched: shallowRef(0) }
    shelves.set(kind, made)
    return made
  }
  const stream = (of: Shelf, township: string): Map<string, Entity> => {
    const known = of.streams.get(township)
    if (known !== undefined) return known
    const made = new Map<string, Entity>()
    of.streams.set(township, made)
    return made
  }
  const mark = (changed: Shelf) => {
    changed.lists.clear()
    const first = dirty.size === 0
    dirty.add(changed)
    if (first) soon(notify)
  }
  const notify = () => {
    const due = [...dirty]
    dirty.clear()
    for (const each of due) triggerRef(each.touched)
  }
  const tracked = (kind: EntityKind): Shelf => {
    const found = shelf(kind.name)
    unref(found.touched)
    return found
  }
  const cached = (of: Shelf, key: string, make: () => readonly Entity[]): readonly Entity[] => {
    const known = of.lists.get(key)
    if (known !== undefined) return known
    const made = make()
    of.lists.set(key, made)
    return made
  }

  return {
    find: <E extends Entity>(kind: EntityKind<E>, id: string) => {
      for (const entities of tracked(kind).streams.values()) {
        const found = entities.get(id)
        if (found !== undefined) return found as E
      }
      return undefined
    },
    list: <E extends Entity>(kind: EntityKind<E>, township: string) => {
      const of = tracked(kind)
      return cached(of, township, () => [...(of.streams.get(township)?.values() ?? [])]) as readonly E[]
    },
    all: <E extends Entity>(kind: EntityKind<E>) => {
      const of = tracked(kind)
      const make = () => [...of.streams.values()].flatMap(entities => [...entities.values()])
      return cached(of, EVERYWHERE, make) as readonly E[]
    },
    onChanges: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    keepWhile: <E extends Entity>(kind: EntityKind<E>, keep: (entity: E, now: number) => boolean) => {
      keepers.set(kind.name, keep as (entity: Entity, now: number) => boolean)
    },
    prune: now => {
      for (const [kind, keep] of keepers) {
        const of = shelf(kind)
        for (const entities of of.streams.values()) {
          for (const entity of entities.values()) {
            if (keep(entity, now)) continue
            entities.delete(entity.id)
            mark(of)
          }
        }
      }
    },
    replace: snapshot => {
      for (const each of shelves.values()) {
        if (each.streams.delete(snapshot.township)) mark(each)
      }
      for (const [kind, rows] of Object.entries(snapshot.entities)) {
        const of = shelf(kind)
        // The server speaks the protocol the hello named; its entities are taken as they are.
        const entities = rows as unknown as readonly Entity[]
        of.streams.set(snapshot.township, new Map(entities.map(entity => [entity.id, entity])))
        mark(of)
      }
    },
    apply: (township, changes) => {
      for (const change of changes) {
        const of = shelf(change.kind)
        if (put(stream(of, township), change)) mark(of)
      }
      for (const listener of listeners) tellSafely(() => listener(changes, township))
    },
    forget: township => {
      for (const each of shelves.values()) {
        if (each.streams.delete(township)) mark(each)
      }
    },
    contents: township =>
      Object.fromEntries(
        [...shelves].map(([kind, of]) => [kind, [...(of.streams.get(township)?.values() ?? [])]]),
      ),
  }
}

/** Whether the change made a difference. An equal version is taken: the same version may be seen in another tier (F-11). */
function put(entities: Map<string, Entity>, change: FeedChange): boolean {
  const known = entities.get(change.id)
  if (known !== undefined && known.version > change.version) return false
  if (change.entity === null) return entities.delete(change.id)
  entities.set(change.id, change.entity as unknown as Entity)
  return true
}

/** A listener that throws must not stop the feed; its error still reaches the page's error handler. */
function tellSafely(tell: () => void): void {
  try {
    tell()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
