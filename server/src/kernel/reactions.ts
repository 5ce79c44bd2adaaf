import type { FeedChange } from '@one-centre/shared/feed'
import { derivedId, type Id } from '@one-centre/shared/ids'
import type { Iso } from '@one-centre/shared/time'
import type { Database } from '../platform/database.ts'
import type { CommandCall, Reaction, Reference, TimerOrder } from './handler.ts'
import { readJournalOf, type JournalBody } from './journal.ts'
import { preparedSqlOf, type Sql } from './sql.ts'
import { saveTimers } from './timers.ts'

const ROWS_AT_ONCE = 500
/** A step holds a connection while its commands need others of the same pool; more of them would leave those none (K-11). */
const STEPS_AT_ONCE = 3

export interface ReactionsOptions {
  readonly reactions: readonly Reaction[]
  readonly database: Database
  readonly reference: Reference
  readonly iso: () => Iso
  readonly run: (call: CommandCall, township: Id<'organisation'>, commandId: string) => Promise<unknown>
  readonly armed: (nextDue: Iso) => void
  readonly fault: (error: unknown, reaction: string) => void
}

/**
 * Higher features following lower ones. The cursor moves after the commands it led to were answered, and
 * their ids follow from the change, so that a crash in between repeats nothing.
 */
export class Reactions {
  readonly #options: ReactionsOptions
  readonly #busy = new Map<string, Promise<void>>()
  readonly #rung = new Set<string>()
  readonly #waiting: (() => void)[] = []
  #free = STEPS_AT_ONCE
  #closed = false

  constructor(options: ReactionsOptions) {
    this.#options = options
  }

  /** Something has changed. Without `rows` every reaction looks; with them only those whose kinds are among them. */
  wake(township: Id<'organisation'>, rows?: readonly JournalBody[]): void {
    const news = rows && new Set(rows.map(row => row.kind))
    for (const reaction of this.#options.reactions) {
      // What does not concern a reaction is passed over at the next belt.
      if (news !== undefined && !reaction.kinds.some(kind => news.has(kind.name))) continue
      void this.#follow(reaction, township)
    }
  }

  /** Resolves when every reaction has caught up with what is there now. */
  async settle(townships: readonly Id<'organisation'>[]): Promise<void> {
    this.#closed = false
    for (const township of townships) {
      await Promise.all(this.#options.reactions.map(reaction => this.#follow(reaction, township)))
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#busy.values())
  }

  #follow(reaction: Reaction, township: Id<'organisation'>): Promise<void> {
    const key = `${reaction.name}/${township}`
    this.#rung.add(key)
    const running = this.#busy.get(key)
    if (running !== undefined) return running
    const work = this.#catchUp(reaction, township, key)
      .catch((error: unknown) => this.#options.fault(error, reaction.name))
      .finally(() => this.#busy.delete(key))
    this.#busy.set(key, work)
    return work
  }

  async #catchUp(reaction: Reaction, township: Id<'organisation'>, key: string): Promise<void> {
    while (this.#rung.delete(key) && !this.#closed) {
      let more = true
      while (more) more = await this.#inTurn(() => this.#step(reaction, township))
    }
  }

  async #inTurn<T>(step: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>(mine => this.#waiting.push(mine))
    try {
      return await step()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }

  /** Reacts to the next stretch of changes; false where there are none or another node is at it. */
  #step(reaction: Reaction, township: Id<'organisation'>): Promise<boolean> {
    const { database, reference, iso, run, armed } = this.#options
    if (this.#closed) return Promise.resolve(false)
    return database.transaction(async transaction => {
      const sql = preparedSqlOf(transaction)
      const cursor = await lockCursor(sql, reaction.name, township)
      if (cursor === undefined) return false
      const kinds = reaction.kinds.map(kind => kind.name)
      const { rows, to, more } = await readJournalOf(sql, township, cursor, kinds, ROWS_AT_ONCE)
      if (to === cursor) return false

      const timers: TimerOrder[] = []
      const commands: Promise<unknown>[] = []
      for (const row of rows) {
        const consequences = reaction.react(changeOf(row), { reference, now: iso() })
        timers.push(...consequences.timers)
        for (const call of consequences.commands) {
          const commandId = derivedId(reaction.name, township, row.seq, row.ordinal, call.key)
          commands.push(run(call, township, commandId))
        }
      }
      // Before the deadlines are written: a command that arms the same one must not wait for this transaction.
      await Promise.all(commands)
      const nextDue = await saveTimers(sql, township, timers)
      await sql.query('update reaction_cursors set seq = $3 where reaction = $1 and township = $2', [
        reaction.name,
        township,
        to,
      ])
      if (nextDue !== undefined) armed(nextDue)
      return more
    })
  }
}

/** Where the reaction stands; undefined while another node is at it. */
async function lockCursor(sql: Sql, reaction: string, township: string): Promise<number | undefined> {
  const select =
    'select seq from reaction_cursors where reaction = $1 and township = $2 for update skip locked'
  const found = await sql.query<{ seq: number }>(select, [reaction, township])
  if (found[0] !== undefined) return found[0].seq
  // The first time, or locked by another node.
  await sql.query(
    'insert into reaction_cursors (reaction, township, seq) values ($1, $2, 0) on conflict do nothing',
    [reaction, township],
  )
  const made = await sql.query<{ seq: number }>(select, [reaction, township])
  return made[0]?.seq
}

function changeOf(row: JournalBody): FeedChange {
  const { seq, ordinal, type, at, actor, kind, id, version, detail } = row
  return {
    seq,
    ordinal,
    type,
    at,
    actor,
    kind,
    id,
    version,
    detail,
    entity: row.entity as unknown as FeedChange['entity'],
  }
}
