import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'

export const CHROMIUM = '/usr/bin/chromium'
export const chromiumArguments = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']

export interface DemoServer {
  readonly url: string
  /** Pulls the plug: no goodbye, as a power cut. The data folder is removed by `stop`. */
  readonly unplug: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * A demonstration county on a free port with a data folder of its own, into which `prepare` may put what it wants.
 * `withinMs` is for a busy machine.
 */
export async function startDemoServer(
  withinMs: number,
  prepare: (dataDir: string) => Promise<void> = () => Promise.resolve(),
): Promise<DemoServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-demo-'))
  await prepare(dataDir)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { DATABASE_URL: _ours, ...environment } = process.env
  const server = spawn(process.execPath, [join(import.meta.dirname, '../../server/src/main.ts')], {
    env: { ...environment, DATA_DIR: dataDir, PORT: String(port) },
    stdio: 'ignore',
  })
  const stop = async (): Promise<void> => {
    await ended(server, 'SIGTERM')
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await untilAnswers(`${url}/readyz`, withinMs)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, unplug: () => ended(server, 'SIGTERM'), stop }
}

async function ended(server: ChildProcess, signal: 'SIGTERM'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = new Promise(resolve => server.once('exit', resolve))
  server.kill(signal)
  await gone
}

async function untilAnswers(url: string, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok === true) return
    if (performance.now() > deadline) throw new Error(`${url} did not answer within ${withinMs} ms`)
    await new Promise(resolve => setTimeout(resolve, 300))
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Signs a browser in as the first person of the demonstration with this role. Throws where there is none. */
export async function signInAs(context: BrowserContext, url: string, role: string): Promise<void> {
  const answer = await context.request.get(`${url}/api/demo/roles`)
  const { roles } = (await answer.json()) as { roles: { personId: string; role: string }[] }
  const person = roles.find(one => one.role === role)
  if (person === undefined) throw new Error(`the demonstration has no ${role}`)
  await context.request.post(`${url}/api/demo/session`, { data: { personId: person.personId } })
}
