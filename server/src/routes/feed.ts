import { scopesOf } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import { refuse } from '@one-centre/shared/refusals'
import type { FastifyInstance } from 'fastify'
import type { Identities } from '../identity.ts'
import { readRange, readSnapshot } from '../kernel/feed.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Clock } from '../platform/clock.ts'
import { reply, signedIn } from './context.ts'

export interface FeedRoutes {
  readonly kernel: Kernel
  readonly identities: Identities
  readonly clock: Clock
}

interface Stream {
  readonly Params: { readonly township: Id<'organisation'> }
  readonly Querystring: { readonly epoch?: string | string[]; readonly from?: string | string[] }
}

/** Below 2^53, and not as `1e3` or `0x10`. */
const WHOLE_NUMBER = /^\d{1,15}$/

export function feedRoutes(app: FastifyInstance, { kernel, identities, clock }: FeedRoutes): void {
  const known = (township: Id<'organisation'>): boolean =>
    township === kernel.county || kernel.townships().includes(township)

  app.get<Stream>('/api/feed/:township/snapshot', (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const { township } = request.params
      const scopes = known(township) ? scopesOf(actor, township) : []
      if (scopes.length === 0)
        return reply(response, refuse('entity.unknown', { kind: 'township', id: township }))
      return response.send(await readSnapshot(kernel.source, township, new Set(scopes), clock.iso()))
    }),
  )

  app.get<Stream>('/api/feed/:township/changes', (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const { township } = request.params
      const scopes = known(township) ? scopesOf(actor, township) : []
      if (scopes.length === 0)
        return reply(response, refuse('entity.unknown', { kind: 'township', id: township }))
      const { epoch = '', from } = request.query
      if (typeof from !== 'string' || !WHOLE_NUMBER.test(from)) {
        return reply(response, refuse('input.invalid', { field: 'from', problem: 'a whole number from 0' }))
      }
      if (typeof epoch !== 'string')
        return reply(response, refuse('input.invalid', { field: 'epoch', problem: 'one epoch' }))
      const cursor = { epoch, from: Number(from) }
      return response.send(await readRange(kernel.source, township, new Set(scopes), cursor))
    }),
  )
}
