import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const MAIN = join(import.meta.dirname, '../../server/src/main.ts')
const START_WITHIN_MS = 60_000

/** The real server as a process of its own, to be killed. */
export interface FaultServer {
  readonly port: number
  readonly url: string
  /** How long it took from the start of the process until it was ready. */
  readonly readyAfterMs: number
  /** Resident memory in bytes, by its own `/metrics`. */
  readonly memory: () => Promise<number>
  /** Sends the signal; resolves with ms until the process was gone. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number>
}

export interface FaultServerOptions {
  readonly port: number
  /** Undefined lets the server bring its own PostgreSQL. */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  /** Left out for a server that works alone. */
  readonly redisUrl?: string
}

export async function startFaultServer({
  port,
  databaseUrl,
  dataDir,
  redisUrl,
}: FaultServerOptions): Promise<FaultServer> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [MAIN, '--empty'], {
    env: {
      PATH: process.env['PATH'],
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      DATA_DIR: dataDir,
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      PORT: String(port),
      // Every actor has an address of its own, as behind a reverse proxy.
      TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString()
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    const gone = child.exitCode !== null || child.signalCode !== null
    if (gone || performance.now() - startedAt > START_WITHIN_MS) {
      child.kill('SIGKILL')
      throw new Error(`the server did not start: ${words}`)
    }
    await sleep(25)
  }
  return {
    port,
    url,
    readyAfterMs: performance.now() - startedAt,
    memory: async () => {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
    },
    end: async signal => {
      const toldAt = performance.now()
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal)
        await exited
      }
      return performance.now() - toldAt
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })
    await response.text()
    return response.ok
  } catch {
    return false
  }
}
