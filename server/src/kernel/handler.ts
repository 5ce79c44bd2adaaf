import type { Actor } from '@one-centre/shared/access'
import type { AnswerOf, CommandContract, Entity, ParamsOf, QueryContract } from '@one-centre/shared/contract'
import type { FeedChange } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import type { JsonValue, Refusal } from '@one-centre/shared/refusals'
import type { Iso } from '@one-centre/shared/time'
import type { AnyKind, Kind } from './kinds.ts'

/** What a command needs to have loaded before it decides. */
export type Touch =
  /** Lock this entity, and with it every entity whose root it is. `expect: 'new'` refuses an id that is taken, `'any'` takes both. */
  | { readonly kind: AnyKind; readonly id: string; readonly expect: 'there' | 'new' | 'any' }
  /** Read, without locking, the entities of the township whose `field` equals `value`; the field has a generated column. */
  | { readonly kind: AnyKind; readonly field: string; readonly value: string }

/** The entities a batch has loaded and changed so far; a later command of the batch sees what an earlier one did. */
export interface Entities {
  find<E extends Entity>(kind: Kind<E>, id: string): E | undefined
  /** Throws where the entity was not touched with `expect: 'there'`. */
  get<E extends Entity>(kind: Kind<E>, id: string): E
  /** All loaded entities of a kind under one root. */
  members<E extends Entity>(kind: Kind<E>, rootId: string): readonly E[]
  /** All loaded entities of a kind whose field equals the value; the command must have touched that field and value. */
  where<E extends Entity>(kind: Kind<E>, field: keyof E & string, value: string): readonly E[]
}

/** The reference kinds (bodies, grids, people, teams, matters …) as this node knows them now, from memory. */
export interface Reference {
  find<E extends Entity>(kind: Kind<E>, id: string): E | undefined
  /** All of a township and of the county. */
  list<E extends Entity>(kind: Kind<E>, township: Id<'organisation'>): readonly E[]
  all<E extends Entity>(kind: Kind<E>): readonly E[]
  /** A value computed once from a kind's entities and kept until one of them changes (a spatial index, a code table). */
  derive<E extends Entity, Value>(
    kind: Kind<E>,
    key: string,
    compute: (entities: readonly E[]) => Value,
  ): Value
}

export interface CommandContext<Params> {
  readonly actor: Actor
  readonly township: Id<'organisation'>
  readonly county: Id<'organisation'>
  readonly commandId: string
  readonly now: Iso
  readonly params: Params
  readonly entities: Entities
  readonly reference: Reference
  /** The n-th id that follows from this command; the same on a retry. */
  readonly newId: <K extends string>() => Id<K>
  /** The next human number of the handler's `numbers` sequence. */
  readonly nextNumber: () => number
}

/** One entity as it is after the command. The kernel sets `version` and the township; `after` carries what it was loaded with. */
export interface Change<E extends Entity = Entity> {
  readonly kind: AnyKind
  /** Past tense: `incident.filed`. */
  readonly type: string
  readonly after: E
  /** Facts about the change that are not in the entity: a reason, who was overruled. */
  readonly detail: { readonly [key: string]: JsonValue }
}

/** A deadline: at `dueAt` the system runs the command, once, whatever restarts in between. Same key replaces; null cancels. */
export interface TimerOrder {
  readonly key: string
  readonly arm: { readonly dueAt: Iso; readonly command: string; readonly params: JsonValue } | null
}

export interface Decision<Answer, Extra = undefined> {
  readonly ok: true
  readonly changes: readonly Change[]
  readonly timers: readonly TimerOrder[]
  readonly answer: Answer
  readonly extra: Extra
}

export interface Reader {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>
}

/** How a command is carried out: touch, gather, decide; the kernel loads, saves, chains and answers. */
export interface CommandHandler<
  Contract extends CommandContract = CommandContract,
  Gathered = unknown,
  Extra = unknown,
