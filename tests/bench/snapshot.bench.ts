import { judge, median, quantile, round, type Benchmark } from './parts/benchmark.ts'
import { signIn, townsOf } from './parts/county.ts'
import { makeDatabase } from './parts/database.ts'
import { LeanConnection } from './load/lean-http.ts'
import { bodies } from './load/report-bodies.ts'
import { startProduct } from './parts/product.ts'
import { addUnits } from './parts/units.ts'

const INCIDENTS = 5_000
const UNITS = 1_000

export const benchmark: Benchmark = {
  title: 'A snapshot of 5,000 open incidents and 1,000 units',
  limitSeconds: 90,
  shared: 'server, PostgreSQL and the one who asks, one question at a time',
  run: async bench => {
    const { url, db } = await makeDatabase(bench, 'county')
    const town = (await townsOf(db))[0]!
    const [cookie] = await signIn(db, town.id, 'dispatcher', 1)
    await addUnits(db, town.id, UNITS)
    const product = await startProduct(bench, url)
    const connection = await LeanConnection.open(product.url, '/api/commands', { cookie: cookie! })
    for (let sent = 0; sent < INCIDENTS; sent += 500) {
      const { status } = await connection.post(bodies.bulk(town))
      if (status !== 200) throw new Error(`the incidents were refused: ${status}`)
    }
    connection.close()
    const ask = async (): Promise<{ ms: number; text: string }> => {
      const began = performance.now()
      const response = await fetch(`${product.url}/api/feed/${town.id}/snapshot`, {
        headers: { cookie: cookie! },
      })
      const text = await response.text()
      return { ms: performance.now() - began, text }
    }
    const { text } = await ask()
    const { entities } = JSON.parse(text) as { entities: Record<string, unknown[]> }
    const there = { incidents: entities['incident']?.length ?? 0, people: entities['person']?.length ?? 0 }
    if (there.incidents < INCIDENTS || there.people < UNITS)
      throw new Error(`the snapshot holds only ${JSON.stringify(there)}`)
    const times: number[] = []
    for (let run = 0; run < (bench.short ? 3 : 15); run += 1) times.push((await ask()).ms)
    return [
      judge({
        name: `${there.incidents} open incidents with their clocks and reports, ${there.people} people, from the question to its last byte`,
        target: '≤ 300 ms',
        measured: `median ${round(median(times))} ms, p95 ${round(quantile(times, 0.95))} ms, ${round(text.length / 2 ** 20)} MB`,
        ratio: '',
        met: median(times) <= 300,
        because: 'Rows become objects, are filtered by sight and become text again, on one processor.',
      }),
    ]
  },
}
