import { AUDIT_SCAN_ROWS, type AuditCursor } from '@one-centre/shared/audit'
import type { Id } from '@one-centre/shared/ids'
import type { Iso } from '@one-centre/shared/time'
import type { Reader } from '../../kernel/handler.ts'
import type { AuditedBody, ChainRow } from './rules.ts'

/** A change of the journal with what lies beside it. */
export interface AuditRow {
  readonly seq: number
  readonly ordinal: number
  readonly at: Iso
  readonly rootId: string
  readonly hash: string
  readonly command: string | null
  readonly body: AuditedBody & {
    readonly id: string
    readonly type: string
    readonly version: number
    readonly commandId: string
    readonly actor: { readonly id: string; readonly name: string }
  }
}

export interface Narrowing {
  readonly township: Id<'organisation'>
  readonly from: Iso | null
  readonly before: Iso | null
  readonly cursor: AuditCursor | null
  readonly kind: string | null
  readonly entityId: string | null
  readonly rootIds: readonly string[] | null
  readonly actorId: string | null
  readonly command: string | null
}

const COLUMNS = `f.seq, f.ordinal, f.at, f.root_id as "rootId", encode(f.hash, 'hex') as hash, c.name as command, f.body`

/** What narrows by columns of the journal, as SQL and its values. */
function windowOf(by: Narrowing): { readonly where: string; readonly values: unknown[] } {
  const values: unknown[] = [by.township]
  const parts = ['f.township = $1']
  const add = (condition: string, value: unknown): void => {
    values.push(value)
    parts.push(condition.replaceAll('$', `$${values.length}`))
  }
  if (by.from !== null) add('f.at >= $', by.from)
  if (by.before !== null) add('f.at < $', by.before)
  if (by.kind !== null) add('f.kind = $', by.kind)
  if (by.entityId !== null) add('f.entity_id = $', by.entityId)
  if (by.rootIds !== null) add('f.root_id = any($::uuid[])', by.rootIds)
  if (by.cursor !== null) {
    const { at, seq, ordinal } = by.cursor
    values.push(at, seq, ordinal)
    const n = values.length
    // The first part is for the index, the second is exact.
    parts.push(`f.at <= $${n - 2} and (f.at, f.seq, f.ordinal) < ($${n - 2}, $${n - 1}, $${n})`)
  }
  return { where: parts.join(' and '), values }
}

const NEWEST_FIRST = 'order by f.at desc, f.seq desc, f.ordinal desc'

/**
 * One page of the trail. Who acted and by which command lie in the text of a row, so at most
 * `AUDIT_SCAN_ROWS` rows are looked through; `next` then goes on behind them (AU-2).
 */
export async function readTrail(
  reader: Reader,
  by: Narrowing,
  limit: number,
): Promise<{ readonly rows: readonly AuditRow[]; readonly next: AuditCursor | null }> {
  const { where, values } = windowOf(by)
  const edge = await reader.query<AuditCursor>(
    `select f.at, f.seq, f.ordinal from feed_changes f where ${where} ${NEWEST_FIRST} offset ${AUDIT_SCAN_ROWS - 1} limit 1`,
    values,
  )
  const n = values.length
  const rows = await reader.query<AuditRow>(
    `select ${COLUMNS}
     from (select f.* from feed_changes f where ${where} ${NEWEST_FIRST} limit ${AUDIT_SCAN_ROWS}) f
     left join commands c on c.command_id = (f.body ->> 'commandId')::uuid
     where ($${n + 1}::text is null or f.body #>> '{actor,id}' = $${n + 1}) and ($${n + 2}::text is null or c.name = $${n + 2})
     ${NEWEST_FIRST} limit $${n + 3}`,
    [...values, by.actorId, by.command, limit],
  )
  const last = rows.at(-1)
  if (rows.length === limit && last !== undefined) {
    return { rows, next: { at: last.at, seq: last.seq, ordinal: last.ordinal } }
  }
  return { rows, next: edge[0] ?? null }
}

/** One change, the hash before it, and the same thing as it was before; undefined where there is no such change. */
export async function readChange(
  reader: Reader,
  township: Id<'organisation'>,
  seq: number,
  ordinal: number,
): Promise<
  | { readonly row: AuditRow; readonly previousHash: string; readonly before: AuditRow['body'] | undefined }
  | undefined
