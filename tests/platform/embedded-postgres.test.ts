import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ConnectionParts } from '../../server/src/platform/database.ts'
import { isAlive } from '../../server/src/platform/embedded-postgres-lock.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts'
import { quietLog } from '../harness/quiet-log.ts'

const isRoot = process.getuid?.() === 0

let home: string
let undo: (() => Promise<unknown>)[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'one-centre-embedded-'))
  await chmod(home, 0o755)
  undo = []
})

afterEach(async () => {
  for (const step of undo.reverse()) await step()
  await rm(home, { recursive: true, force: true })
})

async function start(
  dataDir: string,
  onCrash: (reason: string) => void = () => undefined,
): Promise<EmbeddedPostgres> {
  const fallbackRoot = join(home, 'shared')
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog, onCrash, fallbackRoot })
  undo.push(() => postgres.stop())
  return postgres
}

/** The rows that one statement returns. */
async function ask(
  connection: ConnectionParts,
  statement: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement)
    return rows
  } finally {
    await client.end()
  }
}

interface Holder {
  readonly program: ChildProcess
  readonly pid: number
  readonly connection: ConnectionParts
}

/** Another program that runs the PostgreSQL of `dataDir`. */
async function hold(dataDir: string): Promise<Holder> {
  const script = fileURLToPath(new URL('./hold-postgres.ts', import.meta.url))
  const program = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(program.stdout, 'data')) as [Buffer]
  const told = JSON.parse(line.toString()) as Omit<Holder, 'program'>
  undo.push(() => rm(told.connection.host, { recursive: true, force: true }))
  return { program, ...told }
}

async function end(program: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  const exited = once(program, 'exit')
  program.kill(signal)
  await exited
}

test('P-10 the database is durable and closed to strangers', async () => {
  const { connection } = await start(join(home, 'data'))

  const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses']
  const settings = await ask(
    connection,
    `select name, setting from pg_settings where name in ('${names.join("','")}') order by name`,
  )
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
    data_checksums: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    listen_addresses: '',
    synchronous_commit: 'on',
  })
  const folder = await stat(connection.host)
  expect(folder.mode & 0o777).toBe(0o700)
  expect(folder.uid).toBe((await stat(join(home, 'data', 'cluster'))).uid)
  expect(
    await ask(
      connection,
      "select datlocprovider, datlocale, encoding from pg_database where datname = 'postgres'",
    ),
  ).toEqual([{ datlocprovider: 'b', datlocale: 'C.UTF-8', encoding: 6 }])
})

test.each([
  ['blanks and Chinese characters', 'One Centre 一中心 数据'],
  ['a quote', `it's "here"`],
  ['a long path', join('很长的路径'.repeat(12), 'x'.repeat(120))],
])('P-11 it runs below a folder with %s', async (_what, folder) => {
  const { connection } = await start(join(home, folder, 'data'))

  expect(await ask(connection, "select '一中心' as name")).toEqual([{ name: '一中心' }])
})

test('P-11 it runs where the temporary folder has a long name', async () => {
  const long = join(home, 'y'.repeat(110))
  await mkdir(long)
  vi.stubEnv('TMPDIR', long)

  const { connection } = await start(join(home, 'data')).finally(() => vi.unstubAllEnvs())

  expect(connection.host.startsWith(long)).toBe(false)
  expect(await ask(connection, 'select 1 as one')).toEqual([{ one: 1 }])
})

describe.runIf(isRoot)('started by root', () => {
  test('P-12 it runs as an account that is not root', async () => {
    const { pid = 0 } = await start(join(home, 'data'))

    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0)
  })

  test('P-12 a closed folder makes the cluster lie outside, and the data folder says where', async () => {
    const closed = join(home, 'closed')
    await mkdir(closed, { mode: 0o700 })
    const first = await start(join(closed, 'data'))
    await ask(first.connection, 'create table kept as select 7 as n')
    await first.stop()

    const pointer = await readFile(join(closed, 'data', 'cluster-location'), 'utf8')
    expect(pointer.startsWith(join(home, 'shared', 'cluster-'))).toBe(true)
    await rename(closed, join(home, 'moved'))
    const second = await start(join(home, 'moved', 'data'))
    expect(await ask(second.connection, 'select n from kept')).toEqual([{ n: 7 }])
  })

  test('P-12 an existing cluster behind a closed folder is refused, not replaced', async () => {
    await (await start(join(home, 'house', 'data'))).stop()
    await chmod(join(home, 'house'), 0o700)

    await expect(start(join(home, 'house', 'data'))).rejects.toThrow('chmod o+x')
    expect(existsSync(join(home, 'shared'))).toBe(false)
  })

  test('P-12 an existing cluster keeps its owner', async () => {
    const dataDir = join(home, 'data')
    await (await start(dataDir)).stop()
    const { uid } = await stat(join(dataDir, 'cluster'))
    expect(uid).not.toBe(0)
    await chown(join(dataDir, 'cluster'), 0, 0)

    await expect(start(dataDir)).rejects.toThrow('chown -R')
  })
})

