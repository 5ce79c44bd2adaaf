import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts'
import { migrate } from '../../server/src/platform/migrate.ts'
import { connectionUrl, withDatabase } from './connection-url.ts'
import { quietLog } from './quiet-log.ts'

/** What a test file is told when it asks for the run's PostgreSQL. */
export interface TestServer {
  /** A database of the server that is there anyway. */
  readonly url: string
  /** Every database of this run begins with it. */
  readonly prefix: string
  /** A database with all migrations applied, to be copied. */
  readonly template: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Asking this address starts the run's PostgreSQL, if it is not running yet. */
    readonly testServerAddress: string
  }
}

interface Running extends TestServer {
  readonly close: () => Promise<void>
}

/**
 * One PostgreSQL per run, started when the first test file asks, so that pure tests never wait for it.
 * `DATABASE_URL` names another server to use instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<Running> | undefined
  const asked = createServer((_request, response) => {
    running ??= startServer()
    running.then(
      ({ url, prefix, template }) => response.end(JSON.stringify({ url, prefix, template })),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : ''),
    )
  })
  await new Promise<void>(resolve => asked.listen(0, '127.0.0.1', resolve))
  project.provide('testServerAddress', `http://127.0.0.1:${(asked.address() as AddressInfo).port}/`)
  return async () => {
    asked.close()
    asked.closeAllConnections()
    await (await running)?.close()
  }
}

async function startServer(): Promise<Running> {
  const prefix = `test_${randomBytes(4).toString('hex')}_`
  const template = `${prefix}template`
  const given = process.env['DATABASE_URL']
  const { url, close } =
    given === undefined ? await startOwn() : { url: given, close: () => dropAll(given, prefix) }
  try {
    await runOn(url, `create database ${template} template template0`)
    const folder = join(import.meta.dirname, '../../server/src/platform/migrations')
    if (existsSync(folder)) await migrate({ connection: withDatabase(url, template), folder, log: quietLog })
  } catch (error) {
    await close()
    throw error
  }
  return { url, prefix, template, close }
}

async function startOwn(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-tests-'))
  // mkdtemp makes it 0700, which the account that runs PostgreSQL for root could not enter.
  await chmod(dataDir, 0o755)
  // The data ends with the run, so nothing waits for the disk.
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '200',
  }
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog, settings })
  return {
    url: connectionUrl(postgres.connection),
    close: async () => {
      await postgres.stop()
      await rm(dataDir, { recursive: true })
    },
  }
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const { rows } = await runOn(url, `select datname from pg_database where starts_with(datname, '${prefix}')`)
  for (const { datname } of rows) await runOn(url, `drop database if exists "${datname}" with (force)`)
}

async function runOn(url: string, statement: string): Promise<pg.QueryResult<{ datname: string }>> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await client.query<{ datname: string }>(statement)
  } finally {
    await client.end()
  }
}
