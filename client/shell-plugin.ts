/// <reference types="node" />
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'

type OutputChunk = Rolldown.OutputChunk
type OutputBundle = Rolldown.OutputBundle

const WORKER = 'service-worker.js'
const PAGE = '/field'
/** What the phone needs without a network: the way in, and its own screen. */
const roots = [
  'src/main.ts',
  'src/screens/FieldScreen.vue',
  'src/screens/LoginScreen.vue',
  'src/screens/StartScreen.vue',
]
/** Served as they are; the worker takes them by these names. */
const plainFiles = ['/icon.svg', '/browser-check.js', '/field.webmanifest']

/** Builds the service worker and writes into it which files are one version of the phone's shell (FD-1). */
export function shellPlugin(): Plugin {
  return {
    name: 'one-centre-shell',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'src/service-worker.ts', fileName: WORKER })
    },
    async writeBundle({ dir }, bundle) {
      const folder = dir ?? ''
      const html = await readFile(join(folder, 'index.html'))
      const worker = await readFile(join(folder, WORKER), 'utf8')
      const files = [...plainFiles, ...filesOf(bundle)].sort()
      const page = { path: PAGE, sha256: sha256(html) }
      const plain = await Promise.all(plainFiles.map(file => readFile(join(folder, file))))
      const version = sha256(JSON.stringify([files, page, worker, plain.map(sha256)])).slice(0, 12)
      const written = worker.replace('__SHELL__', JSON.stringify({ version, page, files }))
      if (written === worker) throw new Error(`${WORKER} has no place for the list of files`)
      await writeFile(join(folder, WORKER), written)
    },
  }
}

/** The roots with everything they import without being asked again, styles included. */
function filesOf(bundle: OutputBundle): ReadonlySet<string> {
  const chunks = Object.values(bundle).filter((output): output is OutputChunk => output.type === 'chunk')
  const files = new Set<string>()
  const add = (fileName: string): void => {
    const chunk = chunks.find(one => one.fileName === fileName)
    if (chunk === undefined || files.has(`/${fileName}`)) return
    files.add(`/${fileName}`)
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(`/${style}`)
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(`/${asset}`)
    for (const other of chunk.imports) add(other)
  }
  for (const root of roots) {
    const chunk = chunks.find(one => one.moduleIds.some(id => id.split('?')[0]?.endsWith(root)))
    if (chunk === undefined) throw new Error(`no chunk holds ${root}`)
    add(chunk.fileName)
  }
  return files
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}
