import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import type { Bench } from './benchmark.ts'
import { freePort } from '../../harness/free-port.ts'
import { healthy, start, type Child } from './children.ts'

export const ROOT = join(import.meta.dirname, '../../..')
const START_WITHIN_MS = 60_000

export interface Product {
  readonly url: string
  readonly pid: number
  readonly child: Child
  /** The file of its log. */
  readonly log: string
  stop(): Promise<void>
}

/**
 * The server as it is delivered, in its own process, as a real installation on a database. Behind a reverse
 * proxy, as the load says: many addresses, because one address has a limit of requests.
 */
export async function startProduct(
  bench: Bench,
  databaseUrl: string,
  county: 'real' | 'demo' = 'real',
): Promise<Product> {
  const port = await freePort()
  const dataDir = join(bench.folder, `data-${port}`)
  mkdirSync(dataDir)
  const profile = process.env['BENCH_PROFILE']
  const flags = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile]
  const options = county === 'real' ? ['--empty'] : []
  const child = start(process.execPath, [...flags, join(ROOT, 'server/src/main.ts'), ...options], {
    cwd: ROOT,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: '127.0.0.1',
      TRUSTED_PROXIES: '127.0.0.1',
    },
  })
  bench.atEnd(() => child.stop())
  const url = `http://127.0.0.1:${port}`
  await healthy(`${url}/readyz`, child, START_WITHIN_MS)
  return { url, pid: child.process.pid!, child, log: join(dataDir, 'server.log'), stop: () => child.stop() }
}

/** Resident memory of a process, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1_024
}
