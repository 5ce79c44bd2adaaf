import { can, scopesOf, type Actor } from '@one-centre/shared/access'
import { QueryEnvelope } from '@one-centre/shared/contract'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import type { TSchema } from 'typebox'
import { isDataError, isUnavailable } from '../platform/database-errors.ts'
import type { Database } from '../platform/database.ts'
import type { AnyQueryHandler, QueryContext, Reference } from './handler.ts'
import { below, parserOf, type Parser } from './parse.ts'
import { enterScope, sqlOf } from './sql.ts'

type Answer = { readonly ok: true; readonly answer: unknown } | Refusal

export interface QueryDesk {
  run(actor: Actor, name: string, envelope: unknown): Promise<Answer>
  readonly names: readonly string[]
}

export interface QueryDeskOptions {
  readonly handlers: readonly AnyQueryHandler[]
  readonly database: Database
  readonly reference: Reference
  readonly county: Id<'organisation'>
  readonly isTownship: (id: Id<'organisation'>) => boolean
  /** The county and its townships. */
  readonly townships: () => readonly Id<'organisation'>[]
  readonly iso: () => string
}

export function queryDesk(options: QueryDeskOptions): QueryDesk {
  const entries = new Map<string, { handler: AnyQueryHandler; parse: Parser<TSchema> }>()
  for (const handler of options.handlers) {
    entries.set(handler.contract.name, { handler, parse: parserOf(handler.contract.params) })
  }
  const parseEnvelope = parserOf(QueryEnvelope)
  return {
    names: [...entries.keys()],
    run: async (actor, name, input) => {
      const entry = entries.get(name)
      if (entry === undefined) return refuse('query.unknown', { name })
      const envelope = parseEnvelope(input)
      if (isRefusal(envelope)) return envelope
      const { township, params } = envelope.value
      const inSight = options.isTownship(township) && scopesOf(actor, township).length > 0
      if (!inSight) return refuse('entity.unknown', { kind: 'township', id: township })
      const { permission } = entry.handler.contract
      if (!can(actor, permission, township)) return refuse('access.denied', { permission })
      const parsed = entry.parse(params)
      if (isRefusal(parsed)) return below('params', parsed)
      return answer(options, entry.handler, actor, township, parsed.value)
    },
  }
}

async function answer(
  options: QueryDeskOptions,
  handler: AnyQueryHandler,
  actor: Actor,
  township: Id<'organisation'>,
  params: unknown,
): Promise<Answer> {
  const { county } = options
  // From the county's own seat a query may look over all townships.
  const visible = township === county ? options.townships() : [township, county]
  try {
    return await options.database.transaction(async transaction => {
      const reader = sqlOf(transaction)
      await enterScope(reader, township, visible)
      const context: QueryContext<unknown> = {
        actor,
        township,
        county,
        now: options.iso(),
        params,
        reference: options.reference,
        reader,
      }
      const outcome = await handler.answer(context)
      if (handler.recorded === true) await record(context, handler.contract.name, outcome)
      return outcome
    })
  } catch (error) {
    if (isDataError(error))
      return refuse('input.invalid', {
        field: 'params',
        problem: 'the database cannot search for this value',
      })
    if (isUnavailable(error)) return refuse('database.away')
    throw error
  }
}

/** F-11: revealing personal data leaves a trace, refused or not. */
async function record(context: QueryContext<unknown>, name: string, outcome: Answer): Promise<void> {
  await context.reader.query(
    `insert into recorded_queries (id, township, name, actor_id, actor_name, params, outcome, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      newId(),
      context.township,
      name,
      context.actor.id,
      context.actor.name,
      JSON.stringify(context.params),
      outcome.ok ? 'answered' : outcome.code,
      context.now,
    ],
  )
}
