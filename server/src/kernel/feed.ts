import type { Entity } from '@one-centre/shared/contract'
import type { FeedBatch, FeedRange, FeedSnapshot } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import { DAY, fromIso, toIso, type Iso } from '@one-centre/shared/time'
import type { Database } from '../platform/database.ts'
import { readJournal } from './journal.ts'
import type { AnyKind } from './kinds.ts'
import { seen, seenChange, type Scopes } from './sight.ts'
import { enterScope, sqlOf, type Sql } from './sql.ts'

/** How long something finished stays in a replica. */
export const REPLICA_HORIZON = DAY
/** Further behind than this, a snapshot is cheaper than the range. */
const MOST_BEHIND = 5_000
const ROWS_AT_ONCE = 1_000

export interface FeedSource {
  readonly database: Database
  readonly kinds: readonly AnyKind[]
  readonly epoch: string
}

/** All that these scopes may see, and the seq it is as of, from one REPEATABLE READ transaction (F-3). */
export function readSnapshot(
  source: FeedSource,
  township: Id<'organisation'>,
  scopes: Scopes,
  now: Iso,
): Promise<FeedSnapshot> {
  const horizon = toIso(fromIso(now) - REPLICA_HORIZON)
  return source.database.repeatableRead(async transaction => {
    const sql = sqlOf(transaction)
    await enterScope(sql, township, [township])
    const heads = await sql.query<{ seq: number }>('select seq from feed_heads where township = $1', [
      township,
    ])
    const entities: FeedSnapshot['entities'] = {}
    for (const kind of source.kinds) {
      const filtered = kind.snapshotWhere !== undefined
      const rows = await sql.query<{ entity: Entity }>(
        `select entity from ${kind.table} where township = $1${filtered ? ` and (${kind.snapshotWhere})` : ''}`,
        filtered ? [township, horizon] : [township],
      )
      const visible = rows.map(row => seen(kind, row.entity, scopes)).filter(entity => entity !== undefined)
      if (visible.length > 0) entities[kind.name] = visible as unknown as Record<string, unknown>[]
    }
    return { township, epoch: source.epoch, seq: heads[0]?.seq ?? 0, at: now, entities }
  })
}

/** What came after `from`, or word that only a snapshot helps: another epoch, too far behind, from the future (F-4). */
export function readRange(
  source: FeedSource,
  township: Id<'organisation'>,
  scopes: Scopes,
  cursor: Cursor,
): Promise<FeedRange> {
  return source.database.repeatableRead(async transaction => {
    const sql = sqlOf(transaction)
    await enterScope(sql, township, [township])
    return rangeOf(source, sql, township, scopes, cursor)
  })
}

interface Cursor {
  readonly epoch: string
  readonly from: number
}

async function rangeOf(
  source: FeedSource,
  sql: Sql,
  township: Id<'organisation'>,
  scopes: Scopes,
  cursor: Cursor,
): Promise<FeedRange> {
  const heads = await sql.query<{ seq: number }>('select seq from feed_heads where township = $1', [township])
  const head = heads[0]?.seq ?? 0
  const behind = head - cursor.from
  if (cursor.epoch !== source.epoch || behind < 0 || behind > MOST_BEHIND)
    return { township, snapshotNeeded: true }
  const kinds = new Map(source.kinds.map(kind => [kind.name, kind]))
  const rows = await readJournal(sql, township, cursor.from, ROWS_AT_ONCE)
  const last = rows.at(-1)?.seq ?? cursor.from
  const batch: FeedBatch = {
    township,
    epoch: source.epoch,
    from: cursor.from,
    // The whole rest: up to the head, even where its last numbers stand for nothing.
    to: rows.length < ROWS_AT_ONCE ? Math.max(last, head) : last,
    changes: rows.map(row => seenChange(kinds, row, scopes)).filter(change => change !== undefined),
  }
  return batch
}
