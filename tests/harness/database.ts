import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openDatabase, type Database } from '../../server/src/platform/database.ts'
import { withDatabase } from './connection-url.ts'
import type { TestServer } from './global-setup.ts'
import { quietLog } from './quiet-log.ts'

export interface TestDatabase {
  /** `postgres://…`, fit for DATABASE_URL of a server under test and for `openDatabase`. */
  readonly url: string
  readonly db: Database
  /** Closes `db` and removes the database, whoever is still connected. */
  drop(): Promise<void>
}

export interface TestDatabaseOptions {
  /** Default 4. */
  readonly poolSize?: number
  /** `migrated` (default) holds every migration; `empty` holds nothing. */
  readonly content?: 'migrated' | 'empty'
}

/** A fresh database of the run's PostgreSQL, usually one per test file. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await askForServer()
  const name = `${server.prefix}${randomBytes(6).toString('hex')}`
  const template = options.content === 'empty' ? 'template0' : server.template
  await runOnce(server.url, `create database ${name} template ${template}`)
  const url = withDatabase(server.url, name)
  const db = openDatabase({ connection: url, poolSize: options.poolSize ?? 4, log: quietLog })
  return {
    url,
    db,
    drop: async () => {
      await db.close()
      await runOnce(server.url, `drop database ${name} with (force)`)
    },
  }
}

async function askForServer(): Promise<TestServer> {
  const response = await fetch(inject('testServerAddress'))
  if (!response.ok) throw new Error(`no PostgreSQL for the tests: ${await response.text()}`)
  return (await response.json()) as TestServer
}

async function runOnce(connection: string, statement: string): Promise<void> {
  const db = openDatabase({ connection, poolSize: 1, log: quietLog })
  try {
    await db.query(statement)
  } finally {
    await db.close()
  }
}
