import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** An account of the operating system that PostgreSQL runs as, because it refuses root. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * Who runs PostgreSQL: undefined for "this very user" when we are not root; as root the owner of the
 * existing cluster, else `postgres`, else `nobody`.
 */
export function accountFor(clusterDir: string): Account | undefined {
  if (process.getuid?.() !== 0) {
    refuseStranger(clusterDir)
    return undefined
  }
  const accounts = knownAccounts()
  if (existsSync(clusterDir)) return ownerOf(clusterDir, accounts)
  const account =
    accounts.find(known => known.name === 'postgres') ?? accounts.find(known => known.name === 'nobody')
  if (account !== undefined) return account
  throw new Error(
    'PostgreSQL refuses to run as root, and /etc/passwd has neither "postgres" nor "nobody". ' +
      'Start the server as an ordinary user, or add one with: useradd --system postgres',
  )
}

function refuseStranger(clusterDir: string): void {
  const uid = process.getuid?.()
  if (uid === undefined || !existsSync(clusterDir) || statSync(clusterDir).uid === uid) return
  throw new Error(
    `The database in ${clusterDir} belongs to another user (uid ${statSync(clusterDir).uid}). Start the server ` +
      `as that user or as root, or hand the folder over with: chown -R ${uid} "${clusterDir}"`,
  )
}

function ownerOf(clusterDir: string, accounts: readonly Account[]): Account {
  const { uid, gid } = statSync(clusterDir)
  if (uid === 0) {
    throw new Error(
      `The database in ${clusterDir} belongs to root, and PostgreSQL refuses to run as root. ` +
        `Mend it with: chown -R postgres "${clusterDir}" (or nobody, where there is no postgres account)`,
    )
  }
  return accounts.find(account => account.uid === uid) ?? { name: `uid ${uid}`, uid, gid }
}

function knownAccounts(): readonly Account[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  return lines.flatMap(line => {
    const [name, , uid, gid] = line.split(':')
    if (name === undefined || !uid || !gid || uid === '0') return []
    return [{ name, uid: Number(uid), gid: Number(gid) }]
  })
}

/**
 * Whether `account` can enter `directory` and every folder above it, judged by the mode bits alone. An access
 * list is not read: then a copy is made that was not needed, which does no harm.
 */
export function canEnter(directory: string, account: Account): boolean {
  const path = resolve(directory)
  const { uid, gid, mode } = statSync(path)
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
  if (((mode >> shift) & 1) === 0) return false
  const parent = dirname(path)
  return parent === path || canEnter(parent, account)
}
