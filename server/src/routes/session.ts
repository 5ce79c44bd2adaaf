import { scopesOf } from '@one-centre/shared/access'
import { record } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import { flawsOf } from '@one-centre/shared/passwords'
import { isRefusal, refuse } from '@one-centre/shared/refusals'
import { DAY } from '@one-centre/shared/time'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { SESSION_COOKIE, type Identities, type Identity } from '../identity.ts'
import { parserOf } from '../kernel/parse.ts'
import { hashPassword } from '../platform/passwords.ts'
import type { Sessions } from '../platform/session.ts'
import { identify, reply } from './context.ts'

export interface SessionRoutes {
  readonly sessions: Sessions
  readonly identities: Identities
  readonly county: Id<'organisation'>
  readonly demo: boolean
  readonly townships: () => readonly { readonly id: Id<'organisation'>; readonly name: string }[]
  /** ms since the epoch. */
  readonly now: () => number
  /** Ends the sockets of a session at once. */
  readonly cut: (token: string) => void
}

const SignIn = record({
  signInName: Type.String({ minLength: 1, maxLength: 40 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
})
const NewPassword = record({
  current: Type.String({ minLength: 1, maxLength: 200 }),
  next: Type.String({ minLength: 1, maxLength: 200 }),
})

const TokenSignIn = record({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{20,200}$' }) })

/** A browser keeps no cookie longer than this. */
const LONGEST_COOKIE_MS = 400 * DAY

/** Guessing is slow: so many tries a minute and address, beside the lock of the account. */
const throttled = { config: { rateLimit: { max: 20, timeWindow: 60_000 } } }

export function sessionRoutes(app: FastifyInstance, options: SessionRoutes): void {
  const { sessions, identities } = options
  const parseSignIn = parserOf(SignIn)
  const parseNewPassword = parserOf(NewPassword)
  const parseToken = parserOf(TokenSignIn)

  app.post('/api/session', throttled, async (request, response) => {
    const parsed = parseSignIn(request.body)
    if (isRefusal(parsed)) return reply(response, parsed)
    const signIn = await sessions.checkPassword(parsed.value.signInName, parsed.value.password)
    if (!signIn.ok) {
      const code = {
        wrong: 'access.wrong-password',
        locked: 'access.account-locked',
        disabled: 'access.account-disabled',
      }
      return reply(response, refuse(code[signIn.reason]))
    }
    return welcome(options, response, signIn.account.personId)
  })

  // A wall's page brings the token of its link here once and has it as a cookie from then on (TO-4).
  app.post('/api/session/token', throttled, async (request, response) => {
    const parsed = parseToken(request.body)
    if (isRefusal(parsed)) return reply(response, parsed)
    const { token } = parsed.value
    const identity = await identities.identify({ cookie: undefined, authorization: `Bearer ${token}` })
    const isWall = identity?.actor.posts.every(post => post.role === 'wall') === true
    if (identity === null || !isWall) return reply(response, refuse('access.signed-out'))
    keep(response, token, new Date(options.now() + LONGEST_COOKIE_MS))
    return response.send(sessionOf(options, identity))
  })

  app.get('/api/session', async (request, response) => {
    const identity = await identify(identities, request)
    if (identity === null) return reply(response, refuse('access.signed-out'))
    return response.send(sessionOf(options, identity))
  })

  app.delete('/api/session', async (request, response) => {
    await leave(options, request)
    return response.clearCookie(SESSION_COOKIE, { path: '/' }).send({ ok: true })
  })

  app.post('/api/session/password', throttled, async (request, response) => {
    const identity = await identify(identities, request)
    if (identity === null || identity.actor.personId === null)
      return reply(response, refuse('access.signed-out'))
    const parsed = parseNewPassword(request.body)
    if (isRefusal(parsed)) return reply(response, parsed)
    const account = await sessions.personOf(identity.token)
    if (account === null) return reply(response, refuse('access.signed-out'))
    const checked = await sessions.checkPassword(account.signInName, parsed.value.current)
    if (!checked.ok) return reply(response, refuse('access.wrong-password'))
    const [flaw] = flawsOf(parsed.value.next, account.signInName)
    if (flaw !== undefined) return reply(response, refuse('access.password-weak', { field: 'next', flaw }))
    await sessions.setPassword(account.personId, await hashPassword(parsed.value.next))
    await sessions.closeAll(account.personId)
    options.cut(identity.token)
    return welcome(options, response, account.personId)
  })
}

/** Ends the session the browser came with, and its sockets: signing in leaves no older one behind. */
async function leave({ sessions, cut }: SessionRoutes, request: FastifyRequest): Promise<void> {
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined) return
  const ended = await sessions.close(token)
  // One token may open several walls: leaving one of them leaves the others.
  if (ended) cut(token)
}

/** Opens a session for a person and says who they are. */
export async function welcome(
  options: SessionRoutes,
  response: FastifyReply,
  personId: string,
): Promise<FastifyReply> {
  await leave(options, response.request)
  const { token, expiresAt } = await options.sessions.open(personId)
  keep(response, token, new Date(expiresAt))
  const identity = await options.identities.identify({ cookie: token, authorization: undefined })
  if (identity === null) return reply(response, refuse('access.account-disabled'))
  return response.send(sessionOf(options, identity))
}

function keep(response: FastifyReply, token: string, expires: Date): void {
  void response.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    // Behind TLS the reverse proxy names the scheme; on a bare township network there may be none.
    secure: response.request.protocol === 'https',
    expires,
  })
}

function sessionOf(options: SessionRoutes, identity: Identity): object {
  const { actor } = identity
  const streams = options
    .townships()
    .map(({ id, name }) => ({ township: id, name, scopes: scopesOf(actor, id) }))
    .filter(stream => stream.scopes.length > 0)
  return {
    actor,
    streams,
    county: options.county,
    mustChangePassword: identity.mustChangePassword,
    demo: options.demo,
  }
}
