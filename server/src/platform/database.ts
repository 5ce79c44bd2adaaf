import pg from 'pg'
import { startListening, type Listener } from './database-listen.ts'
import { parseColumn } from './database-columns.ts'
import { isAfterFault } from './database-errors.ts'
import type { Log } from './log.ts'

/** How to reach a database: a URL (`postgres://…`) or its parts. `host` may be the folder of a unix socket. */
export type Connection = string | ConnectionParts

export interface ConnectionParts {
  readonly host: string
  readonly port?: number
  readonly user: string
  readonly database: string
  readonly password?: string
}

export interface DatabaseOptions {
  readonly connection: Connection
  /** Connections at most, besides one per `listen`. */
  readonly poolSize: number
  readonly log: Log
  /** A statement that takes longer is cancelled by PostgreSQL (57014). Default 30 s. */
  readonly statementTimeoutMs?: number
  /** How long to wait for a connection, a free one of the pool or a new one. Default 5 s. */
  readonly connectTimeoutMs?: number
}

/** Rows as parsed values: int8 a number when safe (else text), timestamptz ISO text, date text, numeric text, jsonb parsed. */
export interface Result<Row> {
  readonly rows: readonly Row[]
  /** Rows returned or changed. */
  readonly rowCount: number
}

/** Anything that runs statements: the database itself or one transaction. */
export interface Queryable {
  /** Runs one statement. Pass a JSON array as text (`JSON.stringify`); a JavaScript array becomes a PostgreSQL array. */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Result<Row>>
  /** The same with a prepared statement, kept per connection; one name always means the same text. */
  named<Row extends object = Record<string, unknown>>(
    name: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<Result<Row>>
}

export type Isolation = 'read committed' | 'repeatable read' | 'serializable'

export interface Database extends Queryable {
  /** Runs `work` in one transaction (read committed unless said otherwise): commits what it returns, rolls back what it throws. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>
  transaction<T>(isolation: Isolation, work: (transaction: Queryable) => Promise<T>): Promise<T>
  /** Reads several things as of one instant (repeatable read, read only). */
  repeatableRead<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>
  /** Hears NOTIFY on its own connection, which reconnects by itself; see `Listener`. */
  listen(channel: string, onNotify: (payload: string | undefined) => void): Listener
  /** Ends every connection; waits for statements under way. */
  close(): Promise<void>
}

/** Opens a pool. Nothing is connected yet, so this never fails; a database that is away shows at the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const { log } = options
  const config = clientConfig(options)
  const pool = new pg.Pool({ ...config, max: options.poolSize, idleTimeoutMillis: 60_000 })
  const listeners = new Set<Listener>()
  // Without these two an error of an idle or checked-out connection would end Node.
  pool.on('error', error => log.warn({ err: error }, 'an idle database connection broke'))
  pool.on('connect', client => client.on('error', () => undefined))

  function transaction<T>(...given: TransactionArguments<T>): Promise<T> {
    if (given.length === 1) return inTransaction(pool, 'begin isolation level read committed', given[0])
    return inTransaction(pool, `begin isolation level ${given[0]}`, given[1])
  }

  return {
    ...queryable(pool),
    transaction,
    repeatableRead: work => inTransaction(pool, 'begin isolation level repeatable read, read only', work),
    listen: (channel, onNotify) => {
      const listener = startListening({ config, channel, onNotify, log })
      listeners.add(listener)
      return listener
    },
    close: async () => {
      await Promise.all([...listeners].map(listener => listener.close()))
      await pool.end()
    },
  }
}

type Work<T> = (transaction: Queryable) => Promise<T>
type TransactionArguments<T> = [work: Work<T>] | [isolation: Isolation, work: Work<T>]

function clientConfig(options: DatabaseOptions): pg.ClientConfig {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000
  return {
    ...connectionConfig(options.connection),
    application_name: 'one-centre',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // Ours, a little later than PostgreSQL's: it also ends the wait for a server that no longer answers at all.
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    options: '-c TimeZone=UTC',
    types: { getTypeParser: parseColumn },
    // Statements of one connection that do not wait for each other's answers travel together, in order.
    pipeline: true,
  }
}

/** The part of a client's configuration that says where to connect. */
export function connectionConfig(connection: Connection): pg.ClientConfig {
  return typeof connection === 'string' ? { connectionString: connection } : { ...connection }
}

function queryable(runner: pg.Pool | pg.PoolClient, failed?: (error: unknown) => void): Queryable {
  const run = async <Row extends object>(query: pg.QueryConfig): Promise<Result<Row>> => {
    try {
      const { rows, rowCount } = await runner.query<Row>(query)
      return { rows, rowCount: rowCount ?? 0 }
    } catch (error) {
      failed?.(error)
      throw error
    }
  }
  return {
    query: (text, values = []) => run({ text, values: [...values] }),
    named: (name, text, values = []) => run({ name, text, values: [...values] }),
  }
}

async function inTransaction<T>(pool: pg.Pool, begin: string, work: Work<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  let firstFault: unknown
  try {
    await client.query(begin)
    const answer = await work(queryable(client, error => (firstFault ??= error)))
    const { command } = await client.query('commit')
    // PostgreSQL answers the commit of a failed transaction with a rollback and no error.
    if (command !== 'COMMIT') throw new Error('the transaction had already failed, so nothing was committed')
    return answer
  } catch (error) {
    broken = await rollback(client)
    // Of statements that travelled together, one behind the fault may be heard first; it says only that it was not tried.
    throw isAfterFault(error) ? firstFault : error
  } finally {
    client.release(broken)
  }
}

/** Returns the error of a connection that cannot be used again. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('rollback failed')
  }
}
