import type { Id } from '@one-centre/shared/ids'
import { refuse, type Outcome, type Refusal } from '@one-centre/shared/refusals'
import type { Iso } from '@one-centre/shared/time'
import { isDataError, isRetryable, isUnavailable } from '../platform/database-errors.ts'
import type { Database } from '../platform/database.ts'
import { carryOut, type BatchResult, type BatchSurroundings, type Request } from './batch.ts'
import type { Lanes } from './command.ts'
import type { JournalRow } from './journal.ts'
import { preparedSqlOf } from './sql.ts'

/** More would hold locks longer than a waiting command likes. */
const MOST_AT_ONCE = 128
/** Two nodes may collide on a lock; the loser tries again. */
const TRIES = 4

export interface LanesOptions {
  readonly database: Database
  readonly surroundings: () => BatchSurroundings
  /** Called after COMMIT, before the answers; waits until this node's own memory has caught up. */
  readonly committed: (township: Id<'organisation'>, rows: readonly JournalRow[]) => Promise<void>
  readonly lagging: (error: unknown) => void
  readonly armed: (nextDue: Iso) => void
  readonly fault: (error: unknown, request: Request) => void
}

interface Waiting {
  readonly request: Request
  readonly answer: (outcome: Outcome<unknown>) => void
  readonly fail: (error: unknown) => void
}

interface Lane {
  readonly waiting: Waiting[]
  running: boolean
}

/**
 * One lane a township. What waits together becomes one batch; a lone command never waits for company.
 * Where a batch's transaction fails, its commands run one by one, so a bad one never harms its neighbours.
 */
export function openLanes(options: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>()

  const run = async (township: Id<'organisation'>, lane: Lane): Promise<void> => {
    lane.running = true
    while (lane.waiting.length > 0) {
      const batch = takeBatch(lane.waiting)
      try {
        await answerBatch(options, township, batch)
      } catch (error) {
        for (const one of batch) one.fail(error)
      }
    }
    lane.running = false
  }

  return {
    submit: request =>
      new Promise((answer, fail) => {
        const lane = lanes.get(request.township) ?? { waiting: [], running: false }
        lanes.set(request.township, lane)
        lane.waiting.push({ request, answer, fail })
        if (!lane.running) void run(request.township, lane)
      }),
  }
}

/** A retry sent twice may wait beside itself; the second is answered by the next batch from what the first stored. */
function takeBatch(waiting: Waiting[]): readonly Waiting[] {
  const ids = new Set<string>()
  const batch: Waiting[] = []
  while (batch.length < MOST_AT_ONCE) {
    const next = waiting[0]
    if (next === undefined || ids.has(next.request.commandId)) break
    ids.add(next.request.commandId)
    batch.push(next)
    waiting.shift()
  }
  return batch
}

async function answerBatch(
  options: LanesOptions,
  township: Id<'organisation'>,
  batch: readonly Waiting[],
): Promise<void> {
  const tried = await attempt(options, township, batch)
  if ('result' in tried) {
    await publish(options, township, tried.result)
    for (const [index, one] of batch.entries()) one.answer(tried.result.outcomes[index]!)
    return
  }
  // One after another they would each wait for a database that is away, and whoever comes next behind them.
  if (isUnavailable(tried.error)) {
    for (const one of batch) settleError(options, one, tried.error)
    return
  }
  for (const one of batch) await answerAlone(options, township, one)
}

async function answerAlone(options: LanesOptions, township: Id<'organisation'>, one: Waiting): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      const result = await transact(options, township, [one])
      await publish(options, township, result)
      one.answer(result.outcomes[0]!)
      return
    } catch (error) {
      // A unique violation means that another node stored the same id first: the next try finds its answer.
      if ((isRetryable(error) || isUniqueViolation(error)) && tried < TRIES) continue
      settleError(options, one, error)
      return
    }
  }
}

async function attempt(
  options: LanesOptions,
  township: Id<'organisation'>,
  batch: readonly Waiting[],
): Promise<{ readonly result: BatchResult } | { readonly error: unknown }> {
  try {
    return { result: await transact(options, township, batch) }
  } catch (error) {
    return { error }
  }
}

async function publish(
  options: LanesOptions,
  township: Id<'organisation'>,
  result: BatchResult,
): Promise<void> {
  if (result.nextDue !== undefined) options.armed(result.nextDue)
  if (result.rows.length === 0) return
  try {
    await options.committed(township, result.rows)
  } catch (error) {
    // It is committed whatever happens now; the belt brings this node's memory up to it.
    options.lagging(error)
  }
}

function transact(
  options: LanesOptions,
  township: Id<'organisation'>,
  batch: readonly Waiting[],
): Promise<BatchResult> {
  const requests = batch.map(one => one.request)
  return options.database.transaction(transaction =>
    carryOut(preparedSqlOf(transaction), township, requests, options.surroundings()),
  )
}

function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '23505'
}

function settleError(options: LanesOptions, one: Waiting, error: unknown): void {
  const refusal = refusalOf(error)
  if (refusal !== undefined) {
    one.answer(refusal)
    return
  }
  options.fault(error, one.request)
  one.fail(error)
}

/** Errors that say something about the request or the database's health; anything else is a fault of ours. */
function refusalOf(error: unknown): Refusal | undefined {
  if (isDataError(error)) {
    return refuse('input.invalid', { field: 'params', problem: 'the database cannot keep this value' })
  }
  if (isUniqueViolation(error)) return refuse('entity.changed', { kind: 'unknown', id: '' })
  return isUnavailable(error) || isRetryable(error) ? refuse('database.away') : undefined
}
