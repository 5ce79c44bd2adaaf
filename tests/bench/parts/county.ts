import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Post, Role } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import { createApp } from '../../../server/src/app.ts'
import { demoCountyId, loadDemoCounty } from '../../../server/src/demo/load.ts'
import { ensureInstallation } from '../../../server/src/installation.ts'
import { systemClock } from '../../../server/src/platform/clock.ts'
import { openDatabase, type Database } from '../../../server/src/platform/database.ts'
import { migrate } from '../../../server/src/platform/migrate.ts'
import { openSessions, tokenHash } from '../../../server/src/platform/session.ts'
import { pino } from 'pino'
import { quietLog } from '../../harness/quiet-log.ts'
import { testConfig } from '../../harness/test-config.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../server/src/platform/migrations')
const SEED = 20_261

/**
 * Fills a database with the bodies, grids, people, teams and matters of the demo county, but as a real
 * installation: no simulator, no history, and the request limit of a real one.
 */
export async function prepareCounty(url: string, folder: string): Promise<void> {
  await migrate({ connection: url, folder: MIGRATIONS, log: quietLog })
  const database = openDatabase({ connection: url, poolSize: 8, log: quietLog })
  await ensureInstallation(database, systemClock, { county: demoCountyId(SEED), demo: false })
  const log = pino({ level: 'silent' })
  const config = testConfig({ databaseUrl: url, dataDir: folder, demoSeed: SEED })
  const clock = systemClock
  const app = await createApp({ config, database, clock, log, clientFolder: null, belts: 'off' })
  await loadDemoCounty({ kernel: app.kernel, database, seed: SEED, now: systemClock.now(), log })
  await app.close()
  await database.close()
}

export interface Town {
  readonly id: Id<'organisation'>
  /** The middle of its area. */
  readonly lon: number
  readonly lat: number
}

export async function countyOf(db: Database): Promise<Id<'organisation'>> {
  const { rows } = await db.query<{ county: Id<'organisation'> }>('select county from installation')
  return rows[0]!.county
}

/** The townships of the county, each with a point that surely lies inside. */
export async function townsOf(db: Database): Promise<readonly Town[]> {
  const { rows } = await db.query<Town>(
    `select o.id, (g.entity -> 'centre' ->> 'lon')::float8 as lon, (g.entity -> 'centre' ->> 'lat')::float8 as lat
     from organisations o join lateral (
       select entity from grids where township = o.id and entity ->> 'level' = 'grid' order by id limit 1) g on true
     where o.entity ->> 'type' = 'township' order by o.id`,
  )
  return rows
}

/** Sessions of so many people of a township who hold a role; a person may sit at several places. */
export async function signIn(
  db: Database,
  township: string,
  role: Role,
  count: number,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from people where entity -> 'posts' @> $1::jsonb order by id limit $2`,
    [JSON.stringify([{ role, township }]), count],
  )
  if (rows.length === 0) throw new Error(`nobody in the county is ${role} of ${township}`)
  const sessions = openSessions(db, systemClock)
  const opened = Array.from({ length: count }, (_, index) => sessions.open(rows[index % rows.length]!.id))
  return (await Promise.all(opened)).map(({ token }) => `sid=${token}`)
}

/** Access tokens, as walls and neighbour systems hold them. */
export async function openTokens(db: Database, post: Post, count: number): Promise<readonly string[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'))
  await db.query(
    `insert into access_tokens (id, token_hash, name, posts, created_at)
     select id, hash, 'bench', $3::json, now() from unnest($1::uuid[], $2::bytea[]) as n (id, hash)`,
    [tokens.map(() => newId()), tokens.map(tokenHash), JSON.stringify([post])],
  )
  return tokens
}
