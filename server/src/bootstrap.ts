import { newId, type Id } from '@one-centre/shared/ids'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/database.ts'
import { hashPassword, oneTimePassword } from './platform/passwords.ts'

export interface FirstStart {
  readonly county: Id<'organisation'>
  /** True where this very start made the installation: the county is still empty. */
  readonly fresh: boolean
  readonly demo: boolean
}

/** Names the installation's county, once. A database keeps for ever whether it is a demonstration. */
export async function ensureInstallation(
  database: Database,
  clock: Clock,
  wanted: { readonly county: Id<'organisation'>; readonly demo: boolean },
): Promise<FirstStart> {
  const inserted = await database.query(
    'insert into installation (county, demo, created_at) values ($1, $2, $3) on conflict do nothing',
    [wanted.county, wanted.demo, clock.iso()],
  )
  const rows = await database.query<{ county: Id<'organisation'>; demo: boolean }>('select county, demo from installation')
  return { ...rows.rows[0]!, fresh: inserted.rowCount === 1 }
}

/** The name under which the first administrator signs in. */
export const FIRST_ADMIN = 'admin'

/**
 * An account for the first administrator with a password that is shown once and must be changed.
 * Null where the account is there already.
 */
export async function ensureFirstAdmin(
  database: Database,
  clock: Clock,
  county: Id<'organisation'>,
): Promise<{ readonly personId: Id<'person'>; readonly password: string } | null> {
  const password = oneTimePassword()
  const personId = newId<'person'>()
  const inserted = await database.query(
    `insert into accounts (person_id, township, sign_in_name, password_hash, must_change, changed_at)
     values ($1, $2, $3, $4, true, $5) on conflict do nothing`,
    [personId, county, FIRST_ADMIN, await hashPassword(password), clock.iso()],
  )
  return inserted.rowCount === 1 ? { personId, password } : null
}