> {
  readonly contract: Contract
  /** The sequence that `nextNumber` counts in. */
  readonly numbers?: 'incident' | 'case'
  readonly touches: (params: ParamsOf<Contract>, context: TouchContext) => readonly Touch[]
  /** A second round of touches that follows from what the first has loaded. */
  readonly touchesNext?: (params: ParamsOf<Contract>, entities: Entities) => readonly Touch[]
  /** Reads beside the entities, inside the transaction, after the locks. */
  readonly gather?: (context: CommandContext<ParamsOf<Contract>>, reader: Reader) => Promise<Gathered>
  /** Pure: the same context gives the same decision. */
  readonly decide: (
    context: CommandContext<ParamsOf<Contract>>,
    gathered: Gathered,
  ) => Decision<AnswerOf<Contract>, Extra> | Refusal
  /** What is kept of the answer for a retry, where it holds what must be shown only once. */
  readonly keepOfAnswer?: (answer: AnswerOf<Contract>) => AnswerOf<Contract>
  /** Rows that are not entities (a password hash, a reporter's phone), saved in the same transaction. */
  readonly save?: (reader: Reader, extra: Extra, context: CommandContext<ParamsOf<Contract>>) => Promise<void>
  /** The same for all commands of a batch in one statement, last of all: no later command of the batch gathers these rows. */
  readonly saveAll?: (
    reader: Reader,
    all: readonly { readonly extra: Extra; readonly context: CommandContext<ParamsOf<Contract>> }[],
  ) => Promise<void>
}

export interface TouchContext {
  readonly actor: Actor
  readonly township: Id<'organisation'>
  readonly county: Id<'organisation'>
}

/** A handler whose params have been parsed with its own contract; the kernel hands it nothing else. */
export type AnyCommandHandler = CommandHandler

export function handleCommand<Contract extends CommandContract, Gathered = undefined, Extra = undefined>(
  handler: CommandHandler<Contract, Gathered, Extra>,
): AnyCommandHandler {
  return handler as unknown as AnyCommandHandler
}

export interface QueryContext<Params> {
  readonly actor: Actor
  readonly township: Id<'organisation'>
  readonly county: Id<'organisation'>
  readonly now: Iso
  readonly params: Params
  readonly reference: Reference
  /** Under row-level security for the township (and the county's shared rows). */
  readonly reader: Reader
}

export interface QueryHandler<Contract extends QueryContract = QueryContract> {
  readonly contract: Contract
  /** Queries whose asking is itself recorded in the audit trail (revealing a reporter's phone). */
  readonly recorded?: boolean
  readonly answer: (
    context: QueryContext<ParamsOf<Contract>>,
  ) => Promise<{ readonly ok: true; readonly answer: AnswerOf<Contract> } | Refusal>
}

export type AnyQueryHandler = QueryHandler

export function handleQuery<Contract extends QueryContract>(
  handler: QueryHandler<Contract>,
): AnyQueryHandler {
  return handler
}

/** A command somebody else than a person asks for, in the name of the system. */
export interface CommandCall {
  readonly name: string
  readonly params: JsonValue
  /** Distinguishes several calls that follow from one change. */
  readonly key: string
}

/** What follows from a change: commands in the system's name, and deadlines armed or cancelled with the cursor's step. */
export interface Consequences {
  readonly commands: readonly CommandCall[]
  readonly timers: readonly TimerOrder[]
}

/** A higher feature following the changes of lower ones from its own durable cursor; each change is reacted to exactly once. */
export interface Reaction {
  readonly name: string
  readonly kinds: readonly AnyKind[]
  /** Pure. Cheap consequences are timers; a command costs a transaction. */
  readonly react: (
    change: FeedChange,
    context: { readonly reference: Reference; readonly now: Iso },
  ) => Consequences
}

/** What a slice hands to the app. */
export interface Slice {
  readonly name: string
  readonly kinds: readonly AnyKind[]
  readonly commands: readonly AnyCommandHandler[]
  readonly queries: readonly AnyQueryHandler[]
  readonly reactions: readonly Reaction[]
}

/** A decision that changes entities and arms nothing. */
export function accept<Answer>(
  changes: readonly Change[],
  answer: Answer,
  timers: readonly TimerOrder[] = [],
): Decision<Answer> {
  return { ok: true, changes, timers, answer, extra: undefined }
}

/** One changed entity; `after` may be new (version 0) or one that was loaded. */
export function changed<E extends Entity>(
  kind: Kind<E>,
  type: string,
  after: E,
  detail: Change['detail'] = {},
): Change<E> {
  return { kind, type, after, detail }
}
