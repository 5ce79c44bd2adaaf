/// <reference types="node" />
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

const clientFolder = import.meta.dirname
const rootFolder = join(clientFolder, '..')
const outFolder = join(clientFolder, 'dist')
const stampFile = join(outFolder, '.stamp')

/** What the built client depends on, relative to the repository. */
const inputs = [
  'client/src',
  'client/public',
  'client/index.html',
  'client/vite.config.ts',
  'client/shell-plugin.ts',
  'client/oldest-browser.ts',
  'shared/src',
  'package-lock.json',
]

export interface BuildOutcome {
  readonly folder: string
  readonly outcome: 'built' | 'fresh'
  readonly tookMs: number
}

/**
 * Builds the client unless `client/dist` was built from exactly these inputs. Tests beside the sources do not
 * count. Throws Vite's error when the build fails; the stamp is written last, so a broken build is never fresh.
 */
export async function buildIfStale(): Promise<BuildOutcome> {
  const startedAt = performance.now()
  const stamp = await stampOfInputs()
  const outcome = (await readStamp()) === stamp ? 'fresh' : 'built'
  if (outcome === 'built') {
    // Loaded only when needed: a server with a fresh client never carries a bundler in its memory.
    const { build } = await import('vite')
    await asProduction(() => build({ configFile: join(clientFolder, 'vite.config.ts'), logLevel: 'warn' }))
    await writeFile(stampFile, stamp)
  }
  return { folder: outFolder, outcome, tookMs: Math.round(performance.now() - startedAt) }
}

/** A test run says NODE_ENV=test, and Vite would then build what developers see: another client than the delivered one. */
async function asProduction(work: () => Promise<unknown>): Promise<void> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

async function stampOfInputs(): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const file of await filesUnder(join(rootFolder, input))) {
      const name = relative(rootFolder, file).split(sep).join('/')
      hash.update(`${name}\0`).update(await readFile(file))
    }
  }
  return hash.digest('hex')
}

/** The files below a folder, or the file itself, in one fixed order on every system. */
async function filesUnder(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(notAFolder)
  if (entries === 'not a folder') return [path]
  return entries
    .filter(entry => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

function notAFolder(error: unknown): 'not a folder' {
  if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return 'not a folder'
  throw error
}

async function readStamp(): Promise<string | undefined> {
  return readFile(stampFile, 'utf8').catch(() => undefined)
}

if (import.meta.main) {
  const { outcome, tookMs } = await buildIfStale()
  if (outcome === 'built') process.stdout.write(`The client was built in ${(tookMs / 1_000).toFixed(1)} s.\n`)
}
