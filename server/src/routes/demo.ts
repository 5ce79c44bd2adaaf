import { record, id } from '@one-centre/shared/contract'
import { isRefusal, refuse } from '@one-centre/shared/refusals'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { organisationKind } from '../features/organisations/index.ts'
import { personKind } from '../features/people/index.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { parserOf } from '../kernel/parse.ts'
import { reply } from './context.ts'
import { welcome, type SessionRoutes } from './session.ts'

const Choice = record({ personId: id<'person'>() })

/** At most this many people of a role and township are offered. */
const OFFERED = 2

const isLoopback = (request: FastifyRequest): boolean =>
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip) &&
  request.headers['x-forwarded-for'] === undefined

/** Role buttons of a demonstration. Registered only for a demo database, answered only to this very machine. */
export function demoRoutes(app: FastifyInstance, options: SessionRoutes, kernel: Kernel): void {
  const parse = parserOf(Choice)
  const nothing = refuse('route.unknown', { method: 'GET' })

  app.get('/api/demo/roles', (request, response) => {
    if (!isLoopback(request)) return reply(response, nothing)
    return response.send({ ok: true, roles: rolesOf(kernel) })
  })

  app.post('/api/demo/session', async (request, response) => {
    if (!isLoopback(request)) return reply(response, nothing)
    const parsed = parse(request.body)
    if (isRefusal(parsed)) return reply(response, parsed)
    // More than the buttons offer: the simulator plays everybody, and nobody here is real.
    const person = kernel.reference.find(personKind, parsed.value.personId)
    if (person === undefined || person.disabled)
      return reply(response, refuse('entity.unknown', { kind: 'person', id: parsed.value.personId }))
    return welcome(options, response, parsed.value.personId)
  })
}

function rolesOf(
  kernel: Kernel,
): { personId: string; name: string; title: string; role: string; township: string }[] {
  const counts = new Map<string, number>()
  return kernel.reference
    .all(personKind)
    .filter(person => !person.disabled && person.posts.length > 0)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(person => {
      const post = person.posts[0]!
      const key = `${post.role}/${post.township}`
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count > OFFERED) return []
      const township = kernel.reference.find(organisationKind, post.township)?.name ?? ''
      return [{ personId: person.id, name: person.name, title: person.title, role: post.role, township }]
    })
}
