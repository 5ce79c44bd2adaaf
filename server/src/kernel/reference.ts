import type { Entity } from '@one-centre/shared/contract'
import type { Reference } from './handler.ts'
import type { AnyKind, Kind } from './kinds.ts'
import type { Sql } from './sql.ts'

interface Shelf {
  readonly byId: Map<string, Entity>
  readonly derived: Map<string, unknown>
  list: readonly Entity[] | undefined
}

/** The reference kinds of all townships in memory, kept current by the node's own reading of the feed. */
export class ReferenceStore implements Reference {
  readonly #shelves = new Map<string, Shelf>()
  readonly #county: string

  constructor(kinds: readonly AnyKind[], county: string) {
    this.#county = county
    for (const kind of kinds) {
      if (kind.reference) this.#shelves.set(kind.name, { byId: new Map(), derived: new Map(), list: undefined })
    }
  }

  async load(kinds: readonly AnyKind[], sql: Sql): Promise<void> {
    for (const kind of kinds) {
      if (!kind.reference) continue
      const rows = await sql.query<{ entity: Entity }>(`select entity from ${kind.table} order by id`)
      for (const row of rows) this.apply(kind.name, row.entity)
    }
  }

  /** The newest version wins, so that a change may come twice. */
  apply(kindName: string, entity: Entity): void {
    const shelf = this.#shelves.get(kindName)
    if (shelf === undefined) return
    const known = shelf.byId.get(entity.id)
    if (known !== undefined && known.version >= entity.version) return
    shelf.byId.set(entity.id, entity)
    shelf.derived.clear()
    shelf.list = undefined
  }

  find<E extends Entity>(kind: Kind<E>, id: string): E | undefined {
    return this.#shelf(kind).byId.get(id) as E | undefined
  }

  all<E extends Entity>(kind: Kind<E>): readonly E[] {
    const shelf = this.#shelf(kind)
    shelf.list ??= [...shelf.byId.values()]
    return shelf.list as readonly E[]
  }

  list<E extends Entity>(kind: Kind<E>, township: string): readonly E[] {
    return this.derive(kind, `of:${township}`, entities =>
      entities.filter(entity => entity.township === township || entity.township === this.#county),
    )
  }

  derive<E extends Entity, Value>(kind: Kind<E>, key: string, compute: (entities: readonly E[]) => Value): Value {
    const shelf = this.#shelf(kind)
    if (!shelf.derived.has(key)) shelf.derived.set(key, compute(this.all(kind)))
    return shelf.derived.get(key) as Value
  }

  #shelf(kind: AnyKind): Shelf {
    const shelf = this.#shelves.get(kind.name)
    if (shelf === undefined) throw new Error(`${kind.name} is not a reference kind of this app`)
    return shelf
  }
}
