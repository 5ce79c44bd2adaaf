import type { Actor } from '@one-centre/shared/access'
import type { Entity } from '@one-centre/shared/contract'
import { derivedId, type Id } from '@one-centre/shared/ids'
import { isRefusal, refuse, type Outcome, type Refusal } from '@one-centre/shared/refusals'
import type { Iso } from '@one-centre/shared/time'
import { findFiles } from './files.ts'
import type { AnyCommandHandler, CommandContext, Decision, Reference, Touch } from './handler.ts'
import { append, lockHead, number, unnumbered, type JournalRow, type Unnumbered } from './journal.ts'
import type { AnyKind, Kind } from './kinds.ts'
import { enterScope, type Sql } from './sql.ts'
import { saveTimers } from './timers.ts'
import { WorkingSet } from './working-set.ts'

/** A parsed, permitted command waiting for its township's lane. */
export interface Request {
  readonly handler: AnyCommandHandler
  readonly actor: Actor
  readonly township: Id<'organisation'>
  readonly commandId: string
  readonly params: unknown
  /** The files its params name. */
  readonly files: readonly string[]
  /** Of name and params, so that an id used again for something else is noticed. */
  readonly fingerprint: Buffer
}

export interface BatchSurroundings {
  readonly kinds: readonly AnyKind[]
  readonly county: Id<'organisation'>
  readonly reference: Reference
  readonly now: Iso
}

export interface BatchResult {
  readonly outcomes: readonly Outcome<unknown>[]
  readonly rows: readonly JournalRow[]
  /** The earliest deadline armed, so that the timer can be wound for it. */
  readonly nextDue: Iso | undefined
}

interface Settled {
  readonly request: Request
  readonly context: CommandContext<unknown> | undefined
  readonly outcome: Refusal | Decision<unknown, unknown>
  readonly changes: readonly Unnumbered[]
}

/**
 * Carries out commands of one township in one transaction: known ids answered, roots locked in id order,
 * each decided in turn on what the ones before it left, saved set-based, numbered and chained last.
 */
export async function carryOut(
  sql: Sql,
  township: Id<'organisation'>,
  requests: readonly Request[],
  around: BatchSurroundings,
): Promise<BatchResult> {
  // What stands in one Promise.all travels together; the connection keeps the order.
  const [, known] = await Promise.all([
    enterScope(sql, township, township === around.county ? [township] : [township, around.county]),
    findAnswers(sql, requests),
  ])
  const fresh = requests.filter(request => !known.has(request.commandId))

  const entities = new WorkingSet(around.kinds, township)
  const touches = new Map(fresh.map(request => [request, touchesOf(request, around)]))
  const [numbers, files] = await Promise.all([
    drawNumbers(sql, fresh),
    findFiles(
      sql,
      fresh.flatMap(request => request.files),
    ),
    entities.load([...touches.values()].flat(), sql),
  ])
  const next = fresh.map(request => request.handler.touchesNext?.(request.params, entities) ?? [])
  await entities.load(next.flat(), sql)

  const saver = new Saver()
  const settled: Settled[] = []
  for (const request of fresh) {
    const absent = missingFile(request, files) ?? missing(touches.get(request) ?? [], entities)
    settled.push(
      absent === undefined
        ? await settle(request, entities, numbers, saver, sql, around)
        : refused(request, absent),
    )
  }

  const orders = settled.flatMap(one => (one.outcome.ok ? one.outcome.timers : []))
  const [nextDue, head] = await Promise.all([
    saveTimers(sql, township, orders),
    // F-1: sent last, so its lock is the last one taken.
    Promise.all([saver.save(sql), saveExtras(sql, settled), headFor(sql, township, settled)]),
  ])
  const rows = number(
    head[2],
    settled.map(one => one.changes),
  )
  const answers = new Map(
    settled.map((one, index) => [one.request.commandId, answerOf(one, rows.seqs[index] ?? 0)]),
  )
  await Promise.all([
    append(sql, township, rows.rows),
    keepAnswers(sql, township, settled, answers, around.now),
  ])
  return {
    outcomes: requests.map(request => known.get(request.commandId) ?? answers.get(request.commandId)!),
    rows: rows.rows,
    nextDue,
  }
}

function touchesOf(request: Request, around: BatchSurroundings): readonly Touch[] {
  return request.handler.touches(request.params, {
    actor: request.actor,
    township: request.township,
    county: around.county,
  })
}

