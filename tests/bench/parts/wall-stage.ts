import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../server/src/platform/database.ts'
import type { Bench } from './benchmark.ts'
import { countyOf, openTokens, townsOf, type Town } from './county.ts'
import { makeDatabase } from './database.ts'
import { startProduct, type Product } from './product.ts'

export interface WallStage {
  readonly product: Product
  readonly db: Database
  readonly towns: readonly Town[]
  /** What a neighbour system holds that hands in positions. */
  readonly systemToken: string
  /** The link of a wall for the whole county, as an administrator hands it out. */
  readonly wallLink: string
}

const HISTORY_WITHIN_MS = 90_000

/** The demo county with its year of history and its simulator: what a wall shows when everything is on. */
export async function setWallStage(
  bench: Bench,
  prepare: (db: Database, towns: readonly Town[]) => Promise<void> = () => Promise.resolve(),
): Promise<WallStage> {
  const { url: databaseUrl, db } = await makeDatabase(bench, 'county')
  await db.query('update installation set demo = true')
  const towns = await townsOf(db)
  await prepare(db, towns)
  const county = await countyOf(db)
  const seat = { township: county, organisationId: county }
  const [systemToken] = await openTokens(db, { role: 'system', ...seat }, 1)
  const [wallToken] = await openTokens(db, { role: 'wall', ...seat }, 1)
  const product = await startProduct(bench, databaseUrl, 'demo')
  await historyLoaded(product)
  return {
    product,
    db,
    towns,
    systemToken: systemToken!,
    wallLink: `${product.url}/wall#token=${wallToken!}`,
  }
}

async function historyLoaded({ log }: Product): Promise<void> {
  const until = performance.now() + HISTORY_WITHIN_MS
  while (performance.now() < until) {
    if ((await readFile(log, 'utf8')).includes('the demo history is loaded')) return
    await sleep(250)
  }
  throw new Error(`the history was not loaded within ${HISTORY_WITHIN_MS / 1_000} s`)
}
