import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../server/src/platform/database.ts'
import type { PositionPlan } from '../load/position-plan.ts'
import type { SendOrder, SendResult } from '../load/position-send-load.ts'
import type { WatchOrder, WatchResult } from '../load/position-watch-load.ts'
import { round, type Bench } from './benchmark.ts'
import { countyOf, openTokens, signIn, townsOf, type Town } from './county.ts'
import { makeDatabase } from './database.ts'
import { runLoad } from './load.ts'
import { cpuSeconds } from './processor-time.ts'
import { startProduct } from './product.ts'
import { addUnits } from './units.ts'
import { startWorldmap, type MapMode } from './worldmap.ts'

/** One rate tried: whether 99 % arrived, and 99 % of those within 250 ms. */
export interface Trial extends WatchResult {
  readonly rate: number
  readonly holds: boolean
  readonly problem: string
  /** Processor time of the server for one position, in µs. */
  readonly cost: number
}

type Target = Omit<WatchOrder, 'plan'> &
  Pick<SendOrder, 'path' | 'headers' | 'township'> & {
    readonly town: Town
    readonly pid: number
  }

type Ours = Target & {
  readonly db: Database
}

const SETTLE_MS = 500

/** Sends so many positions a second for some seconds to viewers that are already there. */
export async function tryRate(bench: Bench, target: Target, rate: number): Promise<Trial> {
  const seconds = bench.short ? 2 : 4
  const { lon, lat } = target.town
  const plan = (startAt: number): PositionPlan => ({ startAt, rate, seconds, lon, lat })
  const { kind, url, viewers, view } = target
  const watching = startWatching(bench, { kind, url, viewers, view, plan: plan(0) })
  await watching.ready
  await idle(target.pid)
  const before = await cpuSeconds(target.pid)
  const real = plan(Date.now() + SETTLE_MS)
  watching.begin(real)
  const { path, headers, township } = target
  const sending = runLoad<SendResult>(bench, 'position-send-load.ts', {
    url,
    path,
    headers,
    township,
    plan: real,
  })
  const [sent, seen] = await Promise.all([sending, watching.result])
  const cost = ((await cpuSeconds(target.pid)) - before) * (1e6 / sent.sent)
  const problem = sent.refused > 0 ? `refused: ${sent.firstRefusal}` : ''
  const holds = seen.delivered >= 0.99 && seen.p99 <= 250 && sent.refused === 0
  bench.say(
    `${kind} ${viewers.length} viewers, ${rate}/s: ${(seen.delivered * 100).toFixed(1)} % delivered, ` +
      `p50 ${round(seen.p50)} ms, p99 ${round(seen.p99)} ms, sender ${round(sent.behindMs)} ms behind, ${round(cost)} µs of the server each ${problem}`,
  )
  return { ...seen, rate, holds, problem, cost }
}

/** Until the server has worked off what the trial before left, or gives no sign of it. */
async function idle(pid: number): Promise<void> {
  for (let waited = 0; waited < 20; waited += 1) {
    const before = await cpuSeconds(pid)
    await sleep(500)
    if ((await cpuSeconds(pid)) - before < 0.1) return
  }
}

interface Watching {
  readonly ready: Promise<void>
  readonly begin: (plan: PositionPlan) => void
  readonly result: Promise<WatchResult>
}

function startWatching(bench: Bench, order: WatchOrder): Watching {
  const child = fork(join(import.meta.dirname, '../load/position-watch-load.ts'), { execArgv: [] })
  bench.atEnd(() => child.kill('SIGKILL'))
  child.send(order)
  const heard = Promise.withResolvers<WatchResult>()
  const ready = Promise.withResolvers<undefined>()
  child.on('message', (word: { ready?: true; result?: WatchResult; error?: string }) => {
    if (word.ready) ready.resolve(undefined)
    else if (word.result !== undefined) heard.resolve(word.result)
    else for (const each of [ready, heard]) each.reject(new Error(`the viewers: ${String(word.error)}`))
  })
  child.once('exit', code => {
    for (const each of [ready, heard]) each.reject(new Error(`the viewers ended with ${String(code)}`))
  })
  heard.promise.catch(() => undefined)
  return { ready: ready.promise, begin: plan => void child.send(plan), result: heard.promise }
}

/** The product with enough units, and viewers of one township whose map shows all of them. */
export async function prepareOurs(bench: Bench, viewers: number, units = 40_000): Promise<Ours> {
  const { url: databaseUrl, db } = await makeDatabase(bench, 'county')
  const town = (await townsOf(db))[0]!
  await addUnits(db, town.id, units)
  const county = await countyOf(db)
  const [token] = await openTokens(db, { role: 'system', township: county, organisationId: county }, 1)
  const cookies = await signIn(db, town.id, 'dispatcher', viewers)
  const { url, pid } = await startProduct(bench, databaseUrl)
  const view = { townships: [town.id], ...around(town) }
  return {
    kind: 'ours',
    url,
    viewers: cookies.map(cookie => ({ cookie })),
    view,
    path: '/api/positions',
    headers: { authorization: `Bearer ${token!}` },
    township: town.id,
    town,
    pid,
    db,
  }
}

function around({ lon, lat }: Town): object {
  return { west: lon - 0.005, south: lat - 0.005, east: lon + 0.045, north: lat + 0.045 }
}

export async function prepareMap(bench: Bench, mode: MapMode, viewers: number): Promise<Target | string> {
  const map = await startWorldmap(bench, mode)
  if (typeof map === 'string') return map
  return {
    kind: 'worldmap',
    url: map.url,
    viewers: Array.from({ length: viewers }, () => ({})),
    view: {},
    path: '/positions',
    headers: {},
    township: null,
    town: { id: '', lon: 104, lat: 31 },
    pid: map.child.process.pid!,
  }
}

/** The highest rate that holds among the first one's doublings, or its halvings where the first does not hold. */
export async function highest(bench: Bench, target: Target, first: number, most: number): Promise<Trial> {
  let best: Trial | undefined
  let last = await tryRate(bench, target, first)
  for (let tried = 1; tried < most; tried += 1) {
    if (last.holds) best = last
    if (!last.holds && best !== undefined) break
    last = await tryRate(bench, target, last.holds ? last.rate * 2 : Math.floor(last.rate / 2))
    if (last.holds && best === undefined && last.rate < first) return last
  }
  return last.holds ? last : (best ?? last)
}
