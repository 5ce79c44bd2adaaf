/**
 * `npm run bench [-- --short] [-- NAME …]`: runs every benchmark beside this file, or those named, one after
 * another, and writes docs/proof/bench.md where all were run in full. Nothing may hang: each has its time.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withDatabase } from '../harness/connection-url.ts'
import type { Bench, Benchmark } from './parts/benchmark.ts'
import { prepareCounty } from './parts/county.ts'
import { runOnce } from './parts/database.ts'
import { documentOf, type Section } from './parts/document.ts'
import { endLeftPostgres } from './parts/left-over.ts'
import { describeMachine } from './parts/machine.ts'
import { startPostgres } from './parts/postgres.ts'

const DOCUMENT = join(import.meta.dirname, '../../docs/proof/bench.md')
const END = '.bench.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
})

async function listBenchmarks(): Promise<readonly string[]> {
  const files = await readdir(import.meta.dirname)
  return files.filter(file => file.endsWith(END)).map(file => file.slice(0, -END.length))
}

async function load(name: string): Promise<Benchmark> {
  const { benchmark } = (await import(`./${name}${END}`)) as { benchmark: Benchmark }
  return benchmark
}

type Surroundings = Pick<Bench, 'serverUrl' | 'template' | 'short'>

async function runOne(name: string, root: string, around: Surroundings): Promise<Section> {
  const { title, shared, limitSeconds, prepare } = await load(name)
  console.log(`\n${name}: ${title}`)
  await prepare?.()
  const folder = await mkdtemp(join(root, `${name}-`))
  const orderFile = join(root, `${name}.order.json`)
  const resultFile = join(root, `${name}.result.json`)
  await writeFile(orderFile, JSON.stringify({ ...around, folder }))
  const began = performance.now()
  // A group of its own, so that everything it started can be ended by one number.
  const child = spawn(process.execPath, [join(import.meta.dirname, 'one.ts'), name, orderFile, resultFile], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const late = setTimeout(() => endGroup(child.pid), limitSeconds * 1_000)
  await once(child, 'exit')
  clearTimeout(late)
  endGroup(child.pid)
  await endLeftPostgres(folder)
  const tookSeconds = (performance.now() - began) / 1_000
  const found = await readFile(resultFile, 'utf8').catch(() => undefined)
  const outcome = (
    found === undefined ? { failed: `it was ended after ${Math.round(tookSeconds)} s` } : JSON.parse(found)
  ) as Section['outcome']
  show(outcome)
  return { name, title, shared, tookSeconds, outcome }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of it is left.
  }
}

function show(outcome: Section['outcome']): void {
  if ('failed' in outcome) {
    console.log(`  not measured: ${outcome.failed}`)
    return
  }
  for (const { name, target, measured, ratio, verdict, note } of outcome.figures) {
    const against = ratio === '' ? '' : ` (${ratio})`
    console.log(`  ${verdict.padEnd(8)} ${name}: ${measured}${against}, wanted ${target}. ${note}`)
  }
}

async function main(): Promise<number> {
  const all = await listBenchmarks()
  const unknown = positionals.filter(name => !all.includes(name))
  if (values.list || unknown.length > 0) {
    for (const name of all) console.log(`${name.padEnd(24)} ${(await load(name)).title}`)
    if (unknown.length > 0) console.log(`\nThere is no benchmark ${unknown.join(', ')}.`)
    return unknown.length > 0 ? 1 : 0
  }
  const names = positionals.length > 0 ? positionals : all
  const root = await mkdtemp(join(tmpdir(), 'one-centre-bench-'))
  const began = performance.now()
  const postgres = await startPostgres(root)
  const template = `bench_county_${process.pid}`
  try {
    const machine = await describeMachine(postgres.url)
    console.log(`${machine.processor}, ${machine.memory}, Node ${machine.node}, ${machine.postgres}`)
    await runOnce(postgres.url, `create database ${template} template template0`)
    await mkdir(join(root, 'county'))
    await prepareCounty(withDatabase(postgres.url, template), join(root, 'county'))
    const sections: Section[] = []
    for (const name of names)
      sections.push(await runOne(name, root, { serverUrl: postgres.url, template, short: values.short }))
    const minutes = (performance.now() - began) / 60_000
    if (names.length === all.length && !values.short) {
      await mkdir(join(DOCUMENT, '..'), { recursive: true })
      await writeFile(DOCUMENT, documentOf(machine, sections, minutes))
    }
    console.log(`\n${minutes.toFixed(1)} minutes`)
    return sections.some(({ outcome }) => 'failed' in outcome) ? 1 : 0
  } finally {
    await runOnce(postgres.url, `drop database if exists ${template} with (force)`).catch(() => undefined)
    await postgres.stop()
    await rm(root, { recursive: true, force: true })
  }
}

process.exit(await main())
