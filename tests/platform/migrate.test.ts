import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { migrate } from '../../server/src/platform/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { quietLog } from '../harness/quiet-log.ts'

let fresh: TestDatabase
let folder: string

beforeEach(async () => {
  fresh = await createTestDatabase({ content: 'empty' })
  folder = await mkdtemp(join(tmpdir(), 'one-centre-migrations-'))
})

afterEach(async () => {
  await fresh.drop()
  await rm(folder, { recursive: true })
})

const run = () => migrate({ connection: fresh.url, folder, log: quietLog })
const put = (name: string, sql: string) => writeFile(join(folder, name), sql)
const tableIsThere = async (table: string): Promise<unknown> =>
  (await fresh.db.query('select to_regclass($1) is not null as there', [table])).rows[0]?.['there']

test('P-50 migrations are applied in order and once', async () => {
  await put('0002_b.sql', 'insert into a values (2);')
  await put('0001_a.sql', 'create table a (n int); insert into a values (1);')

  expect(await run()).toEqual([1, 2])
  expect(await run()).toEqual([])
  await put('0003_c.sql', 'insert into a values (3)')
  expect(await run()).toEqual([3])

  expect((await fresh.db.query('select n from a order by n')).rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  const { rows } = await fresh.db.query('select number, name from migrations order by number')
  expect(rows).toEqual([
    { number: 1, name: '0001_a.sql' },
    { number: 2, name: '0002_b.sql' },
    { number: 3, name: '0003_c.sql' },
  ])
})

test('P-50 two programs that start together apply each migration once', async () => {
  await put('0001_a.sql', 'create table a (n int); select pg_sleep(0.2); insert into a values (1);')

  const applied = await Promise.all([run(), run()])

  expect(applied.flat()).toEqual([1])
  expect((await fresh.db.query('select n from a')).rows).toEqual([{ n: 1 }])
})

test('P-51 a migration that fails leaves nothing of itself, and running again completes', async () => {
  await put('0001_a.sql', 'create table a (n int)')
  await put('0002_b.sql', 'create table b (n int); select 1 / 0;')
  await expect(run()).rejects.toThrow('Migration 0002_b.sql failed and was undone: division by zero')
  expect([await tableIsThere('a'), await tableIsThere('b')]).toEqual([true, false])

  await put('0002_b.sql', 'create table b (n int)')

  expect(await run()).toEqual([2])
})

test('P-51 a migration that is killed leaves nothing of itself, and running again completes', async () => {
  await put('0001_a.sql', 'create table a (n int); select pg_sleep(30);')
  const killed = run().catch((error: unknown) => error)
  const terminate =
    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid() and datname = current_database()"
  await vi.waitFor(async () => expect((await fresh.db.query(terminate)).rowCount).toBe(1))
  expect(await killed).toBeInstanceOf(Error)
  expect(await tableIsThere('a')).toBe(false)

  await put('0001_a.sql', 'create table a (n int)')

  expect(await run()).toEqual([1])
})

test('P-52 an applied file that was changed is refused, other line ends are no change', async () => {
  await put('0001_a.sql', 'create table a (n int);\n')
  await run()
  await put('0001_a.sql', 'create table a (n int);\r\n')
  expect(await run()).toEqual([])

  await put('0001_a.sql', 'create table a (n bigint);\n')

  await expect(run()).rejects.toThrow('Migration 0001_a.sql was changed')
})

test('P-52 a database newer than the program is refused', async () => {
  await put('0001_a.sql', 'create table a (n int)')
  await put('0002_b.sql', 'create table b (n int)')
  await run()

  await rm(join(folder, '0002_b.sql'))

  await expect(run()).rejects.toThrow('newer than this program: it holds migration 0002_b.sql')
})

test('P-52 twins, odd names and files that end their own transaction are refused', async () => {
  await put('0001_a.sql', 'select 1')
  await put('0001_b.sql', 'select 1')
  await expect(run()).rejects.toThrow('0001_a.sql and 0001_b.sql share a number')
  await rename(join(folder, '0001_b.sql'), join(folder, 'last.sql'))
  await expect(run()).rejects.toThrow('last.sql should be named NNNN_')
  await rm(join(folder, 'last.sql'))
  await put('0002_b.sql', 'create table b (n int);\nCOMMIT;\n')

  await expect(run()).rejects.toThrow('0002_b.sql ends its own transaction')
  expect(await tableIsThere('migrations')).toBe(false)
})
