import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { isDataError, isRetryable, isUnavailable } from '../../server/src/platform/database-errors.ts'
import { openDatabase, type Queryable } from '../../server/src/platform/database.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { keepingLog, quietLog } from '../harness/quiet-log.ts'

let fresh: TestDatabase

beforeAll(async () => {
  fresh = await createTestDatabase({ content: 'empty' })
  await fresh.db.query('create table note (id int primary key, text text)')
})

afterAll(() => fresh.drop())

/** What `work` throws. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('expected an error')
}

async function endOtherConnections(): Promise<void> {
  await fresh.db.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
}

test('P-30 an idle connection that breaks is replaced', async () => {
  const log = keepingLog()
  const db = openDatabase({ connection: fresh.url, poolSize: 2, log })
  await db.query('select 1')

  await endOtherConnections()
  await vi.waitFor(() =>
    expect(log.lines.map(line => line.message)).toContain('an idle database connection broke'),
  )

  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await db.close()
})

test('P-30 a connection that breaks inside a transaction fails that transaction only', async () => {
  const db = openDatabase({ connection: fresh.url, poolSize: 1, log: quietLog })

  const error = await errorOf(
    db.transaction(async transaction => {
      await transaction.query("insert into note values (30, 'lost')")
      await endOtherConnections()
      await sleep(50)
      await transaction.query('select 1')
    }),
  )

  expect(isUnavailable(error)).toBe(true)
  expect((await db.query('select * from note where id = 30')).rows).toEqual([])
  await db.close()
})

test('P-31 a database that is not there is unavailable at once', async () => {
  for (const connection of ['postgres://a@127.0.0.1:1/b', { host: '/nowhere', user: 'a', database: 'b' }]) {
    const db = openDatabase({ connection, poolSize: 1, log: quietLog })
    expect(isUnavailable(await errorOf(db.query('select 1')))).toBe(true)
    await db.close()
  }
})

test('P-31 a server that accepts and then says nothing is unavailable in time', async () => {
  const { port, close } = await silentServer()
  const db = openDatabase({
    connection: `postgres://a@127.0.0.1:${port}/b`,
    poolSize: 1,
    log: quietLog,
    connectTimeoutMs: 200,
  })
  const startedAt = performance.now()

  expect(isUnavailable(await errorOf(db.query('select 1')))).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  await db.close()
  await close()
})

test('P-31 a pool with no free connection is unavailable in time', async () => {
  const db = openDatabase({ connection: fresh.url, poolSize: 1, log: quietLog, connectTimeoutMs: 200 })

  await db.transaction(async () => {
    expect(isUnavailable(await errorOf(db.query('select 1')))).toBe(true)
  })
  await db.close()
})

test.each([
  ['U+0000', 'select $1::text', ['a\u0000b']],
  ['no number', 'select $1::int', ['many']],
  ['no UUID', 'select $1::uuid', ['7']],
  ['out of range', 'select $1::int', ['99999999999']],
  ['no day', 'select $1::date', ['2026-13-41']],
  ['half a surrogate pair in JSON', 'select $1::jsonb', ['{"a":"\\ud800"}']],
  ['U+0000 in JSON', 'select $1::jsonb', ['{"a":"\\u0000"}']],
])('P-32 %s is a data error', async (_what, text, values) => {
  const error = await errorOf(fresh.db.query(text, values))

  expect(isDataError(error)).toBe(true)
  expect(isUnavailable(error)).toBe(false)
})

test('P-32 a mistake of ours is no data error', async () => {
  const error = await errorOf(fresh.db.query('selct 1'))

  expect([isDataError(error), isUnavailable(error), isRetryable(error)]).toEqual([false, false, false])
})

test('P-33 two serializable transactions that met can be run again', async () => {
  const count = 'select count(*) as n from note'
  const meet = (id: number, other: () => Promise<unknown>) =>
    fresh.db.transaction('serializable', async transaction => {
      await transaction.query(count)
      await transaction.query('insert into note values ($1)', [id])
      await other()
    })

  const error = await errorOf(meet(33, () => meet(34, () => Promise.resolve())))

  expect(isRetryable(error)).toBe(true)
  expect((await fresh.db.query('select id from note where id in (33, 34)')).rows).toEqual([{ id: 34 }])
})

test('P-34 columns arrive as what they mean', async () => {
  const { rows } = await fresh.db.query(`select 42::int8 as small, 9007199254740993::int8 as large,
    '2026-11-23 08:00:00.125456+08'::timestamptz as at, '0001-01-01 00:00+00'::timestamptz as early,
    '2026-11-23'::date as day, '{"a":[1]}'::jsonb as body, array[1, null]::int8[] as list,
    array['2026-11-23 00:00Z']::timestamptz[] as instants, 1.10::numeric as amount, null::timestamptz as none`)

  expect(rows[0]).toEqual({
    small: 42,
    large: '9007199254740993',
    at: '2026-11-23T00:00:00.125Z',
    early: '0001-01-01T00:00:00.000Z',
    day: '2026-11-23',
    body: { a: [1] },
    list: [1, null],
    instants: ['2026-11-23T00:00:00.000Z'],
    amount: '1.10',
    none: null,
  })
})

test('P-35 a transaction commits what its work returns', async () => {
  const answer = await fresh.db.transaction(async transaction => {
    const { rowCount } = await transaction.query("insert into note values (35, 'kept')")
    return rowCount
  })

  expect(answer).toBe(1)
  expect((await fresh.db.query('select text from note where id = 35')).rows).toEqual([{ text: 'kept' }])
})

test('P-35 a transaction undoes what its work throws', async () => {
  const failing = fresh.db.transaction(async transaction => {
    await transaction.query('insert into note values (36)')
    throw new Error('changed my mind')
  })

  await expect(failing).rejects.toThrow('changed my mind')
  expect((await fresh.db.query('select * from note where id = 36')).rows).toEqual([])
})

test('P-35 a transaction whose failure was swallowed is not reported as committed', async () => {
  const swallowing = fresh.db.transaction(async transaction => {
    await transaction.query('insert into note values (37)')
    await transaction.query('select 1 / 0').catch(() => undefined)
  })

  await expect(swallowing).rejects.toThrow('nothing was committed')
  expect((await fresh.db.query('select * from note where id = 37')).rows).toEqual([])
})

test('P-36 repeatableRead sees one instant and cannot write', async () => {
  const find = 'select * from note where id = 38'
  const seen = await fresh.db.repeatableRead(async transaction => {
    const before = await transaction.query(find)
    await fresh.db.query('insert into note values (38)')
    const after = await transaction.query(find)
    return [before.rowCount, after.rowCount]
  })

  expect(seen).toEqual([0, 0])
  await expect(
    fresh.db.repeatableRead(transaction => transaction.query('insert into note values (39)')),
  ).rejects.toThrow('read-only transaction')
})

test('P-37 a listener hears again after its connection broke', async () => {
  const heard: (string | undefined)[] = []
  const listener = fresh.db.listen('bell', payload => heard.push(payload))
  await listener.ready
  await fresh.db.query("select pg_notify('bell', 'one')")
  await vi.waitFor(() => expect(heard).toEqual([undefined, 'one']))

  await endOtherConnections()
  await vi.waitFor(() => expect(heard).toEqual([undefined, 'one', undefined]), 5_000)
  await fresh.db.query("select pg_notify('bell', 'two')")

  await vi.waitFor(() => expect(heard).toEqual([undefined, 'one', undefined, 'two']))
  await listener.close()
})

test('P-37 a listener closes while the database is away', async () => {
  const db = openDatabase({ connection: 'postgres://a@127.0.0.1:1/b', poolSize: 1, log: quietLog })
  const listener = db.listen('bell', () => undefined)
  await sleep(50)

  await db.close()
  await expect(listener.ready).resolves.toBeUndefined()
})

test('P-38 a statement that takes too long is cancelled', async () => {
  const db = openDatabase({ connection: fresh.url, poolSize: 1, log: quietLog, statementTimeoutMs: 100 })

  await expect(db.query('select pg_sleep(5)')).rejects.toMatchObject({ code: '57014' })
  await db.close()
})

test('P-39 a named statement is prepared once', async () => {
  await fresh.db.transaction(async transaction => {
    await transaction.named('add-one', 'select $1::int + 1 as sum', [1])
    const { rows } = await transaction.named<{ sum: number }>('add-one', 'select $1::int + 1 as sum', [41])
    const prepared = await transaction.query("select name from pg_prepared_statements where name = 'add-one'")

    expect(rows).toEqual([{ sum: 42 }])
    expect(prepared.rowCount).toBe(1)
  })
})

test('P-41 of statements that travel together the one that failed is told, not one behind it', async () => {
  const { db } = fresh
  const later = async (transaction: Queryable): Promise<unknown> => {
    const { rows } = await transaction.query('select 1 / 0')
    return rows[0]
  }

  const failing = db.transaction(async transaction => {
    await Promise.all([later(transaction).then(row => row), transaction.query('select 1')])
  })

  await expect(failing).rejects.toMatchObject({ code: '22012' })
})

async function silentServer(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    close: () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
