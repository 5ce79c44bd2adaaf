import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './embedded-postgres-account.ts'
import { findPostmaster } from './embedded-postgres-lock.ts'
import type { Log } from './log.ts'

/** How long a fast shutdown may take before it is made an immediate one. */
const FAST_STOP_MS = 30_000
const REMAINS_FADE_MS = 5_000
const RESTART_FIRST_MS = 100
const RESTART_LONGEST_MS = 10_000
/** A PostgreSQL that lived this long has earned a quick restart again. */
const STABLE_AFTER_MS = 60_000
/** Lines of PostgreSQL's own words that an error shows. */
const TAIL_LINES = 12

export interface PostgresCommand {
  readonly program: string
  readonly arguments: readonly string[]
  readonly account: Account | undefined
  readonly clusterDir: string
}

interface Running {
  readonly child: ChildProcess
  readonly exited: Promise<string>
}

/** Keeps one PostgreSQL running: starts it, starts it again with back-off when it dies, stops it without a trace. */
export class PostgresProcess {
  readonly #command: PostgresCommand
  readonly #log: Log
  readonly #onCrash: (reason: string) => void
  readonly #stopping = new AbortController()
  readonly #stopWithNode = () => void this.#running?.child.kill('SIGINT')
  #running: Running | undefined
  #delayMs = RESTART_FIRST_MS
  #restarting: Promise<void> = Promise.resolve()

  constructor(command: PostgresCommand, log: Log, onCrash: (reason: string) => void) {
    this.#command = command
    this.#log = log
    this.#onCrash = onCrash
  }

  /** The number of the postmaster, or undefined while there is none. */
  get pid(): number | undefined {
    return this.#running?.child.pid
  }

  /** Resolves when PostgreSQL takes connections; rejects with its own last words if it ends before. */
  async start(): Promise<void> {
    process.once('exit', this.#stopWithNode)
    const triesUntil = performance.now() + REMAINS_FADE_MS
    for (;;) {
      try {
        await this.#launch()
        return
      } catch (error) {
        if (!isBlockedByRemains(error) || performance.now() > triesUntil) throw error
        await sleep(RESTART_FIRST_MS)
      }
    }
  }

  /** Ends PostgreSQL (fast shutdown, then an immediate one) and resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#restarting
    const running = this.#running
    if (running !== undefined) await endChild(running)
    process.removeListener('exit', this.#stopWithNode)
  }

  async #launch(): Promise<void> {
    const startedAt = performance.now()
    const tail: string[] = []
    const child = spawnPostgres(this.#command)
    const running: Running = { child, exited: exitOf(child) }
    this.#running = running
    this.#readWords(child, tail)
    const early = await Promise.race([running.exited, isReady(this.#command.clusterDir, child)])
    if (early !== 'ready') {
      this.#running = undefined
      throw new Error(lastWords(this.#command.clusterDir, early, tail))
    }
    this.#log.info({ pid: child.pid, ms: Math.round(performance.now() - startedAt) }, 'PostgreSQL is ready')
    void running.exited.then(reason => {
      this.#ended(reason, performance.now() - startedAt)
    })
  }

  /** Passes PostgreSQL's own words to the log; they hold no row values (`log_error_verbosity = terse`). */
  #readWords(child: ChildProcess, tail: string[]): void {
    if (child.stderr === null) return
    createInterface({ input: child.stderr }).on('line', line => {
      tail.push(line)
      if (tail.length > TAIL_LINES) tail.shift()
      if (/\b(PANIC|FATAL|ERROR|WARNING):/.test(line)) this.#log.warn({ line }, 'PostgreSQL says')
    })
  }

  #ended(reason: string, livedMs: number): void {
    this.#running = undefined
    if (this.#stopping.signal.aborted) return
    this.#log.error({ reason }, 'PostgreSQL died; starting it again')
    this.#onCrash(reason)
    if (livedMs >= STABLE_AFTER_MS) this.#delayMs = RESTART_FIRST_MS
    this.#restarting = this.#restart()
  }

  async #restart(): Promise<void> {
    for (;;) {
      await sleep(this.#delayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
      if (this.#stopping.signal.aborted) return
      this.#delayMs = Math.min(this.#delayMs * 2, RESTART_LONGEST_MS)
      try {
        await this.#launch()
        return
      } catch (error) {
        this.#log.error({ err: error, nextTryMs: this.#delayMs }, 'PostgreSQL could not be started again')
      }
    }
  }
}

function lastWords(clusterDir: string, reason: string, tail: readonly string[]): string {
  const text = `PostgreSQL did not start on ${clusterDir} (${reason}). Its last words:\n${tail.join('\n')}`
  if (!text.includes('postmaster.pid')) return text
  const file = join(clusterDir, 'postmaster.pid')
  return `${text}\nThe lock is ${file}. If certainly no PostgreSQL uses this folder, move that file away by hand.`
}

/** A killed PostgreSQL is for a moment not yet collected by the system, and its children not yet gone. */
function isBlockedByRemains(error: unknown): boolean {
  return /lock file .* already exists|pre-existing shared memory block/.test(String(error))
}

function spawnPostgres(command: PostgresCommand): ChildProcess {
  return spawn(command.program, command.arguments, {
    ...(command.account === undefined ? {} : { uid: command.account.uid, gid: command.account.gid }),
    // A session of its own: Ctrl-C in a terminal reaches Node alone, which first finishes its work.
    detached: process.platform !== 'win32',
    cwd: command.clusterDir,
    env: postgresEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
}

/** Nothing of ours, above all no PG* variable, may change what PostgreSQL does. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SYSTEMROOT, TEMP, TMP } = process.env
  return { PATH, SYSTEMROOT, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' }
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`),
    )
  })
}

/** Recovery after a crash may take minutes, so there is no time limit while the process lives. */
async function isReady(clusterDir: string, child: ChildProcess): Promise<'ready'> {
  for (;;) {
    const postmaster = findPostmaster(clusterDir)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return 'ready'
    if (child.exitCode !== null || child.signalCode !== null) return new Promise(() => undefined)
    await sleep(10)
  }
}

async function endChild({ child, exited }: Running): Promise<void> {
  const hurry = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_MS)
  child.kill('SIGINT')
  await exited
  clearTimeout(hurry)
}
