/** Runs one benchmark in a process group of its own, for the runner: `node one.ts NAME ORDER RESULT`. */
import { readFile, writeFile } from 'node:fs/promises'
import type { Bench, Benchmark } from './parts/benchmark.ts'

const [name, orderFile, resultFile] = process.argv.slice(2) as [string, string, string]
const order = JSON.parse(await readFile(orderFile, 'utf8')) as Omit<Bench, 'say' | 'atEnd'>
const { benchmark } = (await import(`./${name}.bench.ts`)) as { benchmark: Benchmark }

const undo: (() => unknown)[] = []
const bench: Bench = {
  ...order,
  say: text => console.log(`    ${text}`),
  atEnd: step => void undo.push(step),
}

async function outcome(): Promise<object> {
  try {
    return { figures: await benchmark.run(bench) }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}

const found = await outcome()
await writeFile(resultFile, JSON.stringify(found))
for (const step of undo.toReversed())
  await Promise.resolve(step()).catch((error: unknown) => console.log(`    ${String(error)}`))
process.exit(0)
