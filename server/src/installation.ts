import type { Id } from '@one-centre/shared/ids'
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

/** Whether this database holds a demonstration; false before the installation has a row. */
export async function isDemo(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ demo: boolean }>('select demo from installation')
  return rows[0]?.demo === true
}
