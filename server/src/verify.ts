import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { slices } from './app.ts'
import { readConfig } from './config.ts'
import { chainHash } from './kernel/journal.ts'
import { openDatabase, type Connection, type Database, type Queryable } from './platform/database.ts'
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { pathOf } from './routes/files.ts'
import { failureWords } from './start-failure.ts'

/** The counts of NL-5: what a sound installation has in `broken` is nothing. */
export interface Verification {
  readonly streams: number
  readonly changes: number
  readonly brokenLinks: number
  readonly entities: number
  readonly entitiesUnlikeFeed: number
  readonly commandsWithoutChange: number
  readonly changesWithoutCommand: number
  readonly files: number
  readonly filesMissingOrChanged: number
  /** Named by what is there, and held by neither its township nor the county. */
  readonly filesNamedInVain: number
}

const ROWS_AT_ONCE = 2_000

/** How much of it is broken; a sound installation has none. */
function brokenIn(counts: Verification): number {
  const { brokenLinks, entitiesUnlikeFeed, filesMissingOrChanged, filesNamedInVain } = counts
  const commands = counts.commandsWithoutChange + counts.changesWithoutCommand
  return brokenLinks + entitiesUnlikeFeed + commands + filesMissingOrChanged + filesNamedInVain
}

/**
 * Walks the chain of every stream, holds the tables against the feed, and the files against their names. The
 * database is read as of one instant, so that a server at work does not look like a broken one.
 */
export async function verify(database: Database, filesFolder: string): Promise<Verification> {
  const journal = await database.repeatableRead(compareJournal)
  const filesNamedInVain = await countNamedInVain(database)
  return { ...journal, ...(await compareFiles(database, filesFolder)), filesNamedInVain }
}

async function compareJournal(
  database: Queryable,
): Promise<Omit<Verification, 'files' | 'filesMissingOrChanged' | 'filesNamedInVain'>> {
  const heads = await database.query<{ township: string; seq: number; hash: Buffer }>(
    'select township, seq, hash from feed_heads',
  )
  let changes = 0
  let brokenLinks = 0
  for (const head of heads.rows) {
    const walked = await walk(database, head)
    changes += walked.changes
    brokenLinks += walked.broken
  }
  const tables = await compareTables(database)
  const lost = await database.query<{ n: number }>(
    `select count(*)::int as n from commands c
     where (c.outcome->>'seq')::bigint > 0
       and not exists (select 1 from feed_changes f where f.township = c.township and f.seq = (c.outcome->>'seq')::bigint)`,
  )
  const unasked = await database.query<{ n: number }>(
    `select count(*)::int as n from feed_changes f
     where not exists (select 1 from commands c where c.command_id = (f.body->>'commandId')::uuid)`,
  )
  return {
    streams: heads.rows.length,
    changes,
    brokenLinks,
    ...tables,
    commandsWithoutChange: lost.rows[0]!.n,
    changesWithoutCommand: unasked.rows[0]!.n,
  }
}

async function walk(
  database: Queryable,
  head: { readonly township: string; readonly seq: number; readonly hash: Buffer },
): Promise<{ changes: number; broken: number }> {
  let hash: Buffer = Buffer.alloc(0)
  let cursor = { seq: 0, ordinal: -1 }
  let changes = 0
  let broken = 0
  let more = true
  while (more) {
    const page = await database.query<{ seq: number; ordinal: number; text: string; hash: Buffer }>(
      `select seq, ordinal, body::text as text, hash from feed_changes
       where township = $1 and (seq, ordinal) > ($2, $3) order by seq, ordinal limit ${ROWS_AT_ONCE}`,
      [head.township, cursor.seq, cursor.ordinal],
    )
    for (const row of page.rows) {
      const expected = chainHash(hash, row.text)
      if (!expected.equals(row.hash)) broken += 1
      // From the stored hash on, so that one altered row counts once.
      hash = row.hash
      cursor = row
    }
    changes += page.rows.length
    more = page.rows.length === ROWS_AT_ONCE
  }
  const endsAtHead = cursor.seq === head.seq && hash.equals(head.hash)
  return { changes, broken: endsAtHead ? broken : broken + 1 }
}

async function compareTables(
  database: Queryable,
): Promise<Pick<Verification, 'entities' | 'entitiesUnlikeFeed'>> {
  let entities = 0
  let unlike = 0
  for (const kind of slices.flatMap(slice => slice.kinds)) {
    const rows = await database.query<{ all: number; unlike: number }>(
      `select count(*)::int as all, count(*) filter (where f.entity is distinct from t.entity)::int as unlike
       from ${kind.table} t
       full join (select distinct on (entity_id) entity_id, (body->'entity')::jsonb as entity
                  from feed_changes where kind = $1 order by entity_id, (body->>'version')::int desc) f
         on f.entity_id = t.id`,
      [kind.name],
    )
    entities += rows.rows[0]!.all
    unlike += rows.rows[0]!.unlike
  }
  return { entities, entitiesUnlikeFeed: unlike }
}

/** Photos that entities name and nobody has handed in (K-12). */
async function countNamedInVain(database: Queryable): Promise<number> {
  let missing = 0
  for (const { table } of slices.flatMap(slice => slice.kinds)) {
    const rows = await database.query<{ missing: number }>(
      `select count(*)::int as missing
       from (select distinct t.township, photo #>> '{}' as id from ${table} t,
               jsonb_path_query(t.entity, '$.**.keyvalue() ? (@.key starts with "photos").value[*]', '{}', true) photo
             where jsonb_typeof(photo) = 'string') named
       where not exists (select 1 from files f where f.sha256 = named.id
                         and f.township in (named.township, (select county from installation)))`,
    )
    missing += rows.rows[0]!.missing
  }
  return missing
}

async function compareFiles(
  database: Database,
  folder: string,
): Promise<Pick<Verification, 'files' | 'filesMissingOrChanged'>> {
  const rows = await database.query<{ sha256: string }>('select sha256 from files')
  let wrong = 0
  for (const { sha256 } of rows.rows) if ((await hashOf(pathOf(folder, sha256))) !== sha256) wrong += 1
  return { files: rows.rows.length, filesMissingOrChanged: wrong }
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  } catch {
    return null
  }
  return hash.digest('hex')
}

/**
 * `npm run verify`: prints the counts and ends with 1 where anything is broken, with 2 where it could not run: the
 * database that comes with the program serves one program at a time, so the server is stopped before.
 */
async function main(): Promise<void> {
  const config = readConfig(process.env, [])
  const log = pino({ level: 'warn' })
  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log })
      : null
  const connection: Connection | null = embedded?.connection ?? config.databaseUrl
  if (connection === null) throw new Error('no database')
  const database = openDatabase({ connection, poolSize: 2, log, statementTimeoutMs: 0 })
  try {
    const counts = await verify(database, join(config.dataDir, 'files'))
    for (const [name, count] of Object.entries(counts)) process.stdout.write(`${name.padEnd(24)}${count}\n`)
    process.exitCode = brokenIn(counts) === 0 ? 0 : 1
  } finally {
    await database.close()
    await embedded?.stop()
  }
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    process.stderr.write(`the verification stopped: ${failureWords(error, null)}\n`)
    process.exitCode = 2
  })
}
