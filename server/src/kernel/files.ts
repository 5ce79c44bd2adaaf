import type { TSchema } from 'typebox'
import type { Id } from '@one-centre/shared/ids'
import type { Iso } from '@one-centre/shared/time'
import type { Sql } from './sql.ts'

/** A file's row: the picture itself lies in the data folder under its hash. */
export interface StoredFile {
  readonly sha256: string
  readonly township: Id<'organisation'>
  readonly mediaType: string
  readonly size: number
  readonly storedAt: Iso
  readonly storedBy: string
  /** As JSON; null where nothing is known of it. */
  readonly facts: object | null
}

export async function insertFile(sql: Sql, file: StoredFile): Promise<void> {
  const { sha256, township, mediaType, size, storedAt, storedBy, facts } = file
  await sql.query(
    `insert into files (sha256, township, media_type, size, stored_at, stored_by, facts)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [sha256, township, mediaType, size, storedAt, storedBy, facts],
  )
}

/** The media type where one of the townships has the file. */
export async function findMediaType(
  sql: Sql,
  sha256: string,
  townships: readonly Id<'organisation'>[],
): Promise<string | undefined> {
  const rows = await sql.query<{ media_type: string }>(
    'select media_type from files where sha256 = $1 and township = any($2::uuid[]) limit 1',
    [sha256, townships],
  )
  return rows[0]?.media_type
}

/** Which of these files the scope of the transaction has. */
export async function findFiles(sql: Sql, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await sql.query<{ sha256: string }>(
    'select distinct sha256 from files where sha256 = any($1::text[])',
    [ids],
  )
  return new Set(rows.map(row => row.sha256))
}

/** Where params of a schema name files: the strings it marks with `x-file`. */
export function filesNamedBy(schema: TSchema): (params: unknown) => readonly string[] {
  const parts = schema as {
    readonly 'x-file'?: true
    readonly properties?: Readonly<Record<string, TSchema>>
    readonly items?: TSchema
  }
  if (parts['x-file'] === true) return params => [params as string]
  if (parts.items !== undefined) {
    const ofItem = filesNamedBy(parts.items)
    return ofItem === namesNone ? namesNone : params => (params as readonly unknown[]).flatMap(ofItem)
  }
  const fields = Object.entries(parts.properties ?? {})
    .map(([name, of]) => [name, filesNamedBy(of)] as const)
    .filter(([, of]) => of !== namesNone)
  if (fields.length === 0) return namesNone
  return params => fields.flatMap(([name, of]) => of((params as Readonly<Record<string, unknown>>)[name]))
}

const namesNone = (): readonly string[] => []
