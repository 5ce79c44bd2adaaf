import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { accountFor, canEnter, type Account } from './embedded-postgres-account.ts'
import { makeOpenFolder, type Binaries } from './embedded-postgres-binaries.ts'
import { postgresEnvironment } from './embedded-postgres-process.ts'
import type { Log } from './log.ts'

/** The superuser and the database that the application uses. */
export const USER = 'one_centre'
export const DATABASE = 'postgres'

/** Names the cluster when it cannot lie in the data folder itself. It moves along with the data folder. */
const POINTER = 'cluster-location'

/** Where the database lies and who runs it. */
export interface Cluster {
  readonly dir: string
  /** Undefined means this very user. */
  readonly account: Account | undefined
  readonly isNew: boolean
  /** Not below the data folder, because the account cannot reach that. */
  readonly isOutside: boolean
}

/** Finds the cluster of a data folder, or decides where a new one will lie. Throws where data would be missed. */
export async function findCluster(dataDir: string, fallbackRoot: string): Promise<Cluster> {
  const inside = join(dataDir, 'cluster')
  const pointer = join(dataDir, POINTER)
  if (existsSync(pointer)) {
    const dir = (await readFile(pointer, 'utf8')).trim()
    if (existsSync(dir)) return { dir, account: accountFor(dir), isNew: false, isOutside: true }
    throw new Error(
      `${pointer} says that the database lies in ${dir}, but nothing is there. Bring that folder back (from a ` +
        `backup), or write its new place into ${pointer}. No empty database is made in its stead.`,
    )
  }
  const account = accountFor(inside)
  const reachable = account === undefined || canEnter(dataDir, account)
  if (existsSync(inside) && !reachable) {
    throw new Error(
      `The account "${account.name}", which runs PostgreSQL, cannot enter ${dataDir}. ` +
        `Open the way with: chmod o+x on ${dataDir} and the folders above it, or move DATA_DIR.`,
    )
  }
  if (reachable) return { dir: inside, account, isNew: !existsSync(inside), isOutside: false }
  await makeOpenFolder(fallbackRoot)
  const dir = join(fallbackRoot, `cluster-${randomBytes(6).toString('hex')}`)
  return { dir, account, isNew: true, isOutside: true }
}

interface MakeClusterOptions {
  readonly cluster: Cluster
  readonly binaries: Binaries
  readonly dataDir: string
  /** Whether to wait for the disk. */
  readonly durable: boolean
  readonly log: Log
}

/**
 * Makes an empty cluster. It is made under another name and renamed when whole, so a start that was killed
 * half-way leaves no half database; what it leaves (`cluster.making-…`) is never used and never deleted.
 */
export async function makeCluster({
  cluster,
  binaries,
  dataDir,
  durable,
  log,
}: MakeClusterOptions): Promise<void> {
  const startedAt = performance.now()
  const making = `${cluster.dir}.making-${randomBytes(4).toString('hex')}`
  await mkdir(making, { mode: 0o700 })
  if (cluster.account !== undefined) await chown(making, cluster.account.uid, cluster.account.gid)
  await runInitdb(binaries, making, cluster.account, [
    ...(await loginArguments(dataDir)),
    ...(durable ? [] : ['--no-sync']),
  ])
  await rename(making, cluster.dir)
  if (cluster.isOutside) await writePointer(dataDir, cluster.dir)
  if (durable) await Promise.all([syncFolder(dataDir), syncFolder(join(cluster.dir, '..'))])
  log.info({ dir: cluster.dir, ms: Math.round(performance.now() - startedAt) }, 'made an empty database')
}

async function runInitdb(
  binaries: Binaries,
  dir: string,
  account: Account | undefined,
  more: readonly string[],
): Promise<void> {
  const options = {
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    cwd: dir,
    env: postgresEnvironment(),
    windowsHide: true,
  }
  const fixed = [
    `--pgdata=${dir}`,
    `--username=${USER}`,
    '--encoding=UTF8',
    // Sorts and compares the same on every machine, whatever locales it has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
  ]
  await promisify(execFile)(binaries.initdb, [...fixed, ...more], options)
}

/** On a socket the folder's mode is the lock; on the loopback, where every user could knock, a password is. */
async function loginArguments(dataDir: string): Promise<readonly string[]> {
  if (process.platform !== 'win32') return ['--auth-local=trust', '--auth-host=reject']
  await writeFile(join(dataDir, 'password'), randomBytes(24).toString('base64url'), { mode: 0o600 })
  return ['--auth=scram-sha-256', `--pwfile=${join(dataDir, 'password')}`]
}

/** The password that `makeCluster` chose on Windows. */
export async function readPassword(dataDir: string): Promise<string> {
  return readFile(join(dataDir, 'password'), 'utf8')
}

async function writePointer(dataDir: string, dir: string): Promise<void> {
  const pointer = join(dataDir, POINTER)
  await writeFile(`${pointer}.new`, `${dir}\n`, { flush: true })
  await rename(`${pointer}.new`, pointer)
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals the rename itself.
  if (process.platform === 'win32') return
  const folder = await open(path)
  await folder.sync()
  await folder.close()
}