async function findAnswers(sql: Sql, requests: readonly Request[]): Promise<Map<string, Outcome<unknown>>> {
  const rows = await sql.query<{
    command_id: string
    actor_id: string
    fingerprint: Buffer
    outcome: Outcome<unknown>
  }>('select command_id, actor_id, fingerprint, outcome from commands where command_id = any($1::uuid[])', [
    requests.map(request => request.commandId),
  ])
  const asked = new Map(requests.map(request => [request.commandId, request]))
  const answers = new Map<string, Outcome<unknown>>()
  for (const row of rows) {
    const request = asked.get(row.command_id)!
    const same = row.actor_id === request.actor.id && row.fingerprint.equals(request.fingerprint)
    answers.set(
      row.command_id,
      same ? row.outcome : refuse('command.id-reused', { commandId: row.command_id }),
    )
  }
  return answers
}

/** Human numbers for every command of the batch that wants one, in one statement a sequence. */
async function drawNumbers(sql: Sql, requests: readonly Request[]): Promise<Map<string, number[]>> {
  const drawn = new Map<string, number[]>()
  for (const sequence of ['incident', 'case'] as const) {
    const count = requests.filter(request => request.handler.numbers === sequence).length
    if (count === 0) continue
    const rows = await sql.query<{ number: number }>(
      `select nextval('${sequence}_numbers') as number from generate_series(1, $1)`,
      [count],
    )
    drawn.set(
      sequence,
      rows.map(row => row.number),
    )
  }
  return drawn
}

function missing(touches: readonly Touch[], entities: WorkingSet): Refusal | undefined {
  for (const touch of touches) {
    if (!('id' in touch) || touch.expect === 'any') continue
    const there = entities.find(touch.kind, touch.id) !== undefined
    if (touch.expect === 'there' && !there)
      return refuse('entity.unknown', { kind: touch.kind.name, id: touch.id })
    if (touch.expect === 'new' && there)
      return refuse('entity.changed', { kind: touch.kind.name, id: touch.id })
  }
  return undefined
}

/** K-12: evidence that nobody has handed in is none. */
function missingFile(request: Request, files: ReadonlySet<string>): Refusal | undefined {
  const absent = request.files.filter(id => !files.has(id))
  return absent.length === 0 ? undefined : refuse('file.missing', { ids: absent })
}

function refused(request: Request, outcome: Refusal): Settled {
  return { request, context: undefined, outcome, changes: [] }
}

async function settle(
  request: Request,
  entities: WorkingSet,
  numbers: Map<string, number[]>,
  saver: Saver,
  sql: Sql,
  around: BatchSurroundings,
): Promise<Settled> {
  const { handler } = request
  const context = contextOf(request, entities, numbers, around)
  const gathered = handler.gather === undefined ? undefined : await handler.gather(context, sql)
  const decision = handler.decide(context, gathered)
  if (isRefusal(decision)) return refused(request, decision)

  const meta = { actor: request.actor, commandId: request.commandId, at: around.now }
  const changes: Unnumbered[] = []
  for (const change of decision.changes) {
    const before: Entity | undefined = entities.find(change.kind as Kind, change.after.id)
    const after: Entity = { ...change.after, township: request.township, version: (before?.version ?? 0) + 1 }
    entities.put(change.kind, after)
    saver.add(change.kind, after)
    changes.push(unnumbered(change, before, after, meta))
  }
  await handler.save?.(sql, decision.extra, context)
  return { request, context, outcome: decision, changes }
}

function contextOf(
  request: Request,
  entities: WorkingSet,
  numbers: Map<string, number[]>,
  around: BatchSurroundings,
): CommandContext<unknown> {
  let made = 0
  return {
    actor: request.actor,
    township: request.township,
    county: around.county,
    commandId: request.commandId,
    now: around.now,
    params: request.params,
    entities,
    reference: around.reference,
    newId: () => derivedId(request.commandId, made++),
    nextNumber: () => {
      const drawn = numbers.get(request.handler.numbers ?? '')?.shift()
      if (drawn === undefined)
        throw new Error(`${request.handler.contract.name} draws more numbers than it declared`)
      return drawn
    },
  }
}

/** Collects what the batch has changed and writes each table once; the last version of an entity stands. */
class Saver {
  readonly #tables = new Map<
    string,
    { readonly kind: AnyKind; readonly entities: Map<string, Entity>; readonly fresh: Set<string> }
  >()

