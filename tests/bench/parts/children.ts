import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process of a benchmark. `words` are its last lines, for the message where it fails. */
export interface Child {
  readonly process: ChildProcess
  readonly words: readonly string[]
  /** Resolves with the first line that matches; rejects where it ends before or takes longer. */
  line(pattern: RegExp, withinMs: number): Promise<string>
  /** SIGTERM, and SIGKILL where that does not help; resolves when it is gone. */
  stop(): Promise<void>
}

const STOP_WITHIN_MS = 8_000
const KEPT_LINES = 30

export function start(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const words: string[] = []
  const hearers = new Set<(line: string) => void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      words.push(line)
      if (words.length > KEPT_LINES) words.shift()
      for (const hear of hearers) hear(line)
    })
  }
  return {
    process: child,
    words,
    line: (pattern, withinMs) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${command} ${why}:\n${words.join('\n')}`))
        const timer = setTimeout(() => fail(`did not say ${String(pattern)}`), withinMs)
        const hear = (line: string) => {
          if (!pattern.test(line)) return
          clearTimeout(timer)
          hearers.delete(hear)
          resolve(line)
        }
        for (const line of words) hear(line)
        hearers.add(hear)
        child.once('exit', code => fail(`ended with ${String(code)}`))
        child.once('error', error => fail(error.message))
      }),
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const hurry = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await gone
  clearTimeout(hurry)
}

/** Runs to its end and gives what it wrote; throws where it fails or takes longer. */
export async function output(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { readonly withinMs: number },
): Promise<string> {
  const { withinMs, ...rest } = options
  const child = spawn(command, [...args], { ...rest, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  let errors = ''
  child.stdout.on('data', (data: Buffer) => (text += data.toString()))
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
  const hurry = setTimeout(() => child.kill('SIGKILL'), withinMs)
  const [code] = (await once(child, 'close').finally(() => clearTimeout(hurry))) as [number | null]
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${errors.slice(-2_000)}`)
  return text
}

/** Asks until it answers 200. Resolves with the milliseconds it took. */
export async function healthy(url: string, child: Child, withinMs: number): Promise<number> {
  const began = performance.now()
  for (;;) {
    const passed = performance.now() - began
    const status = await fetch(url).then(
      answer => answer.status,
      () => 0,
    )
    if (status === 200) return passed
    const ended = child.process.exitCode !== null
    if (ended || passed > withinMs) throw new Error(`${url} does not answer:\n${child.words.join('\n')}`)
    await sleep(10)
  }
}
