import { setTimeout } from 'node:timers/promises'
import type { Role } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import { refuse, type Outcome } from '@one-centre/shared/refusals'
import { ReplayError } from './mapping.ts'

/** What the server is asked to do, as anybody with an account may ask. */
export interface Order {
  readonly name: string
  readonly commandId: Id<'command'>
  readonly township: Id<'organisation'>
  readonly params: object
}

export interface Welcome {
  readonly county: Id<'organisation'>
  readonly actor: { readonly posts: readonly { readonly role: Role }[] }
  readonly streams: readonly { readonly township: Id<'organisation'> }[]
  readonly mustChangePassword: boolean
}

export interface Account {
  readonly signInName: string
  readonly password: string
  /** Taken instead where the server asks for a password of one's own. */
  readonly newPassword: string | null
}

/** One signed-in account of a server. A call is repeated while the server is away; commands keep their ids. */
export interface Session {
  readonly me: Welcome
  /** At most 500 at once; each has its own outcome, in their order. */
  send(orders: readonly Order[]): Promise<readonly Outcome<Readonly<Record<string, unknown>>>[]>
  get(path: string): Promise<unknown>
  post(path: string, body: object): Promise<unknown>
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly cookie: string | null
}

type Call = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Answer>

const TRIES = 40
const WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000
const TIMEOUT_MS = 60_000
/** A command that met the server in a bad moment is sent again under its id. */
const PASSING = new Set(['database.away', 'server.fault', 'access.throttled'])

export async function signIn(server: string, account: Account): Promise<Session> {
  const { signInName, password, newPassword } = account
  const call = callerOf(server, {})
  const first = await call('POST', '/api/session', { signInName, password })
  if (first.status === 401 && newPassword !== null)
    return signIn(server, { signInName, password: newPassword, newPassword: null })
  let { cookie, body } = expectOk(first, `${signInName} cannot sign in`)
  if ((body as Welcome).mustChangePassword) {
    if (newPassword === null)
      throw new ReplayError(
        `${signInName} must choose a password first: sign in with a browser, or name it in ONE_CENTRE_NEW_PASSWORD`,
      )
    const change = callerOf(server, { cookie: cookie ?? '' })
    const changed = await change('POST', '/api/session/password', { current: password, next: newPassword })
    ;({ cookie, body } = expectOk(changed, `the password of ${signInName} cannot be changed`))
  }
  return sessionOf(callerOf(server, { cookie: cookie ?? '' }), body as Welcome)
}

/** A session by an access token, as integrations have it. */
export async function signInWithToken(server: string, token: string): Promise<Session> {
  const call = callerOf(server, { authorization: `Bearer ${token}` })
  const { body } = expectOk(await call('GET', '/api/session'), 'the access token is not accepted')
  return sessionOf(call, body as Welcome)
}

function sessionOf(call: Call, me: Welcome): Session {
  const get = async (path: string): Promise<unknown> => expectOk(await call('GET', path), path).body
  const post = async (path: string, body: object): Promise<unknown> =>
    expectOk(await call('POST', path, body), path).body
  const send: Session['send'] = async orders => {
    const outcomes: (Outcome<Readonly<Record<string, unknown>>> | undefined)[] = orders.map(() => undefined)
    let left = orders.map((_, index) => index)
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt === TRIES) throw new ReplayError('the server answers, but does not work')
      if (attempt > 0) await setTimeout(waitOf(attempt))
      const answers = (await post(
        '/api/commands',
        left.map(index => orders[index]!),
      )) as Outcome<Readonly<Record<string, unknown>>>[]
      for (const [place, index] of left.entries()) outcomes[index] = answers[place]
      left = left.filter(index => {
        const outcome = outcomes[index]
        return outcome === undefined || (!outcome.ok && PASSING.has(outcome.code))
      })
    }
    return outcomes.map(outcome => outcome ?? refuse('server.fault'))
  }
  return { me, send, get, post }
}

const waitOf = (attempt: number): number => Math.min(LONGEST_WAIT_MS, WAIT_MS * 2 ** attempt)

function expectOk(answer: Answer, what: string): Answer {
  if (answer.status === 200) return answer
  throw new ReplayError(`${what}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}`)
}

/** Calls the server; where it is away, busy or restarting, again and again for some minutes. */
function callerOf(server: string, credentials: Readonly<Record<string, string>>): Call {
  return async (method, path, body) => {
    const headers = { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    let trouble = ''
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (attempt > 0) await setTimeout(waitOf(attempt))
      try {
        const response = await fetch(`${server}${path}`, {
          method,
          headers,
          signal: AbortSignal.timeout(TIMEOUT_MS),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        const text = await response.text()
        trouble = `${response.status} ${text.slice(0, 200)}`
        if (response.status === 429 || response.status >= 500) continue
        const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? null
        return { status: response.status, body: JSON.parse(text) as unknown, cookie }
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error)
      }
    }
    throw new ReplayError(`${server}${path} does not answer: ${trouble}`)
  }
}
