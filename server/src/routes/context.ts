import type { Refusal } from '@one-centre/shared/refusals'
import { refuse } from '@one-centre/shared/refusals'
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { SESSION_COOKIE, type Identities, type Identity } from '../identity.ts'
import { refusalClassOf } from '../refusal-classes.ts'
import { RETRY_AFTER_SECONDS, statusOfRefusal } from '../platform/http.ts'

/** An identity found before the body was read counts so long; a body that came slowly is asked about again. */
const FRESH_FOR_MS = 500

const found = new WeakMap<FastifyRequest, { readonly identity: Identity; readonly at: number }>()

export async function identify(identities: Identities, request: FastifyRequest): Promise<Identity | null> {
  const before = found.get(request)
  if (before !== undefined && performance.now() - before.at < FRESH_FOR_MS) return before.identity
  const identity = await identities.identify({
    cookie: request.cookies[SESSION_COOKIE],
    authorization: request.headers.authorization,
  })
  if (identity !== null) found.set(request, { identity, at: performance.now() })
  return identity
}

/** For routes with large bodies: nobody's body is not read. */
export function knownFirst(identities: Identities): onRequestAsyncHookHandler {
  return async (request, response) => {
    const identity = await identify(identities, request)
    if (identity === null) await reply(response, refuse('access.signed-out'))
  }
}

/** An outcome with its HTTP status; a busy answer says when to come back. */
export function reply(response: FastifyReply, outcome: { readonly ok: true } | Refusal): FastifyReply {
  if (outcome.ok) return response.send(outcome)
  const status = statusOfRefusal(outcome, refusalClassOf)
  if (status === 503) void response.header('retry-after', RETRY_AFTER_SECONDS)
  return response.code(status).send(outcome)
}

/**
 * Names the actor a page believes to act as. Tabs share one cookie, so another tab's sign-in changes under a page that
 * still works in the first person's name; such a request does nothing (FD-6).
 */
const ACTING_AS = 'x-acting-as'

/** Runs `act` for somebody signed in whose password is their own; everybody else gets the refusal. */
export async function signedIn(
  identities: Identities,
  request: FastifyRequest,
  response: FastifyReply,
  act: (identity: Identity) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const identity = await identify(identities, request)
  if (identity === null) return reply(response, refuse('access.signed-out'))
  const claimed = request.headers[ACTING_AS]
  if (claimed !== undefined && claimed !== identity.actor.id)
    return reply(response, refuse('access.other-person'))
  if (identity.mustChangePassword) return reply(response, refuse('access.password-must-change'))
  return act(identity)
}
