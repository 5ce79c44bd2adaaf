import type { Entity } from '@one-centre/shared/contract'
import type { Entities, Touch } from './handler.ts'
import type { AnyKind, Kind } from './kinds.ts'
import type { Sql } from './sql.ts'

/** `leadOrganisationId` → `lead_organisation_id`, the name of its generated column. */
export function columnOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

const keyOf = (kind: AnyKind, id: string): string => `${kind.name}/${id}`

/**
 * The entities one batch has loaded and changed. Roots are locked in id order, kind by kind, so that two
 * batches never wait for each other in a ring.
 */
export class WorkingSet implements Entities {
  readonly #entities = new Map<string, Entity>()
  readonly #byKind = new Map<string, Map<string, Entity>>()
  readonly #rootsLoaded = new Set<string>()
  readonly #fieldsLoaded = new Set<string>()
  readonly #kinds: readonly AnyKind[]
  readonly #township: string

  constructor(kinds: readonly AnyKind[], township: string) {
    this.#kinds = kinds
    this.#township = township
  }

  /** Loads what is not loaded yet: one statement per table, whatever the number of commands. */
  async load(touches: readonly Touch[], sql: Sql): Promise<void> {
    const idsOf = new Map<string, string[]>()
    for (const touch of touches) {
      if (!('id' in touch)) continue
      const ids = idsOf.get(touch.kind.name) ?? []
      idsOf.set(touch.kind.name, ids)
      ids.push(touch.id)
    }
    // Sent in the order of the kinds, whatever the commands asked for first: that is the order of the locks.
    const roots = this.#kinds.map(kind => this.#loadRoots(kind, idsOf.get(kind.name) ?? [], sql))
    await Promise.all(roots)
    for (const touch of touches) if ('field' in touch) await this.#loadField(touch, sql)
  }

  async #loadRoots(kind: AnyKind, ids: readonly string[], sql: Sql): Promise<void> {
    const fresh = [...new Set(ids)].filter(id => !this.#rootsLoaded.has(keyOf(kind, id))).sort()
    if (fresh.length === 0) return
    for (const id of fresh) this.#rootsLoaded.add(keyOf(kind, id))
    const roots = await sql.query<{ entity: Entity }>(
      `select entity from ${kind.table} where id = any($1::uuid[]) and township = $2 order by id for update`,
      [fresh, this.#township],
    )
    for (const row of roots) this.#keep(kind, row.entity)
    if (roots.length === 0) return
    const members = this.#kinds.filter(each => each.rootKind === kind.name && each.name !== kind.name)
    const found = await Promise.all(
      members.map(member =>
        sql.query<{ entity: Entity }>(
          `select entity from ${member.table} where root_id = any($1::uuid[]) and township = $2 order by id`,
          [fresh, this.#township],
        ),
      ),
    )
    for (const [index, member] of members.entries())
      for (const row of found[index]!) this.#keep(member, row.entity)
  }

  async #loadField(touch: Extract<Touch, { field: string }>, sql: Sql): Promise<void> {
    const key = `${touch.kind.name}/${touch.field}/${touch.value}`
    if (this.#fieldsLoaded.has(key)) return
    this.#fieldsLoaded.add(key)
    const rows = await sql.query<{ entity: Entity }>(
      `select entity from ${touch.kind.table} where ${columnOf(touch.field)} = $1 and township = $2 order by id`,
      [touch.value, this.#township],
    )
    for (const row of rows) {
      if (!this.#entities.has(keyOf(touch.kind, row.entity.id))) this.#keep(touch.kind, row.entity)
    }
  }

  #keep(kind: AnyKind, entity: Entity): void {
    this.#entities.set(keyOf(kind, entity.id), entity)
    const shelf = this.#byKind.get(kind.name) ?? new Map<string, Entity>()
    this.#byKind.set(kind.name, shelf)
    shelf.set(entity.id, entity)
  }

  /** What the next command of the batch shall see. */
  put(kind: AnyKind, entity: Entity): void {
    this.#keep(kind, entity)
  }

  find<E extends Entity>(kind: Kind<E>, id: string): E | undefined {
    return this.#entities.get(keyOf(kind, id)) as E | undefined
  }

  get<E extends Entity>(kind: Kind<E>, id: string): E {
    const entity = this.find(kind, id)
    if (entity === undefined) throw new Error(`${kind.name} ${id} was not touched`)
    return entity
  }

  members<E extends Entity>(kind: Kind<E>, rootId: string): readonly E[] {
    return this.#of(kind).filter(entity => kind.rootId(entity) === rootId)
  }

  where<E extends Entity>(kind: Kind<E>, field: keyof E & string, value: string): readonly E[] {
    if (!this.#fieldsLoaded.has(`${kind.name}/${field}/${value}`)) {
      throw new Error(`${kind.name}.${field} = ${value} was not touched`)
    }
    return this.#of(kind).filter(entity => entity[field] === value)
  }

  #of<E extends Entity>(kind: Kind<E>): readonly E[] {
    return [...(this.#byKind.get(kind.name)?.values() ?? [])] as E[]
  }
}
