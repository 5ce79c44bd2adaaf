import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { buildIfStale } from '../../client/build-if-stale.ts'
import type { Database } from '../../server/src/platform/database.ts'
import { LeanConnection } from './load/lean-http.ts'
import { bodies } from './load/report-bodies.ts'
import type { WallUnitsOrder, WallUnitsResult } from './load/wall-units-load.ts'
import {
  judge,
  median,
  round,
  skipped,
  spread,
  type Bench,
  type Benchmark,
  type Figure,
} from './parts/benchmark.ts'
import { signIn, type Town } from './parts/county.ts'
import {
  NO_CHROMIUM,
  openBrowser,
  saidOf,
  SIZE,
  watchFrames,
  type BenchBrowser,
  type Frames,
} from './parts/frames.ts'
import { holdLoad } from './parts/load.ts'
import { cpuSeconds, findPostmasterOf, familyCpuSeconds } from './parts/processor-time.ts'
import { addUnits } from './parts/units.ts'
import { setWallStage, type WallStage } from './parts/wall-stage.ts'

const AIMS = [
  { units: 5_000, fps: 50 },
  { units: 20_000, fps: 30 },
] as const
const MOST_UNITS = 20_000
/** Every unit moves all the time: the map glides it for a second to where it was reported. */
const INTERVAL_MS = 1_000
const REPORT_EVERY_MS = 1_000

/** Reports later than this are not the load that was promised. */
const LATE_MS = 1_000

type Aim = (typeof AIMS)[number]

const nameOf = ({ units }: Aim): string =>
  `The wall with everything on, ${units.toLocaleString('en')} units, each reporting every second`

export const benchmark: Benchmark = {
  title: 'The wall, in Chromium without a GPU at 1920×1080',
  limitSeconds: 240,
  shared: 'the browser, the server with its simulator, PostgreSQL and the process of the units',
  prepare: buildIfStale,
  run: async bench => {
    const chromium = await openBrowser(bench)
    if (chromium === undefined) return AIMS.map(aim => skipped(nameOf(aim), `≥ ${aim.fps} fps`, NO_CHROMIUM))
    const stage = await setWallStage(bench, addUnitsEverywhere)
    const page = await chromium.browser.newPage({ viewport: SIZE })
    await page.goto(stage.wallLink)
    await page.locator('button.figure').first().waitFor()
    await keepReporting(bench, stage)
    const figures: Figure[] = []
    for (const aim of AIMS) figures.push(await measure(bench, stage, chromium, page, aim))
    return figures
  },
}

const shareOf = (towns: readonly Town[], units: number): number => Math.floor(units / towns.length)

async function addUnitsEverywhere(db: Database, towns: readonly Town[]): Promise<void> {
  const share = shareOf(towns, MOST_UNITS)
  for (const [index, town] of towns.entries()) await addUnits(db, town.id, share, index * share)
}

/** The feed is alive beyond what the simulator does: one report a second. */
async function keepReporting(bench: Bench, { db, product, towns }: WallStage): Promise<void> {
  const [cookie] = await signIn(db, towns[0]!.id, 'dispatcher', 1)
  const headers = { cookie: cookie! }
  const connection = await LeanConnection.open(product.url, '/api/commands/reports.submit', headers)
  const timer = setInterval(
    () => void connection.post(bodies.single(towns[0]!)).catch(() => undefined),
    REPORT_EVERY_MS,
  )
  bench.atEnd(() => clearInterval(timer))
}

async function measure(
  bench: Bench,
  stage: WallStage,
  { pid }: BenchBrowser,
  page: Page,
  aim: Aim,
): Promise<Figure> {
  const units = await holdLoad(bench, 'wall-units-load.ts', await orderOf(stage, aim))
  const shown = await unitsOn(page, aim.units)
  await sleep(2_000)
  const used = await usedBy(bench, stage)
  const began = performance.now()
  const runs: Frames[] = []
  for (let run = 0; run < (bench.short ? 1 : 3); run += 1) {
    runs.push(await watchFrames(page, pid, bench.short ? 3 : 6))
    bench.say(`${aim.units} units, run ${run + 1}: ${saidOf(runs.at(-1)!)}`)
  }
  const rest = ((await usedBy(bench, stage)) - used) / ((performance.now() - began) / 1_000)
  const { sent, refused, firstRefusal, behindMs } = await units.end<WallUnitsResult>()
  if (refused > 0) throw new Error(`${refused} batches of positions were refused: ${firstRefusal}`)
  bench.say(`${shown} units shown, ${sent} positions sent, at most ${behindMs} ms behind`)
  const rates = runs.map(run => run.perSecond)
  return judge({
    name: nameOf(aim),
    target: `≥ ${aim.fps} fps`,
    measured: spread(rates, ' fps'),
    met: median(rates) >= aim.fps && behindMs <= LATE_MS,
    note:
      `${shown} units drawn, their reports at most ${round(behindMs)} ms late. The slowest run: ${saidOf(runs.toSorted((a, b) => a.perSecond - b.perSecond)[0]!)}. ` +
      `All positions pass the real server, which keeps ${round(rest)} processors busy with its PostgreSQL meanwhile.`,
    because: 'Browser, server, PostgreSQL and the process of the units share the processors.',
  })
}

async function orderOf(
  { product, db, towns, systemToken }: WallStage,
  { units }: Aim,
): Promise<WallUnitsOrder> {
  const { rows } = await db.query<WallUnitsOrder['extent']>(
    `select min((entity -> 'centre' ->> 'lon')::float8) as west, min((entity -> 'centre' ->> 'lat')::float8) as south,
            max((entity -> 'centre' ->> 'lon')::float8) as east, max((entity -> 'centre' ->> 'lat')::float8) as north from grids`,
  )
  const [share, most] = [shareOf(towns, units), shareOf(towns, MOST_UNITS)]
  return {
    url: product.url,
    headers: { authorization: `Bearer ${systemToken}` },
    towns: towns.map(({ id }, index) => ({ id, first: index * most, count: share })),
    extent: rows[0]!,
    intervalMs: INTERVAL_MS,
  }
}

/** Waits until the map says that it draws as many; answers the number. */
async function unitsOn(page: Page, wanted: number): Promise<number> {
  const button = page.locator('.map button.tray').first()
  const until = performance.now() + 30_000
  let count = 0
  while (performance.now() < until) {
    count = Number((await button.innerText()).replaceAll(/\D/g, ''))
    if (count >= wanted * 0.99) return count
    await sleep(500)
  }
  throw new Error(`the wall draws only ${count} units of ${wanted}`)
}

async function usedBy(bench: Bench, { product }: WallStage): Promise<number> {
  const postmaster = await findPostmasterOf(bench.serverUrl)
  return (await cpuSeconds(product.pid)) + (postmaster === undefined ? 0 : await familyCpuSeconds(postmaster))
}
