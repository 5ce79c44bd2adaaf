import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'

export interface DemoServer {
  readonly base: string
  /** Takes the part of the first person of a role. */
  enterAs(context: BrowserContext, role: string): Promise<void>
  stop(): Promise<void>
}

/** The whole product with its demo county, as `npm start` runs it, in a folder of its own. */
export async function startDemoServer(): Promise<DemoServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-browser-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const { DATABASE_URL: _ours, ...environment } = process.env
  const server = spawn(process.execPath, [join(import.meta.dirname, '../../server/src/main.ts')], {
    env: { ...environment, DATA_DIR: dataDir, PORT: String(port) },
    stdio: 'ignore',
  })
  await untilAnswers(`${base}/readyz`, 90_000)
  return {
    base,
    enterAs: async (context, role) => {
      const answer = await context.request.get(`${base}/api/demo/roles`)
      const { roles } = (await answer.json()) as { roles: { personId: string; role: string }[] }
      const { personId } = roles.find(one => one.role === role)!
      await context.request.post(`${base}/api/demo/session`, { data: { personId } })
    },
    stop: async () => {
      const ended = new Promise(resolve => server.once('exit', resolve))
      server.kill('SIGTERM')
      await ended
      await rm(dataDir, { recursive: true, force: true })
    },
  }
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
