import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../server/src/platform/database.ts'
import type { PacedOrder, PacedResult } from './load/paced-reports-load.ts'
import type { SendOrder, SendResult } from './load/position-send-load.ts'
import type { StoreOrder, StoreResult } from './load/store-load.ts'
import { judge, median, quantile, round, spread, type Bench, type Benchmark } from './parts/benchmark.ts'
import { signIn } from './parts/county.ts'
import { holdLoad, runLoad } from './parts/load.ts'
import { prepareOurs } from './parts/position-runs.ts'

const VIEWERS = 50
const COMMANDS_A_SECOND = 50
const POSITIONS_A_SECOND = 8_000
const WARM_SECONDS = 2
const DRAIN_MS = 1_000

type Stage = Awaited<ReturnType<typeof prepareOurs>>

/** ms, one for each report and viewer. */
interface Run {
  readonly fromCommit: readonly number[]
  readonly fromSending: readonly number[]
  readonly answers: readonly number[]
  /** The share of (report, viewer) pairs that came to be, and of the positions. */
  readonly arrived: number
  readonly delivered: number
}

export const benchmark: Benchmark = {
  title: `From the commit to another browser’s store, ${COMMANDS_A_SECOND} commands/s and ${POSITIONS_A_SECOND.toLocaleString('en')} positions/s to ${VIEWERS} viewers`,
  limitSeconds: 150,
  shared:
    'server, PostgreSQL, one process each of all viewers, of the reports and of the positions. Each viewer runs the client’s own feed and store',
  run: async bench => {
    const stage = await prepareOurs(bench, VIEWERS, POSITIONS_A_SECOND)
    const runs: Run[] = []
    for (let run = 0; run < (bench.short ? 1 : 3); run += 1) {
      runs.push(await tryOnce(bench, stage))
      bench.say(`run ${run + 1}: ${saidOf(runs.at(-1)!)}`)
    }
    const of = (key: 'fromCommit' | 'fromSending', share: number): number[] =>
      runs.map(run => quantile(run[key], share))
    const least = (key: 'arrived' | 'delivered'): number => Math.min(...runs.map(run => run[key]))
    const complete = least('arrived') === 1 && least('delivered') >= 0.99
    const note =
      `${round(least('arrived') * 100)} % of the changes and ${round(least('delivered') * 100)} % of the positions reached every viewer. ` +
      `From the sending of the command: p50 ${round(median(of('fromSending', 0.5)))} ms, p99 ${round(median(of('fromSending', 0.99)))} ms.`
    const because =
      'Every viewer takes 8,000 positions a second beside the feed, and all share the processors.'
    return [
      judge({
        name: 'From the commit to the store, p50',
        target: '≤ 15 ms',
        measured: spread(of('fromCommit', 0.5), ' ms'),
        met: complete && median(of('fromCommit', 0.5)) <= 15,
        note: `${note} The commit is the time PostgreSQL wrote into its record, before the disk had it.`,
        because,
      }),
      judge({
        name: 'From the commit to the store, p99',
        target: '≤ 100 ms',
        measured: spread(of('fromCommit', 0.99), ' ms'),
        met: complete && median(of('fromCommit', 0.99)) <= 100,
        because,
      }),
    ]
  },
}

async function tryOnce(bench: Bench, stage: Stage): Promise<Run> {
  const seconds = bench.short ? 4 : 10
  const { db, url, town, view, headers, path, township } = stage
  const order: StoreOrder = {
    url,
    township: town.id,
    view,
    cookies: stage.viewers.map(({ cookie }) => cookie!),
  }
  const stores = await holdLoad(bench, 'store-load.ts', order)
  const { lon, lat } = town
  const plan = {
    startAt: Date.now() + 500,
    rate: POSITIONS_A_SECOND,
    seconds: seconds + WARM_SECONDS,
    lon,
    lat,
  }
  const positions: SendOrder = { url, path, headers, township, plan }
  const sending = runLoad<SendResult>(bench, 'position-send-load.ts', positions)
  await sleep(WARM_SECONDS * 1_000)
  const [cookie] = await signIn(db, town.id, 'dispatcher', 1)
  const reports: PacedOrder = {
    url,
    headers: { cookie: cookie! },
    town,
    perSecond: COMMANDS_A_SECOND,
    seconds,
  }
  const { sent, refused, firstRefusal } = await runLoad<PacedResult>(bench, 'paced-reports-load.ts', reports)
  if (refused > 0) throw new Error(`${refused} reports were refused: ${firstRefusal}`)
  const positionsSent = await sending
  if (positionsSent.refused > 0) throw new Error(`positions were refused: ${positionsSent.firstRefusal}`)
  await sleep(DRAIN_MS)
  const seen = await stores.end<StoreResult>()
  return runOf(sent, seen, await commitsOf(db, sent), positionsSent.sent)
}

/** When each incident was committed, in ms since 1970. */
async function commitsOf(db: Database, sent: PacedResult['sent']): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ id: string; at: number }>(
    `select entity_id as id, min(extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at
     from feed_changes where kind = 'incident' and entity_id = any($1::uuid[]) group by entity_id`,
    [sent.map(([incidentId]) => incidentId)],
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}

function runOf(
  sent: PacedResult['sent'],
  seen: StoreResult,
  commits: ReadonlyMap<string, number>,
  positionsSent: number,
): Run {
  const sentAt = new Map(sent.map(([incidentId, at]) => [incidentId, at]))
  const ours = seen.arrivals.filter(([incidentId]) => sentAt.has(incidentId))
  return {
    fromCommit: ours.map(([incidentId, at]) => at - commits.get(incidentId)!),
    fromSending: ours.map(([incidentId, at]) => at - sentAt.get(incidentId)!),
    answers: sent.map(([, began, answered]) => answered - began),
    arrived: ours.length / (sent.length * VIEWERS),
    delivered: seen.positions / (positionsSent * VIEWERS),
  }
}

function saidOf({ fromCommit, fromSending, answers, arrived, delivered }: Run): string {
  const both = (values: readonly number[]): string =>
    `p50 ${round(quantile(values, 0.5))} ms, p99 ${round(quantile(values, 0.99))} ms`
  return (
    `from commit ${both(fromCommit)}; from sending ${both(fromSending)}; answers ${both(answers)}; ` +
    `${(arrived * 100).toFixed(1)} % of the changes, ${(delivered * 100).toFixed(1)} % of the positions`
  )
}
