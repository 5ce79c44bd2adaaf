import { join } from 'node:path'
import { freePort } from '../../harness/free-port.ts'
import type { Bench } from './benchmark.ts'
import { healthy, output, start } from './children.ts'
import { ROOT } from './product.ts'

const CLIENT = join(ROOT, 'client')
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js')

/** The client with the pages that only measure (`--mode bench`), built as it is delivered; answers where it is served. */
export async function serveBenchPages(bench: Bench): Promise<string> {
  const outDir = join(bench.folder, 'pages')
  const build = [VITE, 'build', '--mode', 'bench', '--outDir', outDir, '--logLevel', 'warn']
  await output(process.execPath, build, { cwd: CLIENT, withinMs: 60_000 })
  const port = String(await freePort())
  const serve = [VITE, 'preview', '--outDir', outDir, '--host', '127.0.0.1', '--port', port, '--strictPort']
  const child = start(process.execPath, serve, { cwd: CLIENT })
  bench.atEnd(() => child.stop())
  const url = `http://127.0.0.1:${port}`
  await healthy(url, child, 20_000)
  return url
}
