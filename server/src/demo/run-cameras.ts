import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Log } from '../platform/log.ts'
import { DEMO_CAMERA_HOST } from './cameras/account.ts'

/** Cameras that fell are started again on the same port after this long. */
const AGAIN_AFTER_MS = 2_000

export interface DemoCameras {
  /** What the gateway is told the demonstration's host name stands for. */
  readonly alias: { readonly host: string; readonly address: string; readonly port: number }
  readonly stop: () => Promise<void>
}

/** Runs the demonstration's cameras beside the server; resolves once they answer. */
export async function startDemoCameras(seed: number, log: Log): Promise<DemoCameras> {
  let child: ChildProcess | undefined
  let again: NodeJS.Timeout | undefined
  let stopped = false

  const start = (port: number): Promise<number> => {
    const started = fork(join(import.meta.dirname, 'cameras/main.ts'), [String(seed), String(port)], {
      stdio: 'ignore',
    })
    child = started
    return new Promise((resolve, reject) => {
      started.once('message', told => {
        const ours = Number(told)
        started.once('exit', code => {
          if (stopped) return
          log.warn({ code }, 'the demo cameras ended and will be started again')
          again = setTimeout(() => void start(ours).catch(() => undefined), AGAIN_AFTER_MS)
        })
        resolve(ours)
      })
      started.once('error', reject)
      started.once('exit', () => reject(new Error('the demo cameras could not be started')))
    })
  }
  const port = await start(0)

  return {
    alias: { host: DEMO_CAMERA_HOST, address: '127.0.0.1', port },
    stop: () => {
      stopped = true
      clearTimeout(again)
      const running = child
      if (running === undefined || running.exitCode !== null) return Promise.resolve()
      return new Promise(resolve => {
        running.once('exit', () => resolve())
        running.kill('SIGTERM')
      })
    },
  }
}
