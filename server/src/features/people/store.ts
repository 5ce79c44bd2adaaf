import type { Post } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Person } from '@one-centre/shared/people'
import type { Iso } from '@one-centre/shared/time'
import type { Reader } from '../../kernel/handler.ts'

export interface AccountRow {
  readonly personId: string
  readonly signInName: string
}

/** The accounts of a person or under a sign-in name, wherever they are: the name is unique in the installation. */
export async function findAccounts(
  reader: Reader,
  personIds: readonly string[],
  signInNames: readonly string[],
): Promise<readonly AccountRow[]> {
  return reader.query<AccountRow>(
    `select person_id as "personId", sign_in_name as "signInName" from accounts
     where person_id = any($1::uuid[]) or sign_in_name = any($2::text[])`,
    [personIds, signInNames],
  )
}

/** One at a time may take an administrator away, whichever node it asks; released with the transaction. */
export async function lockAdministrators(reader: Reader): Promise<void> {
  await reader.query(`select pg_advisory_xact_lock(hashtext('people.administrators'))`, [])
}

/** Administrators of the township and the county who can sign in. */
export async function listAdministrators(reader: Reader): Promise<readonly Person[]> {
  const rows = await reader.query<{ entity: Person }>(
    `select p.entity from people p join accounts a on a.person_id = p.id
     where not a.disabled and p.entity -> 'posts' @> '[{"role":"admin"}]'`,
    [],
  )
  return rows.map(row => row.entity)
}

/** What becomes of a person's account beside the person. */
export type AccountOrder =
  | { readonly kind: 'keep' }
  | {
      readonly kind: 'open'
      readonly personId: Id<'person'>
      readonly township: Id<'organisation'>
      readonly signInName: string
      readonly passwordHash: string
    }
  | { readonly kind: 'rename'; readonly personId: Id<'person'>; readonly signInName: string }
  | { readonly kind: 'close'; readonly personId: Id<'person'> }
  | { readonly kind: 'disable'; readonly personId: Id<'person'>; readonly disabled: boolean }
  | { readonly kind: 'reset'; readonly personId: Id<'person'>; readonly passwordHash: string }

/** Carries out an order; whatever takes access away ends the sessions in the same transaction (PE-5). */
export async function saveAccount(reader: Reader, order: AccountOrder, now: Iso): Promise<void> {
  switch (order.kind) {
    case 'keep':
      return
    case 'open':
      await reader.query(
        `insert into accounts (person_id, township, sign_in_name, password_hash, must_change, changed_at)
         values ($1, $2, $3, $4, true, $5)`,
        [order.personId, order.township, order.signInName, order.passwordHash, now],
      )
      return
    case 'rename':
      await reader.query('update accounts set sign_in_name = $2 where person_id = $1', [
        order.personId,
        order.signInName,
      ])
      return
    case 'close':
      await reader.query('delete from accounts where person_id = $1', [order.personId])
      return endSessions(reader, order.personId)
    case 'disable':
      await reader.query('update accounts set disabled = $2 where person_id = $1', [
        order.personId,
        order.disabled,
      ])
      if (order.disabled) await endSessions(reader, order.personId)
      return
    case 'reset':
      await reader.query(
        `update accounts set password_hash = $2, must_change = true, failed_count = 0, locked_until = null, changed_at = $3
         where person_id = $1`,
        [order.personId, order.passwordHash, now],
      )
      return endSessions(reader, order.personId)
  }
}

async function endSessions(reader: Reader, personId: string): Promise<void> {
  await reader.query('delete from sessions where person_id = $1', [personId])
}

/** The secret's hash, and what whoever brings the secret may do. */
export async function saveToken(
  reader: Reader,
  token: {
    readonly id: string
    readonly name: string
    readonly posts: readonly Post[]
    readonly secretHash: Buffer
    readonly at: Iso
    readonly expiresAt: Iso
  },
): Promise<void> {
  await reader.query(
    `insert into access_tokens (id, token_hash, name, posts, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [token.id, token.secretHash, token.name, JSON.stringify(token.posts), token.at, token.expiresAt],
  )
}

export async function endToken(reader: Reader, id: string, at: Iso): Promise<void> {
  await reader.query('update access_tokens set revoked_at = $2 where id = $1', [id, at])
}
