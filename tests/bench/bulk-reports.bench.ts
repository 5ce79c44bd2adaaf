import { judge, median, quantile, ratios, round, spread, type Benchmark } from './parts/benchmark.ts'
import { signIn, townsOf } from './parts/county.ts'
import { makeDatabase } from './parts/database.ts'
import { pressHttp } from './parts/load.ts'
import { startProduct } from './parts/product.ts'

export const benchmark: Benchmark = {
  title: 'Bulk intake: 500 reports a request, each with its own answer',
  limitSeconds: 100,
  shared: 'server, PostgreSQL and one load process',
  run: async bench => {
    const { url, db } = await makeDatabase(bench, 'county')
    const towns = await townsOf(db)
    const cookies = await Promise.all(towns.map(town => signIn(db, town.id, 'dispatcher', 1)))
    const product = await startProduct(bench, url)
    const press = async (
      body: 'single' | 'bulk',
      warmSeconds: number,
    ): Promise<{ rate: number; p99: number }> => {
      const result = await pressHttp(bench, {
        url: product.url,
        path: body === 'bulk' ? '/api/commands' : '/api/commands/reports.submit',
        body,
        connections: towns.map((_, index) => ({ cookie: cookies[index]![0]! })),
        towns,
        warmSeconds,
        seconds: bench.short ? 2 : 5,
        manyAddresses: true,
      })
      return { rate: result.items / result.seconds, p99: quantile(result.latencies, 0.99) }
    }
    const single: number[] = []
    const bulk: number[] = []
    const answers: number[] = []
    await press('single', 1)
    for (let run = 0; run < (bench.short ? 1 : 3); run += 1) {
      single.push((await press('single', 0.5)).rate)
      const { rate, p99 } = await press('bulk', 0.5)
      bulk.push(rate)
      answers.push(p99)
      bench.say(`run ${run + 1}: single ${round(single.at(-1)!)}/s, bulk ${round(rate)}/s`)
    }
    const ratio = median(ratios(bulk, single))
    return [
      judge({
        name: `${towns.length} senders, one for each township: reports in bulk against one report a request`,
        target: '≥ 10 × the single rate',
        measured: `${spread(bulk, '/s')}; single ${spread(single, '/s')}; a request of 500 is answered within ${round(median(answers))} ms (p99)`,
        ratio: `${round(ratio)} × single`,
        met: ratio >= 10,
        because:
          'Each report of a bulk is decided, chained and written like any other; the bulk saves the waiting of its sender, the HTTP and the commits, not the work.',
      }),
    ]
  },
}
