import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './benchmark.ts'
import { output } from './children.ts'
import { makeDatabase, runOnce } from './database.ts'
import { findProgram } from './peers.ts'

/** pgbench of the PostgreSQL that is installed; npm's packages bring none. */
export async function findPgbench(): Promise<string | undefined> {
  const onPath = await findProgram('pgbench')
  if (onPath !== undefined) return onPath
  const installed = '/usr/lib/postgresql'
  const versions = await readdir(installed).catch(() => [])
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? undefined : join(installed, newest, 'bin/pgbench')
}

const SCRIPT = `\\set kind random(1, 1000)
insert into bench_rows (kind, words) values (:kind, '路面有一处井盖破损，周围没有围挡，夜间行人经过有危险，请尽快派人到现场处理并设置警示标志。');
`

export interface Pgbench {
  /** Single-row inserts a second with 64 prepared clients. */
  measure(seconds: number): Promise<number>
  readonly version: string
}

/** A table of its own on the same server; answers undefined where there is no pgbench. */
export async function preparePgbench(bench: Bench): Promise<Pgbench | undefined> {
  const program = await findPgbench()
  if (program === undefined) return undefined
  const version = (await output(program, ['--version'], { withinMs: 5_000 })).trim()
  const { url } = await makeDatabase(bench, 'empty')
  await runOnce(
    url,
    'create table bench_rows (id bigint generated always as identity primary key, kind integer, words text)',
  )
  const script = join(bench.folder, 'insert.sql')
  await writeFile(script, SCRIPT)
  return {
    version,
    measure: async seconds => {
      const args = ['-n', '-M', 'prepared', '-c', '64', '-j', '2', '-T', String(seconds), '-f', script, url]
      const said = await output(program, args, { withinMs: (seconds + 20) * 1_000 })
      const tps = /tps = ([\d.]+)/.exec(said)?.[1]
      if (tps === undefined) throw new Error(`pgbench said nothing of its speed: ${said}`)
      return Number(tps)
    },
  }
}
