import type { Actor } from '@one-centre/shared/access'
import type { Entity } from '@one-centre/shared/contract'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import { toIso } from '@one-centre/shared/time'
import type {
  AnyCommandHandler,
  Change,
  Decision,
  Entities,
  Reference,
  Slice,
  TimerOrder,
  Touch,
} from '../../server/src/kernel/handler.ts'
import type { AnyKind, Kind } from '../../server/src/kernel/kinds.ts'
import { parserOf } from '../../server/src/kernel/parse.ts'

export interface Done {
  readonly ok: true
  readonly answer: unknown
  readonly changes: readonly Change[]
}

/** Runs the real handlers without a database: the same parse, touches and decisions, the saving left to a map. */
export class DecisionDesk {
  readonly entities = new Map<string, Map<string, Entity>>()
  readonly timers = new Map<string, NonNullable<TimerOrder['arm']>>()
  readonly #handlers: ReadonlyMap<string, AnyCommandHandler>
  readonly #kinds: readonly AnyKind[]
  readonly township: Id<'organisation'>
  readonly county: Id<'organisation'>
  now: number
  #numbers = 0

  constructor(
    slices: readonly Slice[],
    kinds: readonly AnyKind[],
    place: {
      readonly township: Id<'organisation'>
      readonly county: Id<'organisation'>
      readonly now: number
    },
  ) {
    this.#handlers = new Map(
      slices.flatMap(slice => slice.commands).map(handler => [handler.contract.name, handler]),
    )
    this.#kinds = [...slices.flatMap(slice => slice.kinds), ...kinds]
    this.township = place.township
    this.county = place.county
    this.now = place.now
  }

  put<E extends Entity>(kind: Kind<E>, entity: NoInfer<E>): void {
    const shelf = this.entities.get(kind.name) ?? new Map<string, Entity>()
    this.entities.set(kind.name, shelf)
    shelf.set(entity.id, entity)
  }

  all<E extends Entity>(kind: Kind<E>): readonly E[] {
    return [...(this.entities.get(kind.name)?.values() ?? [])] as E[]
  }

  get<E extends Entity>(kind: Kind<E>, id: string): E {
    const entity = this.entities.get(kind.name)?.get(id)
    if (entity === undefined) throw new Error(`no ${kind.name} ${id}`)
    return entity as E
  }

  run(actor: Actor, name: string, params: unknown): Done | Refusal {
    const handler = this.#handlers.get(name)
    if (handler === undefined) throw new Error(`no command ${name}`)
    const parsed = parserOf(handler.contract.params)(params)
    if (isRefusal(parsed)) return parsed
    const value = parsed.value as never
    const around = { actor, township: this.township, county: this.county }
    const touches = handler.touches(value, around)
    const absent = this.#missing(touches)
    if (absent !== undefined) return absent
    handler.touchesNext?.(value, this.#view(touches))
    const decision = handler.decide(
      {
        ...around,
        commandId: newId(),
        now: toIso(this.now),
        params: value,
        entities: this.#view(touches),
        reference: this.#reference(),
        newId: () => newId(),
        nextNumber: () => ++this.#numbers,
      },
      undefined,
    )
    return isRefusal(decision) ? decision : this.#keep(decision)
  }

  #keep(decision: Decision<unknown, unknown>): Done {
    for (const change of decision.changes) {
      const before = this.entities.get(change.kind.name)?.get(change.after.id)
      this.put(change.kind, { ...change.after, township: this.township, version: (before?.version ?? 0) + 1 })
    }
    for (const order of decision.timers) {
      if (order.arm === null) this.timers.delete(order.key)
      else this.timers.set(order.key, order.arm)
    }
    return { ok: true, answer: decision.answer, changes: decision.changes }
  }

  #missing(touches: readonly Touch[]): Refusal | undefined {
    for (const touch of touches) {
      if (!('id' in touch) || touch.expect === 'any') continue
      const there = this.entities.get(touch.kind.name)?.has(touch.id) ?? false
      if (there !== (touch.expect === 'there')) {
        return refuse(there ? 'entity.changed' : 'entity.unknown', { kind: touch.kind.name, id: touch.id })
      }
    }
    return undefined
  }

  #view(touches: readonly Touch[]): Entities {
    const fields = new Set(
      touches.flatMap(touch =>
        'field' in touch ? [`${touch.kind.name}/${touch.field}/${touch.value}`] : [],
      ),
    )
    return {
      find: (kind, id) => this.all(kind).find(entity => entity.id === id),
      get: (kind, id) => this.get(kind, id),
      members: (kind, rootId) => this.all(kind).filter(entity => kind.rootId(entity) === rootId),
      where: (kind, field, value) => {
        if (!fields.has(`${kind.name}/${field}/${value}`))
          throw new Error(`${kind.name}.${field} was not touched`)
        return this.all(kind).filter(entity => entity[field] === value)
      },
    }
  }

  #reference(): Reference {
    return {
      find: (kind, id) => this.all(kind).find(entity => entity.id === id),
      list: (kind, township) =>
        this.all(kind).filter(entity => entity.township === township || entity.township === this.county),
      all: kind => this.all(kind),
      derive: (kind, _key, compute) => compute(this.all(kind)),
    }
  }

  /** Lets time pass and runs what falls due, in order, in the system's name. */
  pass(milliseconds: number, system: Actor): void {
    const until = this.now + milliseconds
    for (;;) {
      const due = [...this.timers].sort((a, b) => (a[1].dueAt < b[1].dueAt ? -1 : 1))[0]
      if (due === undefined || Date.parse(due[1].dueAt) > until) break
      this.timers.delete(due[0])
      this.now = Math.max(this.now, Date.parse(due[1].dueAt))
      this.run(system, due[1].command, due[1].params)
    }
    this.now = until
  }

  get kinds(): readonly AnyKind[] {
    return this.#kinds
  }
}