> {
  const found = await reader.query<AuditRow>(
    `select ${COLUMNS} from feed_changes f left join commands c on c.command_id = (f.body ->> 'commandId')::uuid
     where f.township = $1 and f.seq = $2 and f.ordinal = $3`,
    [township, seq, ordinal],
  )
  const row = found[0]
  if (row === undefined) return undefined
  const previous = await reader.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from feed_changes where township = $1 and (seq, ordinal) < ($2, $3)
     order by seq desc, ordinal desc limit 1`,
    [township, seq, ordinal],
  )
  const before = await reader.query<{ body: AuditRow['body'] }>(
    `select body from feed_changes where root_id = $1 and township = $2 and entity_id = $3 and (seq, ordinal) < ($4, $5)
     order by seq desc, ordinal desc limit 1`,
    [row.rootId, township, row.body.id, seq, ordinal],
  )
  return { row, previousHash: previous[0]?.hash ?? '', before: before[0]?.body }
}

/** The incident of a number with the reports it was made of: all the roots its history lies under. */
export async function rootsOfIncident(
  reader: Reader,
  township: Id<'organisation'>,
  number: string,
): Promise<readonly string[]> {
  const rows = await reader.query<{ id: string; reports: readonly string[] }>(
    `select id, coalesce(entity -> 'reportIds', '[]'::jsonb) as reports from incidents where township = $1 and entity ->> 'number' = $2`,
    [township, number],
  )
  return rows.flatMap(row => [row.id, ...row.reports])
}

/** The numbers of the incidents among these roots. */
export async function numbersOf(
  reader: Reader,
  rootIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.query<{ id: string; number: string | null }>(
    `select id, entity ->> 'number' as number from incidents where id = any($1::uuid[])`,
    [[...new Set(rootIds)]],
  )
  return new Map(rows.flatMap(row => (row.number === null ? [] : [[row.id, row.number] as const])))
}

export interface ChainPart {
  readonly head: { readonly seq: number; readonly hash: Buffer }
  /** Of the change before the first row; empty at the beginning. */
  readonly previous: Buffer
  readonly rows: readonly (ChainRow & { readonly hash: Buffer })[]
}

/** The next `limit` rows of a chain behind one of its changes, the head as of the same statement. */
export async function readChain(
  reader: Reader,
  township: Id<'organisation'>,
  after: { readonly seq: number; readonly ordinal: number } | null,
  limit: number,
): Promise<ChainPart> {
  const heads = await reader.query<{ seq: number; hash: Buffer }>(
    'select seq, hash from feed_heads where township = $1',
    [township],
  )
  const head = heads[0] ?? { seq: 0, hash: Buffer.alloc(0) }
  const { seq, ordinal } = after ?? { seq: 0, ordinal: -1 }
  const previous = await reader.query<{ hash: Buffer }>(
    'select hash from feed_changes where township = $1 and seq = $2 and ordinal = $3',
    [township, seq, ordinal],
  )
  // What is committed after the head was read belongs to the next walk.
  const rows = await reader.query<ChainPart['rows'][number]>(
    `select seq, ordinal, kind, entity_id, body::text as text, hash from feed_changes
     where township = $1 and (seq, ordinal) > ($2, $3) and seq <= $4 order by seq, ordinal limit $5`,
    [township, seq, ordinal, head.seq, limit],
  )
  return { head, previous: previous[0]?.hash ?? Buffer.alloc(0), rows }
}

export interface RecordedRow {
  readonly id: string
  readonly at: Iso
  readonly actor_id: string
  readonly actor_name: string
  readonly name: string
  readonly outcome: string
  readonly params: Record<string, unknown>
}

export async function readRecorded(
  reader: Reader,
  by: Pick<Narrowing, 'township' | 'from' | 'before' | 'actorId'> & {
    readonly cursor: { readonly at: Iso; readonly id: string } | null
  },
  limit: number,
): Promise<readonly RecordedRow[]> {
  return reader.query<RecordedRow>(
    `select id, at, actor_id, actor_name, name, outcome, params from recorded_queries
     where township = $1 and ($2::timestamptz is null or at >= $2) and ($3::timestamptz is null or at < $3)
       and ($4::text is null or actor_id = $4)
       and ($5::timestamptz is null or (at, id) < ($5, $6::uuid))
     order by at desc, id desc limit $7`,
    [by.township, by.from, by.before, by.actorId, by.cursor?.at ?? null, by.cursor?.id ?? null, limit],
  )
}
