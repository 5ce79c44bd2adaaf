import { accountOf } from './account-of-run.ts'
import { ReplayError } from './mapping.ts'
import { readOptions, USAGE } from './options.ts'
import { replay } from './replay.ts'

try {
  const flags = process.argv.slice(2)
  if (flags.includes('--help')) process.stdout.write(USAGE)
  else {
    const options = readOptions(flags, process.env)
    const { lines, balanced } = accountOf(await replay(options))
    process.stdout.write(`${lines.join('\n')}\nrejects: ${options.rejects}\n`)
    if (!balanced) process.exitCode = 1
  }
} catch (error) {
  const words = error instanceof ReplayError ? error.message : (error as Error).stack
  process.stderr.write(`the replay stopped: ${words}\n(npm run replay -- --help)\n`)
  process.exitCode = 2
}
