import { createHash } from 'node:crypto'
import type { Actor } from '@one-centre/shared/access'
import type { Entity } from '@one-centre/shared/contract'
import type { Iso } from '@one-centre/shared/time'
import type { Change } from './handler.ts'
import type { AnyKind } from './kinds.ts'
import type { Sql } from './sql.ts'

/** A change as it stands in the journal: whole entity, who may see it, who just lost sight of it (F-6). */
export interface JournalBody {
  readonly township: string
  readonly seq: number
  readonly ordinal: number
  readonly type: string
  readonly at: Iso
  readonly actor: { readonly id: string; readonly name: string }
  readonly commandId: string
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly audience: readonly string[]
  readonly left: readonly string[]
  readonly detail: Change['detail']
  readonly entity: Entity
}

/** A change that has been decided but has no number yet. */
export interface Unnumbered {
  readonly kind: AnyKind
  readonly rootId: string
  readonly body: Omit<JournalBody, 'seq' | 'ordinal'>
}

export interface JournalRow {
  readonly body: JournalBody
  readonly rootId: string
  /** The very bytes that were hashed and stored. */
  readonly text: string
  readonly hash: Buffer
}

/** F-10: `hash = sha256(previous hash ‖ canonical change)`; the canonical change is the stored text itself. */
export function chainHash(previous: Buffer, text: string): Buffer {
  return createHash('sha256').update(previous).update(text, 'utf8').digest()
}

export function unnumbered(
  change: Change,
  before: Entity | undefined,
  after: Entity,
  meta: { readonly actor: Actor; readonly commandId: string; readonly at: Iso },
): Unnumbered {
  const audience = change.kind.audience(after)
  const left =
    before === undefined ? [] : change.kind.audience(before).filter(scope => !audience.includes(scope))
  return {
    kind: change.kind,
    rootId: change.kind.rootId(after),
    body: {
      township: after.township,
      type: change.type,
      at: meta.at,
      actor: { id: meta.actor.id, name: meta.actor.name },
      commandId: meta.commandId,
      kind: change.kind.name,
      id: after.id,
      version: after.version,
      audience,
      left,
      detail: change.detail,
      entity: after,
    },
  }
}

/** Where a stream stands; the row is locked until the transaction ends (F-1: taken last). */
export async function lockHead(sql: Sql, township: string): Promise<{ seq: number; hash: Buffer }> {
  const select = 'select seq, hash from feed_heads where township = $1 for update'
  const rows = await sql.query<{ seq: number; hash: Buffer }>(select, [township])
  if (rows[0] !== undefined) return rows[0]
  await sql.query('insert into feed_heads (township) values ($1) on conflict do nothing', [township])
  const made = await sql.query<{ seq: number; hash: Buffer }>(select, [township])
  return made[0]!
}

/** Numbers the changes of several commands, one seq a command, and chains them. */
export function number(
  head: { readonly seq: number; readonly hash: Buffer },
  commands: readonly (readonly Unnumbered[])[],
): { readonly rows: readonly JournalRow[]; readonly seqs: readonly number[] } {
  const rows: JournalRow[] = []
  const seqs: number[] = []
  let seq = head.seq
  let hash = head.hash
  for (const changes of commands) {
    if (changes.length > 0) seq += 1
    seqs.push(changes.length > 0 ? seq : 0)
    for (const [ordinal, change] of changes.entries()) {
      const body: JournalBody = { ...change.body, seq, ordinal }
      const text = JSON.stringify(body)
      hash = chainHash(hash, text)
      rows.push({ body, rootId: change.rootId, text, hash })
    }
  }
  return { rows, seqs }
}

/** Writes numbered rows and moves the head, in one statement. */
export async function append(sql: Sql, township: string, rows: readonly JournalRow[]): Promise<void> {
  const last = rows.at(-1)
  if (last === undefined) return
  await sql.query(
    `with moved as (update feed_heads set seq = $2, hash = $3 where township = $1)
     insert into feed_changes (township, seq, ordinal, kind, entity_id, root_id, at, body, hash)
     select $1, * from unnest($4::bigint[], $5::integer[], $6::text[], $7::uuid[], $8::uuid[], $9::timestamptz[], $10::json[], $11::bytea[])`,
    [
      township,
      last.body.seq,
      last.hash,
      rows.map(row => row.body.seq),
      rows.map(row => row.body.ordinal),
      rows.map(row => row.body.kind),
      rows.map(row => row.body.id),
      rows.map(row => row.rootId),
      rows.map(row => row.body.at),
      rows.map(row => row.text),
      rows.map(row => row.hash),
    ],
  )
}

/**
 * What a follower of some kinds has before it: the changes of these kinds after `from`, whole commands only, at
 * most about `limit` rows, and where it stands when it has taken them. Changes of other kinds are not even read.
 */
export async function readJournalOf(
  sql: Sql,
  township: string,
  from: number,
  kinds: readonly string[],
  limit: number,
): Promise<{ readonly rows: readonly JournalBody[]; readonly to: number; readonly more: boolean }> {
  // The head first: what it counts is committed with it, so the rows up to it are there.
  const heads = await sql.query<{ seq: number }>('select seq from feed_heads where township = $1', [township])
  const head = heads[0]?.seq ?? 0
  if (head <= from) return { rows: [], to: from, more: false }
  const rows = await sql.query<{ body: JournalBody }>(
    `with page as (select seq from feed_changes
       where township = $1 and seq > $2 and seq <= $3 and kind = any($4::text[]) order by seq, ordinal limit $5)
     select body from feed_changes where township = $1 and seq > $2 and kind = any($4::text[])
       and seq <= (select max(seq) from page) order by seq, ordinal`,
    [township, from, head, kinds, limit],
  )
  const more = rows.length >= limit
  return { rows: rows.map(row => row.body), to: more ? rows.at(-1)!.body.seq : head, more }
}

/** The changes after `from`, whole commands only, at most about `limit` rows. */
export async function readJournal(
  sql: Sql,
  township: string,
  from: number,
  limit: number,
): Promise<readonly JournalBody[]> {
  const rows = await sql.query<{ body: JournalBody }>(
    `select body from feed_changes where township = $1 and seq > $2
       and seq <= coalesce((select max(seq) from (select seq from feed_changes where township = $1 and seq > $2 order by seq, ordinal limit $3) page), $2)
     order by seq, ordinal`,
    [township, from, limit],
  )
  return rows.map(row => row.body)
}
