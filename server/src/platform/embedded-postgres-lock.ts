import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './embedded-postgres-binaries.ts'
import type { Log } from './log.ts'

/** Given to every PostgreSQL we start; tells our orphan from a PostgreSQL that somebody started by hand. */
export const CLUSTER_NAME = 'one-centre'

/** A fast shutdown writes a checkpoint; a slow disk with much to write may need this long. */
const FAST_STOP_MS = 30_000

/**
 * Makes sure that one running server uses `folder`. The lock is a name in the kernel (an abstract socket, on
 * Windows a pipe), so nothing is left behind by kill -9 and there is no file to judge or delete. Returns what releases it.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const name = `one-centre-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`
  const server = createServer(socket => socket.destroy())
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`
  await listening(server, address, folder)
  server.unref()
  return () => void server.close()
}

function listening(server: Server, address: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? inUse(folder) : error)
    })
    server.listen(address, resolve)
  })
}

function inUse(folder: string): Error {
  return new Error(
    `Another running server already uses the data in ${folder}. ` +
      'Stop that one first, or give this one its own DATA_DIR.',
  )
}

/** What `postmaster.pid` says; line numbers as in PostgreSQL's pidfile.h. */
export interface Postmaster {
  readonly pid: number
  /** Seconds since 1970 (line 3). */
  readonly startedAt: number
  /** Line 5; empty where there is none. */
  readonly socketDir: string
  /** `starting`, `stopping`, `ready` or `standby` (line 8); empty while it is being written. */
  readonly status: string
}

/** The process that a cluster says it belongs to, or undefined when there is no lock file. */
export function findPostmaster(clusterDir: string): Postmaster | undefined {
  let text: string
  try {
    text = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const lines = text.split('\n').map(line => line.trim())
  return {
    pid: Number(lines[0]),
    startedAt: Number(lines[2]),
    socketDir: lines[4] ?? '',
    status: lines[7] ?? '',
  }
}

/**
 * Ends the PostgreSQL that a killed server left behind. It is only touched when it provably is ours: a postgres
 * with our cluster name on this very folder. Anything else that lives under that number is refused; a dead
 * number is left to PostgreSQL, which judges its own lock file. No file is deleted here.
 */
export async function endOrphan(clusterDir: string, binaries: Binaries, log: Log): Promise<void> {
  const found = findPostmaster(clusterDir)
  if (found === undefined || !isAlive(found.pid)) return
  if (process.platform === 'win32') return endOrphanOnWindows(clusterDir, binaries, log)
  const identity = identify(found, clusterDir)
  if (identity === 'reused number') return
  if (identity === 'not ours') throw foreignLock(clusterDir, found.pid)
  log.warn({ pid: found.pid }, 'a PostgreSQL of a killed server is still running; stopping it')
  process.kill(found.pid, 'SIGINT')
  if (await isGoneWithin(found.pid, FAST_STOP_MS)) return
  // SIGQUIT ends it at once; the next start recovers from the write-ahead log.
  process.kill(found.pid, 'SIGQUIT')
  if (await isGoneWithin(found.pid, 5_000)) return
  throw new Error(
    `The old PostgreSQL (process ${found.pid}) on ${clusterDir} does not stop. End it, then start again.`,
  )
}

type Identity = 'our orphan' | 'reused number' | 'not ours'

function identify(found: Postmaster, clusterDir: string): Identity {
  const command = readProcess(found.pid, 'cmdline').split('\0')
  const isPostgres = basename(command[0] ?? '') === 'postgres'
  const usesFolder = workingFolder(found.pid) === realpathSync(clusterDir) || command.includes(clusterDir)
  if (isPostgres && usesFolder)
    return command.includes(`cluster_name=${CLUSTER_NAME}`) ? 'our orphan' : 'not ours'
  // After a power cut the number may belong to something younger than the lock file, which cannot have written it.
  return startOf(found.pid) > found.startedAt + 2 ? 'reused number' : 'not ours'
}

function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** When a process began, in seconds since 1970; NaN if unknown. Field 22 of /proc/pid/stat counts 1/100 s since boot. */
function startOf(pid: number): number {
  const bootedAt = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]
  return Number(bootedAt) + Number(statusFields(pid)[19]) / 100
}

/** Fields 3 and on of /proc/pid/stat; field 2, the name, may hold blanks and brackets of its own. */
function statusFields(pid: number): readonly string[] {
  return (readProcess(pid, 'stat').split(') ').at(-1) ?? '').split(' ')
}

function foreignLock(clusterDir: string, pid: number): Error {
  const file = join(clusterDir, 'postmaster.pid')
  return new Error(
    `The database in ${clusterDir} is locked: ${file} names process ${pid}, which is running and was not started ` +
      'by this server. If it is a PostgreSQL, stop it. If it is certainly something else and no PostgreSQL uses ' +
      `this folder, move ${file} away by hand. Then start again; nothing has been changed.`,
  )
}

/** Whether a process of that number runs, whoever owns it. One that ended but was not collected (Z) does not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || statusFields(pid)[0] === 'Z') return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function isGoneWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if (!isAlive(pid)) return true
    await sleep(20)
  }
  return !isAlive(pid)
}

/** Windows has no /proc. `pg_ctl` signals through a pipe that only a PostgreSQL has, so nothing else can be hit. */
async function endOrphanOnWindows(clusterDir: string, binaries: Binaries, log: Log): Promise<void> {
  log.warn({}, 'a PostgreSQL of a killed server may still be running; stopping it')
  const stop = promisify(execFile)(binaries.pgCtl, ['stop', '-D', clusterDir, '-m', 'fast', '-w'])
  await stop.catch((error: unknown) => {
    log.warn({ err: error }, 'pg_ctl found nothing to stop')
  })
}
