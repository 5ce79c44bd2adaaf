import { createHash, randomBytes } from 'node:crypto'
import { DAY, MINUTE, SECOND, toIso } from '@one-centre/shared/time'
import { askTogether } from './ask-together.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import { verifyPassword } from './passwords.ts'

/** A working day's sign-in ends by itself. */
const SESSION_LASTS = DAY
const FAILURES_BEFORE_LOCK = 5
const LOCK_LASTS = 10 * MINUTE
/** `seen_at` is written at most this often. */
const SEEN_EVERY = 30 * SECOND

export interface Account {
  readonly personId: string
  readonly signInName: string
  readonly mustChange: boolean
}

export interface AccessToken {
  readonly id: string
  readonly name: string
  readonly posts: unknown
  readonly expiresAt: string | null
}

export type SignIn =
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly reason: 'wrong' | 'locked' | 'disabled' }

export interface Sessions {
  /** Wrong name and wrong password take the same time and give the same answer. */
  checkPassword(signInName: string, password: string): Promise<SignIn>
  /** A new session; the token is shown to nobody but the browser. */
  open(personId: string): Promise<{ readonly token: string; readonly expiresAt: string }>
  personOf(token: string): Promise<Account | null>
  /** The posts of a wall's or a neighbour system's token; `expiresAt` is null for one that does not end by itself. */
  accessToken(token: string): Promise<AccessToken | null>
  /** Which of these keys are of session or access tokens that no longer count, in one question however many there are. */
  ended(keys: readonly string[]): Promise<ReadonlySet<string>>
  /** Whether there was a session to end; an access token is ended by its administrator alone. */
  close(token: string): Promise<boolean>
  closeAll(personId: string): Promise<void>
  setPassword(personId: string, passwordHash: string): Promise<void>
}

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
/** What a token is asked about by, again and again. */
export const tokenKey = (token: string): string => tokenHash(token).toString('hex')

/** Hash of nothing anybody knows, so that an unknown name costs as much as a known one. */
const NOBODY = 'argon2id$19456$2$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

interface AccountRow {
  readonly person_id: string
  readonly sign_in_name: string
  readonly password_hash: string
  readonly must_change: boolean
  readonly disabled: boolean
  readonly failed_count: number
  readonly locked_until: string | null
}

