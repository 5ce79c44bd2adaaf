import { once } from 'node:events'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { judge, median, spread, type Bench, type Benchmark } from './parts/benchmark.ts'
import { healthy, start, type Child } from './parts/children.ts'
import { freePort } from '../harness/free-port.ts'
import { ROOT } from './parts/product.ts'

const WITHIN_MS = 60_000

/** Starts the demo as `npm start` does once the client is built; resolves when it is healthy. */
async function startDemo(bench: Bench, dataDir: string): Promise<{ child: Child; ms: number }> {
  const port = await freePort()
  const began = performance.now()
  const child = start(process.execPath, [join(ROOT, 'server/src/main.ts')], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1' },
  })
  bench.atEnd(() => child.stop())
  await healthy(`http://127.0.0.1:${port}/readyz`, child, WITHIN_MS)
  return { child, ms: performance.now() - began }
}

export const benchmark: Benchmark = {
  title: 'From the start of the process to healthy',
  limitSeconds: 120,
  shared: 'the server and its own PostgreSQL; after the kill also the simulator and the loading of history',
  run: async bench => {
    const fresh: number[] = []
    const again: number[] = []
    // initdb runs as another account, which must be able to enter.
    await chmod(bench.folder, 0o755)
    for (let run = 0; run < (bench.short ? 1 : 3); run += 1) {
      const dataDir = join(bench.folder, `start-${run}`)
      await mkdir(dataDir)
      const first = await startDemo(bench, dataDir)
      fresh.push(first.ms)
      const gone = once(first.child.process, 'exit')
      first.child.process.kill('SIGKILL')
      await gone
      const second = await startDemo(bench, dataDir)
      again.push(second.ms)
      await second.child.stop()
      bench.say(`run ${run + 1}: empty ${Math.round(first.ms)} ms, after kill -9 ${Math.round(second.ms)} ms`)
    }
    return [
      judge({
        name: 'Demo county and PostgreSQL from an empty data directory',
        target: '≤ 6 s',
        measured: spread(
          fresh.map(ms => ms / 1_000),
          ' s',
        ),
        met: median(fresh) <= 6_000,
        because: 'Making the database, the migrations and the demo county share two processors.',
      }),
      judge({
        name: 'After kill −9 of the server',
        target: '≤ 3 s',
        measured: spread(
          again.map(ms => ms / 1_000),
          ' s',
        ),
        met: median(again) <= 3_000,
        because: 'The orphaned PostgreSQL is stopped, recovers, and the demo county is checked again.',
      }),
    ]
  },
}
