import type { Entity } from '@one-centre/shared/contract'
import type { FeedPast, FeedSnapshot } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import { fromIso, toIso, type Iso } from '@one-centre/shared/time'
import { REPLICA_HORIZON, type FeedSource } from './feed.ts'
import type { JournalBody } from './journal.ts'
import type { AnyKind } from './kinds.ts'
import { seen, seenChange, type Scopes } from './sight.ts'
import { enterScope, sqlOf, type Sql } from './sql.ts'

const ROWS_AT_ONCE = 1_000

/** An entity as it was at a place of the stream. */
export interface PastRow {
  readonly kind: string
  readonly rootId: string
  readonly entity: Entity
}

/**
 * All that these scopes might have seen at `at`, and the seq it is as of (RS-1): of each entity the newest change up
 * to there, without what had been finished for longer than a replica keeps it. The journal only grows, so the same
 * question has the same answer for ever.
 */
export function readPast(
  source: FeedSource,
  township: Id<'organisation'>,
  scopes: Scopes,
  at: Iso,
): Promise<FeedSnapshot> {
  return source.database.repeatableRead(async transaction => {
    const sql = sqlOf(transaction)
    await enterScope(sql, township, [township])
    const seq = await seqAt(sql, township, at)
    const horizon = toIso(fromIso(at) - REPLICA_HORIZON)
    const rows = atHand(source.kinds, await readRows(sql, township, seq), horizon)
    const kinds = new Map(source.kinds.map(kind => [kind.name, kind]))
    const entities: Record<string, Record<string, unknown>[]> = {}
    for (const { kind, entity } of rows) {
      const visible = seen(kinds.get(kind)!, entity, scopes)
      if (visible !== undefined) (entities[kind] ??= []).push(visible as unknown as Record<string, unknown>)
    }
    return { township, epoch: source.epoch, seq, at, entities }
  })
}

/** What came after `from` up to the instant `until`, a page of whole commands at a time (RS-2). */
export function readPastRange(
  source: FeedSource,
  township: Id<'organisation'>,
  scopes: Scopes,
  { from, until }: { readonly from: number; readonly until: Iso },
): Promise<FeedPast> {
  return source.database.repeatableRead(async transaction => {
    const sql = sqlOf(transaction)
    await enterScope(sql, township, [township])
    const end = Math.max(from, await seqAt(sql, township, until))
    const kinds = new Map(source.kinds.map(kind => [kind.name, kind]))
    const to = await pageEnd(sql, township, from, end)
    const rows = await sql.query<{ body: JournalBody }>(
      'select body from feed_changes where township = $1 and seq > $2 and seq <= $3 order by seq, ordinal',
      [township, from, to],
    )
    return {
      township,
      epoch: source.epoch,
      from,
      to,
      complete: to === end,
      changes: rows.map(({ body }) => seenChange(kinds, body, scopes)).filter(change => change !== undefined),
    }
  })
}

/** The last seq of a stream at an instant; 0 before the first. */
async function seqAt(sql: Sql, township: string, at: Iso): Promise<number> {
  const rows = await sql.query<{ seq: number }>(
    'select seq from feed_changes where township = $1 and at <= $2 order by at desc, seq desc limit 1',
    [township, at],
  )
  return rows[0]?.seq ?? 0
}

/** Where a page behind `from` ends; `end` where the rest fits into it. */
async function pageEnd(sql: Sql, township: string, from: number, end: number): Promise<number> {
  const rows = await sql.query<{ seq: number }>(
    `select seq from feed_changes where township = $1 and seq > $2 and seq <= $3
     order by seq, ordinal offset $4 limit 1`,
    [township, from, end, ROWS_AT_ONCE - 1],
  )
  return rows[0]?.seq ?? end
}

/** Of every entity that may still matter, the newest state up to `seq`; begins at the nearest keyframe. */
export async function readRows(sql: Sql, township: string, seq: number): Promise<readonly PastRow[]> {
  const frames = await sql.query<{ seq: number }>(
    'select seq from feed_keyframes where township = $1 and seq <= $2 order by seq desc limit 1',
    [township, seq],
  )
  return sql.query<PastRow>(
    // Laterals that cannot be flattened: whatever the planner believes of the roots, it never reads the whole journal.
    `with roots as (
       select unnest(roots) as root_id from feed_keyframes where township = $1 and seq = $3
       union select root_id from feed_changes where township = $1 and seq > $3 and seq <= $2
     )
     select g.* from roots r
     cross join lateral (
       select distinct on (f.kind, f.entity_id) f.seq, f.ordinal from feed_changes f
       where f.root_id = r.root_id and f.township = $1 and f.seq <= $2
       order by f.kind, f.entity_id, f.seq desc, f.ordinal desc
     ) newest
     cross join lateral (
       select f.kind, f.root_id as "rootId", f.body -> 'entity' as entity from feed_changes f
       where f.township = $1 and f.seq = newest.seq and f.ordinal = newest.ordinal limit 1
     ) g`,
    [township, seq, frames[0]?.seq ?? 0],
  )
}

/** Without what was finished by `horizon`, and what goes with it; what `snapshotWhere` says of the present. Pure. */
export function atHand(
  kinds: readonly AnyKind[],
  rows: readonly PastRow[],
  horizon: Iso,
): readonly PastRow[] {
  const known = new Map(kinds.map(kind => [kind.name, kind]))
  const roots = new Set<string>()
  const stays = (row: PastRow): boolean | undefined => {
    const finished = known.get(row.kind)?.finished
    if (finished === 'with-root') return undefined
    const since = finished?.(row.entity) ?? null
    return since === null || since > horizon
  }
  for (const row of rows) {
    if (row.entity.id === row.rootId && stays(row) === true) roots.add(row.rootId)
  }
  return rows.filter(row => known.has(row.kind) && (stays(row) ?? roots.has(row.rootId)))
}
