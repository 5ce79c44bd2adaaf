import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type ConnectionParts, type Database } from '../../server/src/platform/database.ts'
import { DATABASE, USER } from '../../server/src/platform/embedded-postgres-cluster.ts'
import { findPostmaster } from '../../server/src/platform/embedded-postgres-lock.ts'
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts'
import { migrate } from '../../server/src/platform/migrate.ts'
import { seedCounty, type FaultCounty, type FaultCountySize } from './fault-county.ts'
import type { Scene } from './fault-stage.ts'
import { quietLog } from './quiet-log.ts'

const MIGRATIONS = join(import.meta.dirname, '../../server/src/platform/migrations')

/** The PostgreSQL that a server with this data folder runs just now. */
export interface Postmaster {
  readonly pid: number
  readonly connection: ConnectionParts
}

/** A data folder with a county in it, for a server that brings its own PostgreSQL. */
export async function seedEmbedded(size: FaultCountySize): Promise<Scene> {
  const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-fault-'))
  // mkdtemp makes it 0700, which the account that runs PostgreSQL for root could not enter.
  await chmod(dataDir, 0o755)
  const postgresDir = join(dataDir, 'postgres')
  const embedded = await startEmbeddedPostgres({ dataDir: postgresDir, log: quietLog })
  let county: FaultCounty
  try {
    const { connection } = embedded
    await migrate({ connection, folder: MIGRATIONS, log: quietLog })
    county = await withDatabase(connection, database => seedCounty(database, size))
  } finally {
    await embedded.stop()
  }
  return {
    dataDir,
    county,
    databaseUrl: undefined,
    connection: () => postmasterOf(dataDir)!.connection,
    remove: () => rm(dataDir, { recursive: true, force: true }),
  }
}

/** Undefined while there is none that takes connections. */
export function postmasterOf(dataDir: string): Postmaster | undefined {
  const found = findPostmaster(join(dataDir, 'postgres', 'cluster'))
  if (found?.status !== 'ready') return undefined
  const connection = { host: found.socketDir, port: 5432, user: USER, database: DATABASE }
  return { pid: found.pid, connection }
}

async function withDatabase<Value>(
  connection: ConnectionParts,
  work: (database: Database) => Promise<Value>,
): Promise<Value> {
  const database = openDatabase({ connection, poolSize: 4, log: quietLog })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
