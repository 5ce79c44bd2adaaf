import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { connectionConfig, type Connection } from './database.ts'
import type { Log } from './log.ts'

/** Key of the advisory lock; an arbitrary number that nothing else in the database uses. */
const LOCK = 7_203_541_186

export interface MigrateOptions {
  readonly connection: Connection
  /** Holds `NNNN_name.sql`, in the order of their numbers; slices leave room between theirs. */
  readonly folder: string
  readonly log: Log
}

interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly sha256: string
}

/**
 * Brings the database to the newest migration: each file in its own transaction, one server at a time. Killed at
 * any moment it leaves the state before or after a file, and running again completes it. Returns the numbers it
 * applied. Throws when an applied file was changed, when the database is newer than the code, or when a file fails.
 */
export async function migrate({ connection, folder, log }: MigrateOptions): Promise<readonly number[]> {
  const migrations = await readMigrations(folder)
  // A migration may take long, so this connection has no time limits.
  const client = new pg.Client({
    ...connectionConfig(connection),
    application_name: 'one-centre migrate',
    connectionTimeoutMillis: 10_000,
    options: '-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0',
  })
  client.on('error', error => log.warn({ err: error }, 'the connection of the migration broke'))
  await client.connect()
  try {
    // The lock belongs to the session, so it ends with this process however that ends.
    await client.query('select pg_advisory_lock($1)', [LOCK])
    return await applyMissing(client, migrations, log)
  } finally {
    await client.end()
  }
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  const migrations = await Promise.all(
    names.map(async name => parseMigration(name, await readSql(folder, name))),
  )
  refuseTwins(migrations)
  return migrations
}

async function readSql(folder: string, name: string): Promise<string> {
  // Git may check files out with CRLF; that is no change.
  return (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
}

function refuseTwins(migrations: readonly Migration[]): void {
  const byNumber = new Map<number, string>()
  for (const { number, name } of migrations) {
    const twin = byNumber.get(number)
    if (twin !== undefined)
      throw new Error(`Migrations ${twin} and ${name} share a number; give one of them the next free.`)
    byNumber.set(number, name)
  }
}

function parseMigration(name: string, sql: string): Migration {
  const number = Number(/^(\d{4})_[a-z0-9_-]+\.sql$/.exec(name)?.[1])
  if (Number.isNaN(number)) {
    throw new Error(`Migration ${name} should be named NNNN_lower_case_words.sql.`)
  }
  if (/^\s*(commit|rollback)\s*;/im.test(sql)) {
    throw new Error(
      `Migration ${name} ends its own transaction; leave that out, each file runs whole or not at all.`,
    )
  }
  return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
}

async function applyMissing(
  client: pg.Client,
  migrations: readonly Migration[],
  log: Log,
): Promise<number[]> {
  await client.query(`create table if not exists migrations (
    number integer primary key, name text not null, sha256 text not null, at timestamptz not null default now())`)
  const { rows } = await client.query<Applied>('select number, name, sha256 from migrations order by number')
  refuseOtherHistory(rows, migrations)
  const missing = migrations.slice(rows.length)
  for (const migration of missing) {
    await apply(client, migration)
    log.info({ migration: migration.name }, 'migration applied')
  }
  return missing.map(migration => migration.number)
}

function refuseOtherHistory(applied: readonly Applied[], migrations: readonly Migration[]): void {
  for (const [index, done] of applied.entries()) {
    const migration = migrations[index]
    if (migration === undefined) {
      throw new Error(
        `The database is newer than this program: it holds migration ${done.name}, the program ends at ` +
          `${migrations.at(-1)?.name ?? 'none'}. Start the newer program, or restore a backup made before it.`,
      )
    }
    if (migration.number === done.number && migration.sha256 === done.sha256) continue
    throw new Error(
      `Migration ${migration.name} was changed after the database had applied it (as ${done.name}). Bring the old ` +
        'file back and put the change into a new migration.',
    )
  }
}

async function apply(client: pg.Client, { number, name, sql, sha256 }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into migrations (number, name, sha256) values ($1, $2, $3)', [
      number,
      name,
      sha256,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw new Error(
      `Migration ${name} failed and was undone: ${error instanceof Error ? error.message : ''}`,
      {
        cause: error,
      },
    )
  }
}
