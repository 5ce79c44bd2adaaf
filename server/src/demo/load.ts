import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Id } from '@one-centre/shared/ids'
import { isRefusal } from '@one-centre/shared/refusals'
import { toIso } from '@one-centre/shared/time'
import { civilDate, gridKind } from '../features/organisations/index.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Database } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import { generateCounty } from './county.ts'
import type { PastIncident } from './history.ts'
import { cameraOrders } from './load-cameras.ts'
import { historyByTownship, incidentOf } from './load-history.ts'
import { demoId } from './load-identity.ts'
import {
  calendarOrders,
  dutyOrders,
  gridImports,
  matterOrders,
  membershipOrders,
  organisationOrders,
  personOrders,
  teamDutyOrders,
  teamOrders,
  type Order,
} from './load-orders.ts'
import type { CountyPlan } from './plan.ts'

export { basemapOf } from './basemap.ts'
export { demoCountyId } from './load-identity.ts'

export interface DemoLoad {
  readonly kernel: Kernel
  readonly database: Database
  readonly seed: number
  /** ms since 1970 */
  readonly now: number
  readonly log: Log
}

/** Commands that may wait together; the kernel turns them into few transactions. */
const CHUNK = 400
/** Incidents of the past in one command, and the pause that lets live commands go first. */
const HISTORY_CHUNK = 100
const HISTORY_PAUSE_MS = 20

/**
 * Loads the demo county through the one door. Ids and command ids follow from the seed, so a start that was
 * killed goes on where it stopped and a further start changes nothing (DM-19). Throws where a command is refused.
 */
export async function loadDemoCounty({ kernel, database, seed, now, log }: DemoLoad): Promise<void> {
  const began = performance.now()
  const plan = generateCounty(seed)
  const steps = [
    ...organisationOrders(plan),
    calendarOrders(kernel.county),
    ...gridImports(plan),
    matterOrders(plan),
    teamOrders(plan),
    personOrders(plan),
    membershipOrders(plan),
    teamDutyOrders(plan),
    ...cameraOrders(plan),
  ]
  for (const orders of steps) await sendAll(kernel, seed, orders)
  const grids = kernel.reference.all(gridKind)
  await sendAll(kernel, seed, dutyOrders(plan, new Map(grids.map(grid => [grid.code, grid.id]))))
  await openAccounts(database, plan, toIso(now))
  log.info({ ms: Math.round(performance.now() - began) }, 'the demo county is loaded')
}

/**
 * Loads the year before the installation was made, in the background of live work. The year does not move with
 * `now`, so that a later start finds it loaded (DM-20).
 */
export async function loadDemoHistory({ kernel, database, seed, log }: DemoLoad): Promise<void> {
  const began = performance.now()
  const plan = generateCounty(seed)
  const end = await installedAt(database)
  const until = civilDate(toIso(end))
  const chunks = chunksOf(await toldAside(seed, end))
  const loaded = await listLoaded(
    database,
    chunks.map(chunk => commandIdOf(seed, chunk)),
  )
  const missing = chunks.filter(chunk => !loaded.has(commandIdOf(seed, chunk)))
  for (const chunk of missing) {
    const incidents = chunk.incidents.map(past => incidentOf(past, plan, kernel.reference))
    await send(kernel, seed, { ...chunk, params: { until, incidents } })
    await setTimeout(HISTORY_PAUSE_MS)
  }
  const ms = Math.round(performance.now() - began)
  log.info({ chunks: chunks.length, missing: missing.length, ms }, 'the demo history is loaded')
}

async function toldAside(seed: number, end: number): Promise<readonly PastIncident[]> {
  const worker = new Worker(new URL('./history-worker.ts', import.meta.url), { workerData: { seed, end } })
  const [past] = (await once(worker, 'message')) as [readonly PastIncident[]]
  return past
}

interface HistoryChunk extends Omit<Order, 'params'> {
  readonly incidents: readonly PastIncident[]
}

function chunksOf(past: readonly PastIncident[]): readonly HistoryChunk[] {
  return [...historyByTownship(past)].flatMap(([township, all]) =>
    Array.from({ length: Math.ceil(all.length / HISTORY_CHUNK) }, (_, index) => ({
      key: `history/${township}/${index}`,
      name: 'incidents.import-history',
      township,
      incidents: all.slice(index * HISTORY_CHUNK, (index + 1) * HISTORY_CHUNK),
    })),
  )
}

async function listLoaded(database: Database, commandIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await database.query<{ command_id: string }>(
    'select command_id from commands where command_id = any($1::uuid[])',
    [commandIds],
  )
  return new Set(found.rows.map(row => row.command_id))
}

async function installedAt(database: Database): Promise<number> {
  const found = await database.query<{ created_at: string | Date }>('select created_at from installation')
  const at = found.rows[0]?.created_at
  if (at === undefined) throw new Error('the database has no installation row')
  return new Date(at).getTime()
}

async function sendAll(kernel: Kernel, seed: number, orders: readonly Order[]): Promise<void> {
  for (let from = 0; from < orders.length; from += CHUNK) {
    await Promise.all(orders.slice(from, from + CHUNK).map(order => send(kernel, seed, order)))
  }
}

function commandIdOf(seed: number, { name, key }: Pick<Order, 'name' | 'key'>): Id<'command'> {
  return demoId(seed, `command/${name}/${key}`)
}

async function send(kernel: Kernel, seed: number, order: Order): Promise<void> {
  const outcome = await kernel.commands.run(kernel.system, order.name, {
    commandId: commandIdOf(seed, order),
    township: demoId<'organisation'>(seed, order.township),
    params: order.params,
  })
  // Another edition of the generator asks differently under the same id; what was loaded first stays.
  if (isRefusal(outcome) && outcome.code !== 'command.id-reused') {
    throw new Error(`${order.name} of ${order.key} was refused: ${JSON.stringify(outcome)}`)
  }
}

/** Whether a start before has loaded the county to its end: the accounts come last and all at once. */
export async function holdsDemoCounty(database: Database): Promise<boolean> {
  const found = await database.query("select from accounts where password_hash = 'none' limit 1")
  return found.rows.length > 0
}

/** Accounts nobody can sign in to with a password: the hash is none. Only the role buttons open their sessions. */
async function openAccounts(database: Database, { people, seed }: CountyPlan, now: string): Promise<void> {
  await database.query(
    `insert into accounts (person_id, township, sign_in_name, password_hash, must_change, changed_at)
     select person, township, name, 'none', false, $4::timestamptz
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (person, township, name)
     on conflict do nothing`,
    [
      people.map(person => demoId(seed, person.key)),
      people.map(person => demoId(seed, person.township)),
      people.map(person => person.signInName),
      now,
    ],
  )
}
