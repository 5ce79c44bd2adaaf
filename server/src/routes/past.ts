import { can, scopesOf, type Actor } from '@one-centre/shared/access'
import { Instant } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import type { Iso } from '@one-centre/shared/time'
import type { FastifyInstance } from 'fastify'
import { below, parserOf } from '../kernel/parse.ts'
import { readPast, readPastRange } from '../kernel/past.ts'
import { reply, signedIn } from './context.ts'
import type { FeedRoutes } from './feed.ts'

interface Stream {
  readonly Params: { readonly township: Id<'organisation'> }
  readonly Querystring: Readonly<Partial<Record<'at' | 'from' | 'until', string | string[]>>>
}

const parseInstant = parserOf(Instant)
const WHOLE_NUMBER = /^\d{1,15}$/

/** The streams of the live feed as they once were: the same scopes and, beside them, the permission to look back (RS-3). */
export function pastRoutes(app: FastifyInstance, { kernel, identities, clock }: FeedRoutes): void {
  const scopesFor = (actor: Actor, township: Id<'organisation'>): ReadonlySet<string> | Refusal => {
    const known = township === kernel.county || kernel.townships().includes(township)
    const scopes = known ? scopesOf(actor, township) : []
    if (scopes.length === 0) return refuse('entity.unknown', { kind: 'township', id: township })
    // The county's stream carries what every town needs: who may look back at a town needs it too.
    const posts = township === kernel.county ? actor.posts.map(post => post.township) : [township]
    return posts.some(place => can(actor, 'replay.read', place))
      ? new Set(scopes)
      : refuse('access.denied', { permission: 'replay.read' })
  }
  /** What has not been yet is not known: the future is now. */
  const instant = (value: string | string[] | undefined, field: string): Iso | Refusal => {
    const parsed = parseInstant(value)
    if (!parsed.ok) return below(field, parsed)
    const now = clock.iso()
    return parsed.value < now ? parsed.value : now
  }

  app.get<Stream>('/api/feed/:township/past', (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const { township } = request.params
      const scopes = scopesFor(actor, township)
      if ('ok' in scopes) return reply(response, scopes)
      const at = instant(request.query.at, 'at')
      if (typeof at !== 'string') return reply(response, at)
      return response.send(await readPast(kernel.source, township, scopes, at))
    }),
  )

  app.get<Stream>('/api/feed/:township/past/changes', (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const { township } = request.params
      const scopes = scopesFor(actor, township)
      if ('ok' in scopes) return reply(response, scopes)
      const { from } = request.query
      if (typeof from !== 'string' || !WHOLE_NUMBER.test(from))
        return reply(response, refuse('input.invalid', { field: 'from', problem: 'a whole number from 0' }))
      const until = instant(request.query.until, 'until')
      if (typeof until !== 'string') return reply(response, until)
      const range = { from: Number(from), until }
      return response.send(await readPastRange(kernel.source, township, scopes, range))
    }),
  )
}
