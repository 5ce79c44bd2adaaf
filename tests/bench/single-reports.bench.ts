import {
  judge,
  median,
  quantile,
  ratios,
  round,
  skipped,
  spread,
  type Bench,
  type Benchmark,
  type Figure,
} from './parts/benchmark.ts'
import { signIn, townsOf, type Town } from './parts/county.ts'
import { makeDatabase } from './parts/database.ts'
import { pressHttp } from './parts/load.ts'
import { installParseServer, startParseServer, type ParseServer } from './parts/parse-server.ts'
import { preparePgbench } from './parts/pgbench.ts'
import { cpuSeconds, familyCpuSeconds, findPostmasterOf } from './parts/processor-time.ts'
import { startProduct } from './parts/product.ts'

const CONNECTIONS = 64
const WHAT = 'Single reports over HTTP, 64 connections'

interface Run {
  readonly perSecond: number
  readonly p99: number
  /** Processor time a report, in ms: it says what a report costs however busy the machine is. */
  readonly cost: { readonly server: number; readonly postgres: number }
}

export const benchmark: Benchmark = {
  title: 'Single reports through the full command path',
  limitSeconds: 150,
  shared:
    'server, PostgreSQL and one load process; pgbench and parse-server in turn with them, never at once',
  prepare: installParseServer,
  run: async bench => {
    const { url, db } = await makeDatabase(bench, 'county')
    const towns = await townsOf(db)
    const cookies = await Promise.all(towns.map(town => signIn(db, town.id, 'dispatcher', CONNECTIONS)))
    const product = await startProduct(bench, url)
    const pgbench = await preparePgbench(bench)
    const parse = await startParseServer(bench)

    const seconds = bench.short ? 1 : 4
    const postmaster = await findPostmasterOf(bench.serverUrl)
    const used = async () => ({
      server: await cpuSeconds(product.pid),
      postgres: postmaster === undefined ? 0 : await familyCpuSeconds(postmaster),
    })
    const press = async (among: readonly Town[]): Promise<Run> => {
      const connections = Array.from({ length: CONNECTIONS }, (_, index) => ({
        cookie: cookies[index % among.length]![index]!,
      }))
      const load = { url: product.url, path: '/api/commands/reports.submit', body: 'single' } as const
      const given = { ...load, connections, towns: among, warmSeconds: 1, seconds, manyAddresses: true }
      const before = await used()
      const result = await pressHttp(bench, given)
      const after = await used()
      // The warm-up second carries reports, too.
      const reports = result.items * ((seconds + 1) / seconds)
      const cost = {
        server: ((after.server - before.server) / reports) * 1_000,
        postgres: ((after.postgres - before.postgres) / reports) * 1_000,
      }
      return { perSecond: result.items / result.seconds, p99: quantile(result.latencies, 0.99), cost }
    }
    const one: Run[] = []
    const all: Run[] = []
    const inserts: number[] = []
    const parsed: number[] = []
    await press(towns)
    for (let run = 0; run < (bench.short ? 1 : 3); run += 1) {
      if (pgbench !== undefined) inserts.push(await pgbench.measure(seconds))
      one.push(await press(towns.slice(0, 1)))
      if (typeof parse !== 'string') parsed.push(await pressParse(bench, parse, towns, seconds))
      all.push(await press(towns))
      bench.say(
        `run ${run + 1}: one township ${round(one.at(-1)!.perSecond)}/s, all ${round(all.at(-1)!.perSecond)}/s, ` +
          `pgbench ${inserts.length > 0 ? round(inserts.at(-1)!) : '–'}/s, parse-server ${parsed.length > 0 ? round(parsed.at(-1)!) : '–'}/s`,
      )
    }
    return [
      ...figuresOf('one township', one, inserts, parsed, parse),
      ...figuresOf(`${towns.length} townships`, all, inserts, parsed, parse),
      ...(inserts.length > 0
        ? [compared(`pgbench single-row inserts, prepared, 64 clients (${pgbench!.version})`, inserts)]
        : []),
      ...(typeof parse !== 'string'
        ? [compared(`${parse.version}, the same rows, 64 connections`, parsed)]
        : []),
    ]
  },
}

async function pressParse(
  bench: Bench,
  parse: ParseServer,
  towns: readonly Town[],
  seconds: number,
): Promise<number> {
  const connections = Array.from({ length: CONNECTIONS }, () => parse.headers)
  const load = { url: parse.url, path: parse.path, body: 'parse', connections, towns } as const
  const result = await pressHttp(bench, { ...load, warmSeconds: 1, seconds, manyAddresses: false })
  return result.items / result.seconds
}

function compared(name: string, values: readonly number[]): Figure {
  return {
    name,
    target: '–',
    measured: spread(values, '/s'),
    ratio: '',
    verdict: 'for comparison',
    note: '',
  }
}

function figuresOf(
  among: string,
  runs: readonly Run[],
  inserts: readonly number[],
  parsed: readonly number[],
  parse: ParseServer | string,
): readonly Figure[] {
  const rates = runs.map(run => run.perSecond)
  const measured = spread(rates, '/s')
  const toPgbench = `${WHAT}, ${among}, against pgbench`
  const toParse = `${WHAT}, ${among}, against parse-server`
  const p99 = runs.map(run => run.p99)
  const cost = (part: keyof Run['cost']): string => round(median(runs.map(run => run.cost[part])))
  return [
    inserts.length === 0
      ? skipped(toPgbench, '≥ 0.25 × pgbench', `${measured}; no pgbench on this machine`)
      : judge({
          name: toPgbench,
          target: '≥ 0.25 × pgbench, aim 0.5',
          measured,
          ratio: `${round(median(ratios(rates, inserts)))} × pgbench`,
          met: median(ratios(rates, inserts)) >= 0.25,
          because:
            'One process parses HTTP, checks, decides, encodes and hashes; pgbench sends one short statement.',
        }),
    typeof parse === 'string'
      ? skipped(toParse, '≥ 2 × parse-server', `${measured}; ${parse}`)
      : judge({
          name: toParse,
          target: '≥ 2 × parse-server',
          measured,
          ratio: `${round(median(ratios(rates, parsed)))} × parse-server`,
          met: median(ratios(rates, parsed)) >= 2,
        }),
    judge({
      name: `${WHAT}, ${among}, answer time p99`,
      target: '≤ 100 ms',
      measured: spread(p99, ' ms'),
      met: median(p99) <= 100,
      note: `A report costs ${cost('server')} ms of processor in the server and ${cost('postgres')} ms in PostgreSQL.`,
    }),
  ]
}
