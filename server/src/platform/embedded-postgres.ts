import { chown, mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { ConnectionParts } from './database.ts'
import { canEnter, type Account } from './embedded-postgres-account.ts'
import { findBinaries, type Binaries } from './embedded-postgres-binaries.ts'
import {
  DATABASE,
  findCluster,
  makeCluster,
  readPassword,
  USER,
  type Cluster,
} from './embedded-postgres-cluster.ts'
import { CLUSTER_NAME, endOrphan, findPostmaster, lockFolder } from './embedded-postgres-lock.ts'
import { PostgresProcess } from './embedded-postgres-process.ts'
import type { Log } from './log.ts'

/** The kernel's limit of a socket path is 107 bytes; PostgreSQL appends `/.s.PGSQL.5432` and, for its lock, `.lock`. */
const SOCKET_DIR_PREFIX = 'one-centre-'
const LONGEST_SOCKET_DIR = 107 - '/.s.PGSQL.5432.lock'.length

/** A power cut loses no committed transaction, and a torn or rotten page is noticed. */
const SAFE_SETTINGS: Settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Quoted statements and DETAIL lines would carry personal data into the log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  timezone: 'UTC',
}

export type Settings = Readonly<Record<string, string>>

export interface EmbeddedPostgresOptions {
  /** Our folder for the database; it is made if missing. The cluster itself lies in `cluster` below it. */
  readonly dataDir: string
  readonly log: Log
  /** Further settings of postgresql.conf; they win over ours. */
  readonly settings?: Settings
  /** Told when PostgreSQL died unasked; it is started again anyway. */
  readonly onCrash?: (reason: string) => void
  /** Root-owned place for what the database account cannot reach elsewhere. Default /var/lib/one-centre. */
  readonly fallbackRoot?: string
}

export interface EmbeddedPostgres {
  readonly connection: ConnectionParts
  /** Resolves when no process is left. */
  stop(): Promise<void>
  /** The number of the postmaster now; undefined while it is being started again. */
  readonly pid: number | undefined
}

/** Something to be undone when PostgreSQL has stopped or could not be started. */
type Undo = () => Promise<void> | void

/**
 * Starts a real PostgreSQL from the binaries npm shipped and keeps it running until `stop`. Resolves when it
 * takes connections. Throws, with what to do, when the folder is in use, locked by something else, not
 * readable, or when PostgreSQL itself refuses. It never deletes a lock file or a data folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const undo: Undo[] = []
  const undoAll = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return await start(options, undo, undoAll)
  } catch (error) {
    await undoAll()
    throw error
  }
}

async function start(
  options: EmbeddedPostgresOptions,
  undo: Undo[],
  undoAll: Undo,
): Promise<EmbeddedPostgres> {
  const { log } = options
  const dataDir = resolve(options.dataDir)
  const fallbackRoot = options.fallbackRoot ?? '/var/lib/one-centre'
  const settings = { ...SAFE_SETTINGS, ...options.settings }
  await mkdir(dataDir, { recursive: true })
  undo.push(await lockFolder(dataDir))
  const cluster = await findCluster(dataDir, fallbackRoot)
  const binaries = await findBinaries({ account: cluster.account, fallbackRoot, dataDir })
  if (cluster.isNew) await makeCluster({ cluster, binaries, dataDir, durable: settings.fsync !== 'off', log })
  // Two data folders may point at one cluster outside them (a copied DATA_DIR); only one of them may use it.
  if (cluster.isOutside) undo.push(await lockFolder(cluster.dir))
  await endOrphanOf(cluster, binaries, log)

  const address = await findAddress(cluster, dataDir, undo)
  const postgres = new PostgresProcess(
    {
      program: binaries.postgres,
      arguments: postgresArguments(cluster, settings, address),
      account: cluster.account,
      clusterDir: cluster.dir,
    },
    log,
    reason => options.onCrash?.(reason),
  )
  undo.push(() => postgres.stop())
  await postgres.start()
  return {
    connection: { ...address.connection, user: USER, database: DATABASE },
    stop: async () => undoAll(),
    get pid() {
      return postgres.pid
    },
  }
}

async function endOrphanOf(cluster: Cluster, binaries: Binaries, log: Log): Promise<void> {
  const left = findPostmaster(cluster.dir)
  await endOrphan(cluster.dir, binaries, log)
  // The socket folder of the killed server is empty now; rmdir leaves anything else alone.
  if (left !== undefined && basename(left.socketDir).startsWith(SOCKET_DIR_PREFIX)) {
    await rmdir(left.socketDir).catch(() => undefined)
  }
}

/** Where PostgreSQL listens: in a folder only its own account (and root) can enter; on Windows on the loopback. */
interface Address {
  readonly settings: Settings
  readonly connection: Pick<ConnectionParts, 'host' | 'port' | 'password'>
}

async function findAddress(cluster: Cluster, dataDir: string, undo: Undo[]): Promise<Address> {
  if (process.platform === 'win32') {
    const port = await freePort()
    return {
      settings: { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' },
      connection: { host: '127.0.0.1', port, password: await readPassword(dataDir) },
    }
  }
  const socketDir = await makeSocketDir(cluster.account)
  undo.push(() => rm(socketDir, { recursive: true, force: true }))
  return {
    settings: { listen_addresses: '', port: '5432', unix_socket_directories: socketDir },
    connection: { host: socketDir, port: 5432 },
  }
}

async function makeSocketDir(account: Account | undefined): Promise<string> {
  const suffixBytes = `/${SOCKET_DIR_PREFIX}`.length + 6
  const base = [tmpdir(), '/tmp', '/run'].find(
    folder =>
      Buffer.byteLength(folder) + suffixBytes <= LONGEST_SOCKET_DIR &&
      !/[,"\s]/.test(folder) &&
      (account === undefined || canEnter(folder, account)),
  )
  if (base === undefined) throw new Error('No folder for the database socket: /tmp cannot be entered.')
  const socketDir = await mkdtemp(join(base, SOCKET_DIR_PREFIX))
  if (account !== undefined) await chown(socketDir, account.uid, account.gid)
  return socketDir
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

function postgresArguments(cluster: Cluster, settings: Settings, address: Address): readonly string[] {
  const all = { ...settings, ...address.settings, cluster_name: CLUSTER_NAME }
  return ['-D', cluster.dir, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}