  add(kind: AnyKind, entity: Entity): void {
    const table = this.#tables.get(kind.table) ?? {
      kind,
      entities: new Map<string, Entity>(),
      fresh: new Set<string>(),
    }
    this.#tables.set(kind.table, table)
    if (entity.version === 1) table.fresh.add(entity.id)
    table.entities.set(entity.id, entity)
  }

  async save(sql: Sql): Promise<void> {
    const written = [...this.#tables.values()].flatMap(({ kind, entities, fresh }) => {
      const all = [...entities.values()]
      const added = all.filter(entity => fresh.has(entity.id))
      const changed = all.filter(entity => !fresh.has(entity.id))
      return [insertRows(sql, kind, added), updateRows(sql, kind, changed)]
    })
    await Promise.all(written)
  }
}

async function insertRows(sql: Sql, kind: AnyKind, entities: readonly Entity[]): Promise<void> {
  if (entities.length === 0) return
  await sql.query(
    `insert into ${kind.table} (id, township, root_id, version, entity)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::jsonb[])`,
    [
      entities.map(entity => entity.id),
      entities.map(entity => entity.township),
      entities.map(entity => kind.rootId(entity)),
      entities.map(entity => entity.version),
      entities.map(entity => JSON.stringify(entity)),
    ],
  )
}

async function updateRows(sql: Sql, kind: AnyKind, entities: readonly Entity[]): Promise<void> {
  if (entities.length === 0) return
  const rows = await sql.query<{ id: string }>(
    `update ${kind.table} as t set version = n.version, entity = n.entity, root_id = n.root_id
     from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::jsonb[]) as n (id, root_id, version, entity)
     where t.id = n.id and t.version < n.version returning t.id`,
    [
      entities.map(entity => entity.id),
      entities.map(entity => kind.rootId(entity)),
      entities.map(entity => entity.version),
      entities.map(entity => JSON.stringify(entity)),
    ],
  )
  if (rows.length !== entities.length) throw new Error(`${kind.table}: an entity changed that was not locked`)
}

/** A batch that changes nothing takes no number and no lock. */
function headFor(sql: Sql, township: string, settled: readonly Settled[]): ReturnType<typeof lockHead> {
  const nothing = settled.every(one => one.changes.length === 0)
  return nothing ? Promise.resolve({ seq: 0, hash: Buffer.alloc(0) }) : lockHead(sql, township)
}

/** Rows that are not entities, one statement for all commands of a handler. */
async function saveExtras(sql: Sql, settled: readonly Settled[]): Promise<void> {
  const accepted = settled.filter(one => one.outcome.ok && one.request.handler.saveAll !== undefined)
  const handlers = new Set(accepted.map(one => one.request.handler))
  await Promise.all(
    [...handlers].map(handler =>
      handler.saveAll!(
        sql,
        accepted
          .filter(one => one.request.handler === handler)
          .map(({ outcome, context }) => ({ extra: outcome.ok ? outcome.extra : null, context: context! })),
      ),
    ),
  )
}

function answerOf(settled: Settled, seq: number): Outcome<unknown> {
  if (isRefusal(settled.outcome)) return settled.outcome
  return { ok: true, seq, answer: settled.outcome.answer }
}

async function keepAnswers(
  sql: Sql,
  township: string,
  settled: readonly Settled[],
  answers: ReadonlyMap<string, Outcome<unknown>>,
  now: Iso,
): Promise<void> {
  if (settled.length === 0) return
  await sql.query(
    `insert into commands (command_id, township, at, name, actor_id, fingerprint, outcome)
     select id, $1, $2, name, actor, fingerprint, outcome
     from unnest($3::uuid[], $4::text[], $5::text[], $6::bytea[], $7::json[]) as n (id, name, actor, fingerprint, outcome)`,
    [
      township,
      now,
      settled.map(one => one.request.commandId),
      settled.map(one => one.request.handler.contract.name),
      settled.map(one => one.request.actor.id),
      settled.map(one => one.request.fingerprint),
      settled.map(one => JSON.stringify(kept(one, answers.get(one.request.commandId)!))),
    ],
  )
}

function kept({ request }: Settled, outcome: Outcome<unknown>): Outcome<unknown> {
  const { keepOfAnswer } = request.handler
  if (!outcome.ok || keepOfAnswer === undefined) return outcome
  return { ...outcome, answer: keepOfAnswer(outcome.answer) }
}
