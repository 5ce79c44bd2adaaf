import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Log } from '../platform/log.ts'

/** A simulator that fell is started again after this long. */
const AGAIN_AFTER_MS = 5_000

/** Runs the simulator beside the server, in a process of its own, until told to stop. */
export function startSimulator(url: string, seed: number, log: Log): () => Promise<void> {
  let child: ChildProcess | undefined
  let again: NodeJS.Timeout | undefined
  let stopped = false

  const start = (): void => {
    child = fork(join(import.meta.dirname, 'simulator.ts'), ['--url', url, '--seed', String(seed)], {
      stdio: 'ignore',
    })
    child.once('exit', code => {
      if (stopped) return
      log.warn({ code }, 'the demo simulator ended and will be started again')
      again = setTimeout(start, AGAIN_AFTER_MS)
    })
  }
  start()

  return () => {
    stopped = true
    clearTimeout(again)
    const running = child
    if (running === undefined || running.exitCode !== null) return Promise.resolve()
    return new Promise(resolve => {
      running.once('exit', () => resolve())
      running.kill('SIGTERM')
    })
  }
}