test('P-13 what a killed program left running is stopped, and no committed row is missing', async () => {
  const dataDir = join(home, 'data')
  const killed = await hold(dataDir)
  await ask(killed.connection, 'create table kept as select 7 as n')
  await end(killed.program, 'SIGKILL')
  expect(isAlive(killed.pid)).toBe(true)

  const next = await start(dataDir)

  expect(isAlive(killed.pid)).toBe(false)
  expect(existsSync(killed.connection.host)).toBe(false)
  expect(await ask(next.connection, 'select n from kept')).toEqual([{ n: 7 }])
})

test('P-13 a program and its PostgreSQL killed together lose no committed row', async () => {
  const dataDir = join(home, 'data')
  const killed = await hold(dataDir)
  await ask(killed.connection, 'create table kept as select 7 as n')
  process.kill(killed.pid, 'SIGKILL')
  await end(killed.program, 'SIGKILL')

  const next = await start(dataDir)

  expect(await ask(next.connection, 'select n from kept')).toEqual([{ n: 7 }])
})

test('P-14 a lock that names a living stranger is refused and left alone', async () => {
  const dataDir = join(home, 'data')
  await (await start(dataDir)).stop()
  const file = join(dataDir, 'cluster', 'postmaster.pid')
  const lock = `${process.pid}\n${join(dataDir, 'cluster')}\n${2 ** 33}\n5432\n\n\n\nready\n`
  await writeFile(file, lock)

  await expect(start(dataDir)).rejects.toThrow(file)
  expect(await readFile(file, 'utf8')).toBe(lock)
})

test('P-14 a PostgreSQL started by hand is refused and keeps running', async () => {
  const dataDir = join(home, 'data')
  const cluster = join(dataDir, 'cluster')
  const held = await hold(dataDir)
  const program = (await readFile(`/proc/${held.pid}/cmdline`, 'utf8')).split('\0')[0] ?? ''
  await end(held.program, 'SIGTERM')
  const { uid, gid } = await stat(cluster)
  const byHand = spawn(
    program,
    ['-D', cluster, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${cluster}`],
    {
      uid,
      gid,
      stdio: 'ignore',
    },
  )
  undo.push(() => end(byHand, 'SIGINT'))
  await vi.waitFor(async () =>
    expect(await readFile(join(cluster, 'postmaster.pid'), 'utf8')).toContain('ready'),
  )

  await expect(start(dataDir)).rejects.toThrow('was not started by this server')
  expect(byHand.exitCode).toBeNull()
})

test('P-14 a lock file that PostgreSQL itself refuses is shown with its words and left alone', async () => {
  const dataDir = join(home, 'data')
  await (await start(dataDir)).stop()
  const file = join(dataDir, 'cluster', 'postmaster.pid')
  await writeFile(file, '')

  await expect(start(dataDir)).rejects.toThrow('postmaster.pid')
  expect(existsSync(file)).toBe(true)
})

test('P-15 a second program on the same data folder is refused', async () => {
  const dataDir = join(home, 'data')
  const first = await hold(dataDir)
  undo.push(() => end(first.program, 'SIGTERM'))

  await expect(start(dataDir)).rejects.toThrow('already uses the data')
  expect(await ask(first.connection, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('P-16 a PostgreSQL that is killed is started again and reported', async () => {
  const crashes: string[] = []
  const postgres = await start(join(home, 'data'), reason => crashes.push(reason))
  await ask(postgres.connection, 'create table kept as select 7 as n')
  const before = postgres.pid ?? 0

  process.kill(before, 'SIGKILL')

  await vi.waitFor(
    async () => expect(await ask(postgres.connection, 'select n from kept')).toEqual([{ n: 7 }]),
    {
      timeout: 10_000,
      interval: 50,
    },
  )
  expect(crashes).toEqual(['killed by SIGKILL'])
  expect(postgres.pid).not.toBe(before)
})

test('P-17 a clean stop leaves no process and no socket folder', async () => {
  const dataDir = join(home, 'data')
  const held = await hold(dataDir)

  await end(held.program, 'SIGTERM')

  expect(isAlive(held.pid)).toBe(false)
  expect(existsSync(held.connection.host)).toBe(false)
  expect(existsSync(join(dataDir, 'cluster', 'postmaster.pid'))).toBe(false)
})

test('P-17 a program that ends without stopping takes its PostgreSQL along', async () => {
  const held = await hold(join(home, 'data'))

  await end(held.program, 'SIGUSR2')

  await vi.waitFor(() => expect(isAlive(held.pid)).toBe(false), 5_000)
})

test('P-18 the rest of a first start that was killed is neither used nor deleted', async () => {
  const dataDir = join(home, 'data')
  await mkdir(join(dataDir, 'cluster.making-00000000'), { recursive: true })
  await writeFile(join(dataDir, 'cluster.making-00000000', 'PG_VERSION'), '18\n')

  const { connection } = await start(dataDir)

  expect(await ask(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await readdir(dataDir)).sort()).toEqual(['cluster', 'cluster.making-00000000'])
})

test('P-19 a database that has gone missing is not replaced by an empty one', async () => {
  const dataDir = join(home, 'data')
  await mkdir(dataDir)
  await writeFile(join(dataDir, 'cluster-location'), join(home, 'gone'))

  await expect(start(dataDir)).rejects.toThrow('nothing is there')
  expect(existsSync(join(home, 'gone'))).toBe(false)
})
