import type { Id } from '@one-centre/shared/ids'
import { fromIso, toIso, type Iso } from '@one-centre/shared/time'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'
import type { CommandCall } from './handler.ts'
import { sqlOf } from './sql.ts'

const AT_ONCE = 100
/** A node that dies with a claim leaves it to another after this long. */
const LEASE_MS = 30_000
/** setTimeout counts in 31 bits. */
const LONGEST_WAIT_MS = 60_000

interface DueRow {
  readonly id: string
  readonly township: Id<'organisation'>
  readonly command: string
  readonly params: CommandCall['params']
}

export interface DeadlinesOptions {
  readonly database: Database
  readonly clock: Clock
  /** Answers when the command is done; throws where it could not be tried. */
  readonly run: (call: CommandCall, township: Id<'organisation'>, commandId: string) => Promise<unknown>
  readonly fault: (error: unknown) => void
}

/**
 * Runs what is due, once, whatever restarts in between: a row is claimed with `skip locked` for a while, its command
 * runs under the row's own id, and the row goes when the command has been answered.
 */
export class Deadlines {
  readonly #options: DeadlinesOptions
  #timer: NodeJS.Timeout | undefined
  #wakeAt = Number.POSITIVE_INFINITY
  #running: Promise<void> | undefined
  #closed = false

  constructor(options: DeadlinesOptions) {
    this.#options = options
  }

  /** Winds the timer for a deadline that has just been armed. */
  armed(dueAt: Iso): void {
    const at = fromIso(dueAt)
    if (this.#closed || at >= this.#wakeAt) return
    this.#wind(at)
  }

  #wind(at: number): void {
    clearTimeout(this.#timer)
    this.#wakeAt = at
    const wait = Math.min(Math.max(0, at - this.#options.clock.now()), LONGEST_WAIT_MS)
    this.#timer = setTimeout(() => void this.poll(), wait)
    this.#timer.unref()
  }

  /** Runs all that is due now and winds the timer for the next. Also called by the belt. */
  poll(): Promise<void> {
    this.#running ??= this.#runDue()
      .catch((error: unknown) => this.#options.fault(error))
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #runDue(): Promise<void> {
    this.#wakeAt = Number.POSITIVE_INFINITY
    while (!this.#closed && (await this.#runSome())) continue
    if (this.#closed) return
    const next = await sqlOf(this.#options.database).query<{ due_at: Iso | null }>(
      'select min(greatest(due_at, coalesce(claimed_until, due_at))) as due_at from deadlines',
    )
    const dueAt = next[0]?.due_at
    if (typeof dueAt === 'string') this.armed(dueAt)
  }

  async #runSome(): Promise<boolean> {
    const { database, clock, run } = this.#options
    const sql = sqlOf(database)
    // A lease, not a lock: the command itself may arm or cancel the same key.
    const rows = await sql.query<DueRow>(
      `update deadlines set claimed_until = $2 where id in (
         select id from deadlines where due_at <= $1 and (claimed_until is null or claimed_until <= $1)
         order by due_at limit ${AT_ONCE} for update skip locked)
       returning id, township, command, params`,
      [clock.iso(), toIso(clock.now() + LEASE_MS)],
    )
    const done = await Promise.allSettled(
      rows.map(row => run({ name: row.command, params: row.params, key: row.id }, row.township, row.id)),
    )
    const answered = rows.filter((_row, index) => done[index]?.status === 'fulfilled').map(row => row.id)
    // A command may have armed the same key again under a new id; only the row that ran goes.
    await sql.query('delete from deadlines where id = any($1::uuid[])', [answered])
    const claimed = answered.length
    return claimed > 0
  }
}
