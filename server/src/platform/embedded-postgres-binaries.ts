import { existsSync } from 'node:fs'
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { canEnter, type Account } from './embedded-postgres-account.ts'

/** The programs of one PostgreSQL; all three are absolute paths. */
export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
}

/** A symlink as `pg-symlinks.json` lists it; both paths are relative to the package. `source` is what it points at. */
interface ShippedLink {
  readonly source: string
  readonly target: string
}

interface FindBinariesOptions {
  /** Who will run the programs; undefined means this very user. */
  readonly account: Account | undefined
  /** Root-owned place for a copy that `account` can reach. */
  readonly fallbackRoot: string
  /** Where a copy goes if the package is read-only and we are not root. */
  readonly dataDir: string
}

/** Finds the PostgreSQL that npm shipped for this machine and makes it runnable. Throws where none is shipped. */
export async function findBinaries(options: FindBinariesOptions): Promise<Binaries> {
  return makeRunnable(shippedPackageDir(), options)
}

/**
 * Makes the programs of a package runnable: adds the symlinks the tarball cannot hold (so that
 * `npm ci --ignore-scripts` is enough) and copies everything to a reachable place when the package lies below a
 * closed folder or cannot be written.
 */
export async function makeRunnable(packageDir: string, options: FindBinariesOptions): Promise<Binaries> {
  const { account, fallbackRoot, dataDir } = options
  const reachable = account === undefined || canEnter(join(packageDir, 'native', 'bin'), account)
  if (reachable && (await linksCanBeMade(packageDir))) return binariesIn(packageDir)
  return binariesIn(await copyOnce(packageDir, account === undefined ? dataDir : fallbackRoot))
}

function shippedPackageDir(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    // `exports` hides package.json, so the package is found by its main file, dist/index.js.
    const main = createRequire(import.meta.url).resolve(name)
    return dirname(dirname(main))
  } catch (error) {
    throw new Error(
      `No PostgreSQL is shipped for this machine (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or later, or run npm ci without --omit=optional.',
      { cause: error },
    )
  }
}

function binariesIn(packageDir: string): Binaries {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(packageDir, 'native', 'bin', name + ending)
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') }
}

async function linksCanBeMade(packageDir: string): Promise<boolean> {
  try {
    await makeLinks(packageDir)
    return true
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM'].includes(codeOf(error))) return false
    throw error
  }
}

async function makeLinks(packageDir: string): Promise<void> {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as readonly ShippedLink[]
  for (const link of links) {
    const path = join(packageDir, link.target)
    if (await isThere(path)) continue
    await symlink(relative(dirname(link.target), link.source), path).catch(ignoreAlreadyThere)
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function ignoreAlreadyThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Copies beside the final name and renames, so a half copy is never taken for a whole one. */
async function copyOnce(packageDir: string, root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    version: string
  }
  const final = join(root, `postgresql-${version}-${process.platform}-${process.arch}`)
  await makeOpenFolder(root)
  if (await isThere(final)) {
    await refuseForeignOwner(final)
    return final
  }
  const copy = await mkdtemp(`${final}.copying-`)
  await copyReadable(join(packageDir, 'native'), join(copy, 'native'))
  await makeLinks(copy)
  await chmod(copy, 0o755)
  try {
    await rename(copy, final)
  } catch (error) {
    // Another start was quicker; its copy is the same.
    await rm(copy, { recursive: true })
    if (!existsSync(final)) throw error
  }
  return final
}

/** Copies folders and files so that everyone can read them, whatever the umask was when npm unpacked them. */
async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) await copyReadable(source, target)
    if (!entry.isFile()) continue
    await copyFile(source, target)
    const { mode } = await stat(source)
    await chmod(target, (mode & 0o111) === 0 ? 0o644 : 0o755)
  }
}

/** Makes a folder that everyone may enter and only we may write; refuses one that a stranger can write. */
export async function makeOpenFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true })
  if (made !== undefined) await chmod(path, 0o755)
  await refuseForeignOwner(path)
}

/** Programs that root starts for another account must not lie where a stranger could exchange them. */
async function refuseForeignOwner(path: string): Promise<void> {
  const found = await stat(path)
  const strangersCanWrite = (found.mode & 0o022) !== 0
  if (found.uid === process.getuid?.() && !strangersCanWrite) return
  throw new Error(
    `${path} must belong to the user who starts the server and be writable by nobody else, because PostgreSQL ` +
      `is run from there. Mend it with: chown ${process.getuid?.() ?? ''} "${path}" && chmod go-w "${path}"`,
  )
}
