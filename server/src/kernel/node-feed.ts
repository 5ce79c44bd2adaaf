import type { Id } from '@one-centre/shared/ids'
import type { JournalBody, JournalRow } from './journal.ts'
import { readJournal } from './journal.ts'
import type { Sql } from './sql.ts'

const ROWS_AT_ONCE = 2_000

/** Hears the changes of every township in order, each once. Synchronous: nobody may hold the others up. */
export type Listener = (
  township: Id<'organisation'>,
  rows: readonly JournalBody[],
  from: number,
  to: number,
) => void

interface Stream {
  cursor: number
  reading: Promise<void> | undefined
  rung: boolean
}

/**
 * This node's own place in every stream. A local commit that follows on is taken from memory; whatever
 * else rings (another node's NOTIFY, the belt poll) only makes it read from its cursor (F-7).
 */
export class NodeFeed {
  readonly #sql: Sql
  readonly #streams = new Map<string, Stream>()
  readonly #listeners: Listener[] = []

  constructor(sql: Sql, heads: readonly { readonly township: string; readonly seq: number }[]) {
    this.#sql = sql
    for (const head of heads)
      this.#streams.set(head.township, { cursor: head.seq, reading: undefined, rung: false })
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener)
  }

  cursorOf(township: string): number {
    return this.#stream(township).cursor
  }

  townships(): readonly string[] {
    return [...this.#streams.keys()]
  }

  /** Rows this node has just committed; resolves when the listeners have heard them. */
  async offer(township: Id<'organisation'>, rows: readonly JournalRow[]): Promise<void> {
    const stream = this.#stream(township)
    const first = rows[0]!.body.seq
    const last = rows.at(-1)!.body.seq
    if (stream.reading === undefined && first === stream.cursor + 1) {
      this.#deliver(
        township,
        stream,
        rows.map(row => row.body),
      )
      return
    }
    while (stream.cursor < last) await this.ring(township)
  }

  /** Reads on from the cursor; several rings while one read is under way become one more read. */
  ring(township: Id<'organisation'>): Promise<void> {
    const stream = this.#stream(township)
    stream.rung = true
    stream.reading ??= this.#readOn(township, stream).finally(() => {
      stream.reading = undefined
    })
    return stream.reading
  }

  /** The belt: finds what no hint told of, new townships included. */
  async poll(): Promise<void> {
    const heads = await this.#sql.query<{ township: Id<'organisation'>; seq: number }>(
      'select township, seq from feed_heads',
    )
    for (const head of heads)
      if (head.seq > this.#stream(head.township).cursor) await this.ring(head.township)
  }

  async #readOn(township: Id<'organisation'>, stream: Stream): Promise<void> {
    while (stream.rung) {
      stream.rung = false
      const rows = await readJournal(this.#sql, township, stream.cursor, ROWS_AT_ONCE)
      this.#deliver(township, stream, rows)
      if (rows.length >= ROWS_AT_ONCE) stream.rung = true
    }
  }

  #deliver(township: Id<'organisation'>, stream: Stream, rows: readonly JournalBody[]): void {
    const fresh = rows.filter(row => row.seq > stream.cursor)
    const last = fresh.at(-1)
    if (last === undefined) return
    const from = stream.cursor
    stream.cursor = last.seq
    for (const listener of this.#listeners) listener(township, fresh, from, last.seq)
  }

  #stream(township: string): Stream {
    const stream = this.#streams.get(township) ?? { cursor: 0, reading: undefined, rung: false }
    this.#streams.set(township, stream)
    return stream
  }
}
