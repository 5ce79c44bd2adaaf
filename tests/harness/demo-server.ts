import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { freePort } from './free-port.ts'

const READY_WITHIN_MS = 120_000

export interface DemoServer {
  readonly url: string
  /** Pulls the plug: no goodbye, as a power cut. The data folder is removed by `stop`. */
  readonly unplug: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * The whole product with its demo county, as `npm start` runs it, on a free port with a data folder of its own,
 * into which `prepare` may put what it wants.
 */
export async function startDemoServer(
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
    await untilAnswers(`${url}/readyz`, READY_WITHIN_MS)
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

/** Who can be played in the demonstration. */
interface DemoRole {
  readonly personId: string
  readonly role: string
  /** The name of the township. */
  readonly township: string
}

/**
 * Signs a browser in as the first person of the demonstration with this role, in the township of that name where
 * one is given. Throws where there is none.
 */
export async function signInAs(
  context: BrowserContext,
  url: string,
  role: string,
  township?: string,
): Promise<void> {
  const answer = await context.request.get(`${url}/api/demo/roles`)
  const { roles } = (await answer.json()) as { readonly roles: readonly DemoRole[] }
  const person = roles.find(one => one.role === role && (township === undefined || one.township === township))
  if (person === undefined) throw new Error(`the demonstration has no ${role} in ${township ?? 'any place'}`)
  await signInPerson(context, url, person.personId)
}

export async function signInPerson(context: BrowserContext, url: string, personId: string): Promise<void> {
  const answer = await context.request.post(`${url}/api/demo/session`, { data: { personId } })
  if (!answer.ok()) throw new Error(`the demonstration lets nobody in as ${personId}: ${answer.status()}`)
}