export function openSessions(database: Database, clock: Clock): Sessions {
  const strangers = openStrangers(clock)
  /** Counted before it is judged, so that guesses sent at once are no more than guesses sent in turn; false: locked. */
  const takeTry = async (row: AccountRow): Promise<boolean> => {
    const counted = await database.query(
      `update accounts set failed_count = failed_count + 1,
         locked_until = case when failed_count + 1 >= $2 then $3::timestamptz else locked_until end
       where person_id = $1 and (locked_until is null or locked_until <= $4)`,
      [row.person_id, FAILURES_BEFORE_LOCK, toIso(clock.now() + LOCK_LASTS), clock.iso()],
    )
    return counted.rowCount === 1
  }

  const askAccount = askTogether(tokens => accountsOf(database, clock, tokens))

  return {
    checkPassword: async (signInName, password) => {
      const found = await database.query<AccountRow>('select * from accounts where sign_in_name = $1', [
        signInName,
      ])
      const row = found.rows[0]
      // Side by side: the write of a known name must not show in the time.
      const [open, right] = await Promise.all([
        row === undefined ? strangers.takeTry(signInName) : takeTry(row),
        verifyPassword(password, row?.password_hash ?? NOBODY),
      ])
      if (!open) return { ok: false, reason: 'locked' }
      if (row === undefined || !right) return { ok: false, reason: 'wrong' }
      if (row.disabled) return { ok: false, reason: 'disabled' }
      await database.query('update accounts set failed_count = 0, locked_until = null where person_id = $1', [
        row.person_id,
      ])
      return { ok: true, account: accountOf(row) }
    },

    open: async personId => {
      const token = randomBytes(32).toString('base64url')
      const now = clock.now()
      const expiresAt = toIso(now + SESSION_LASTS)
      await database.query(
        'insert into sessions (token_hash, person_id, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)',
        [tokenHash(token), personId, toIso(now), expiresAt],
      )
      return { token, expiresAt }
    },

    personOf: token => askAccount(token),

    accessToken: async token => {
      const found = await database.named<AccessToken>(
        'access-token',
        `select id, name, posts, expires_at as "expiresAt" from access_tokens
         where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
        [tokenHash(token), clock.iso()],
      )
      return found.rows[0] ?? null
    },

    ended: async keys => {
      // One text and an answer of few rows: as an array of thousands both would cost more than the question.
      const found = await database.named<{ key: string }>(
        'sessions-ended',
        `select key from unnest(string_to_array($1, ',')) as asked (key)
         where not exists (
           select from sessions s join accounts a using (person_id)
           where s.token_hash = decode(key, 'hex') and s.expires_at > $2 and not a.disabled)
         and not exists (
           select from access_tokens
           where token_hash = decode(key, 'hex') and revoked_at is null and (expires_at is null or expires_at > $2))`,
        [keys.join(','), clock.iso()],
      )
      return new Set(found.rows.map(row => row.key))
    },

    close: async token => {
      const ended = await database.query<{ person_id: string }>(
        'delete from sessions where token_hash = $1 returning person_id',
        [tokenHash(token)],
      )
      return ended.rows.length > 0
    },
    closeAll: async personId => {
      await database.query('delete from sessions where person_id = $1', [personId])
    },
    setPassword: async (personId, passwordHash) => {
      await database.query(
        'update accounts set password_hash = $2, must_change = false, changed_at = $3 where person_id = $1',
        [personId, passwordHash, clock.iso()],
      )
    },
  }
}

/** Names nobody has are locked like the others, so that a lock does not tell which are real. */
const MOST_STRANGERS = 10_000

function openStrangers(clock: Clock): { takeTry(name: string): boolean } {
  const tries = new Map<string, { readonly count: number; readonly lockedUntil: number }>()
  return {
    takeTry: name => {
      const before = tries.get(name) ?? { count: 0, lockedUntil: 0 }
      if (before.lockedUntil > clock.now()) return false
      const count = before.count + 1
      tries.delete(name)
      tries.set(name, { count, lockedUntil: count < FAILURES_BEFORE_LOCK ? 0 : clock.now() + LOCK_LASTS })
      const [oldest] = tries.keys()
      if (tries.size > MOST_STRANGERS && oldest !== undefined) tries.delete(oldest)
      return true
    },
  }
}

interface SessionRow extends AccountRow {
  readonly token_hash: Buffer
  readonly seen_at: string
}

/** The accounts behind session tokens, in the order of the tokens; null where a session is unknown, over or its person disabled. */
async function accountsOf(
  database: Database,
  clock: Clock,
  tokens: readonly string[],
): Promise<readonly (Account | null)[]> {
  const now = clock.now()
  const hashes = tokens.map(tokenHash)
  const found = await database.named<SessionRow>(
    'session-people',
    `select a.*, s.token_hash, s.seen_at from sessions s join accounts a using (person_id)
     where s.token_hash = any($1::bytea[]) and s.expires_at > $2 and not a.disabled`,
    [hashes, toIso(now)],
  )
  const unseen = found.rows.filter(row => now - Date.parse(row.seen_at) > SEEN_EVERY)
  if (unseen.length > 0) {
    await database.query('update sessions set seen_at = $2 where token_hash = any($1::bytea[])', [
      unseen.map(row => row.token_hash),
      toIso(now),
    ])
  }
  const byHash = new Map(found.rows.map(row => [row.token_hash.toString('hex'), row]))
  return hashes.map(hash => {
    const row = byHash.get(hash.toString('hex'))
    return row === undefined ? null : accountOf(row)
  })
}

function accountOf(row: AccountRow): Account {
  return { personId: row.person_id, signInName: row.sign_in_name, mustChange: row.must_change }
}
