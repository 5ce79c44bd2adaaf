import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const GIGABYTE = 1_073_741_824

/** Begins the dated table of a run of the long forms; every test adds its row. */
export default function setup(): void {
  const path = proofPath()
  if (path === undefined) return
  const processors = cpus()
  const lines = [
    '# Nothing lost: the fault suites',
    '',
    `Run on ${new Date().toISOString()} with \`FAULTS=${process.env['FAULTS'] ?? '0'} npm run test:faults\` (1 is the whole long form, 0 the short one),`,
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / GIGABYTE)} GB, Node ${process.versions.node}, ${process.platform} ${process.arch}.`,
    'Server, PostgreSQL, proxy and all simulated clients shared this machine. Times are ms; `stoodMs` is how long the machine kept the test itself from running.',
    '',
    '| play | NL-1 | NL-2 | NL-3 | NL-4 | NL-5 | seen and measured |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    '',
  ]
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, lines.join('\n'))
}

/** Adds a row to the table; outside a run of the long forms there is none. */
export function addProof(name: string, counts: readonly number[], measured: string): void {
  const path = proofPath()
  if (path !== undefined) appendFileSync(path, `| ${name} | ${counts.join(' | ')} | ${measured} |\n`)
}

function proofPath(): string | undefined {
  const given = process.env['FAULTS_PROOF']
  return given === undefined ? undefined : resolve(ROOT, given)
}
