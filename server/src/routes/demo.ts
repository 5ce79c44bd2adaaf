import type { Role } from '@one-centre/shared/access'
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

/** One digit each, so that their order is the order of the keys. */
const order: readonly Role[] = [
  'shift_lead',
  'dispatcher',
  'intake',
  'member',
  'body',
  'verifier',
  'leader',
  'admin',
  'inspector',
]

/** `localhost:8080`, `127.0.0.1`, `[::1]:8080`: a page of another name that points here is none of ours (DNS rebinding). */
const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

const isLoopback = (request: FastifyRequest): boolean =>
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip) &&
  request.headers['x-forwarded-for'] === undefined &&
  LOCAL_HOST.test(request.headers.host ?? '')

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

interface OfferedRole {
  readonly personId: string
  readonly name: string
  readonly title: string
  readonly role: Role
  /** Its short name. */
  readonly township: string
  readonly ofCounty: boolean
}

/** One person for each role of the county and of every township, in the order a newcomer would try them. */
function rolesOf(kernel: Kernel): OfferedRole[] {
  const offered = new Map<string, OfferedRole>()
  const people = kernel.reference.all(personKind).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  for (const { id: personId, name, title, posts, disabled } of people) {
    const post = posts[0]
    if (post === undefined || disabled || !order.includes(post.role)) continue
    const key = `${post.township === kernel.county ? 0 : 1}/${post.township}/${order.indexOf(post.role)}`
    const township = kernel.reference.find(organisationKind, post.township)?.shortName ?? ''
    if (!offered.has(key)) {
      const ofCounty = post.township === kernel.county
      offered.set(key, { personId, name, title, role: post.role, township, ofCounty })
    }
  }
  return [...offered].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, role]) => role)
}
