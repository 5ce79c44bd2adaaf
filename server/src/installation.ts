import { newId, type Id } from '@one-centre/shared/ids'
import { ConfigError } from './config.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/database.ts'

export interface Installation {
  readonly county: Id<'organisation'>
  readonly demo: boolean
}

/** Names the installation's county, once. A database remembers for ever whether it is a demonstration. */
export async function ensureInstallation(
  database: Database,
  clock: Clock,
  wanted: Installation,
): Promise<Installation> {
  await database.query(
    'insert into installation (county, demo, created_at) values ($1, $2, $3) on conflict do nothing',
    [wanted.county, wanted.demo, clock.iso()],
  )
  const rows = await database.query<Installation>('select county, demo from installation')
  return rows.rows[0]!
}

export interface Wanted {
  /** What a database without an installation becomes. */
  readonly fresh: 'demo' | 'empty'
  readonly demoCounty: Id<'organisation'>
}

/**
 * What this database holds: it stays what it once became, and only a new one becomes what is wanted (P-70). Throws
 * a ConfigError where a demonstration is asked to be a real county.
 */
export async function openInstallation(
  database: Database,
  clock: Clock,
  { fresh, demoCounty }: Wanted,
): Promise<Installation> {
  const county = fresh === 'demo' ? demoCounty : newId<'organisation'>()
  const installation = await ensureInstallation(database, clock, { county, demo: fresh === 'demo' })
  if (installation.demo && fresh === 'empty')
    throw new ConfigError(
      'the database holds the demo county, and --empty is for a new one. Name another DATA_DIR or DATABASE_URL, or start without --empty.',
    )
  return installation
}

/** Whether this database holds a demonstration; false before the installation has a row. */
export async function isDemo(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ demo: boolean }>('select demo from installation')
  return rows[0]?.demo === true
}
