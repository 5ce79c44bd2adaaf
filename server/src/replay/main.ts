import { accountOf } from './account-of-run.ts'
import type { Course } from './course.ts'
import { ReplayError } from './mapping.ts'
import { readOptions, USAGE } from './options.ts'
import { replay } from './replay.ts'

/** As a shell has it for a program that was interrupted. */
const STOPPED = 130
/** npm passes on a signal that the terminal has sent us already. */
const SAME_KEY_WITHIN_MS = 1_000

function stopOnce(stop: AbortController, say: Course['say']): () => void {
  let since: number | undefined
  return () => {
    if (since !== undefined && performance.now() - since > SAME_KEY_WITHIN_MS) process.exit(STOPPED)
    if (since !== undefined) return
    since = performance.now()
    say('stopping: what is under way is brought to its end (once more ends at once)')
    stop.abort()
  }
}

try {
  const flags = process.argv.slice(2)
  if (flags.includes('--help')) process.stdout.write(USAGE)
  else {
    const options = readOptions(flags, process.env)
    const stop = new AbortController()
    const say = (line: string): void => void process.stderr.write(`${line}\n`)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopOnce(stop, say))
    const { lines, balanced } = accountOf(await replay(options, { stop: stop.signal, say }))
    process.stdout.write(`${lines.join('\n')}\nrejects: ${options.rejects}\n`)
    if (stop.signal.aborted) process.exitCode = STOPPED
    if (!balanced) process.exitCode = 1
  }
} catch (error) {
  const words = error instanceof ReplayError ? error.message : (error as Error).stack
  process.stderr.write(`the replay stopped: ${words}\n(npm run replay -- --help)\n`)
  process.exitCode = 2
}
