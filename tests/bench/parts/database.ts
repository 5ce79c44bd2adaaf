import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDatabase, type Database } from '../../../server/src/platform/database.ts'
import { withDatabase } from '../../harness/connection-url.ts'
import { quietLog } from '../../harness/quiet-log.ts'
import type { Bench } from './benchmark.ts'

/** One statement on its own connection. */
export async function runOnce(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement)
    return rows
  } finally {
    await client.end()
  }
}

export interface BenchDatabase {
  readonly url: string
  readonly name: string
  readonly db: Database
}

/** A copy of the demo county (or an empty database) that lives as long as the benchmark. */
export async function makeDatabase(bench: Bench, content: 'county' | 'empty'): Promise<BenchDatabase> {
  const name = `bench_${randomBytes(5).toString('hex')}`
  const template = content === 'county' ? bench.template : 'template0'
  await runOnce(bench.serverUrl, `create database ${name} template ${template}`)
  const url = withDatabase(bench.serverUrl, name)
  const db = openDatabase({ connection: url, poolSize: 4, log: quietLog })
  bench.atEnd(async () => {
    await db.close()
    await runOnce(bench.serverUrl, `drop database if exists ${name} with (force)`)
  })
  return { url, name, db }
}
