import { can } from '@one-centre/shared/access'
import type { Camera } from '@one-centre/shared/cameras'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import { beginViewing, endViewing, type Viewing } from '@one-centre/shared/viewings'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { openCameraGateway, type CameraGateway, type OfferAnswer } from '../camera-gateway.ts'
import { cameraKind, findViewing, findWay, readToken, tokenKey } from '../features/cameras/index.ts'
import type { GatewaySettings } from '../gateway/words.ts'
import type { Identities, Identity } from '../identity.ts'
import type { JournalBody } from '../kernel/journal.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { sqlOf } from '../kernel/sql.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import { tokenKey as sessionKey } from '../platform/session.ts'
import { knownFirst, reply, signedIn } from './context.ts'

/** An offer with every codec a browser knows is about 10 kB. */
const LARGEST_OFFER_BYTES = 65_536
const ASK_WHO_IS_THERE_EVERY_MS = 2_000

export interface CameraDoors {
  readonly kernel: Kernel
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly settings: GatewaySettings
}

export interface CameraRoutes {
  routes(app: FastifyInstance, identities: Identities): void
  /** Hears what this node has just learned: an ended viewing is cut, a camera with another way in opened anew. */
  learned(rows: readonly JournalBody[]): void
  close(): Promise<void>
}

interface Watching {
  readonly identity: Identity
  /** The key of the identity's token. */
  readonly key: string
  readonly township: Id<'organisation'>
}

/** Live pictures: WHEP through our own origin, for whoever brings a token of the register (CA-30 … CA-36). */
export function cameraRoutes({ kernel, database, clock, log, settings }: CameraDoors): CameraRoutes {
  const sql = sqlOf(database)
  const watching = new Map<string, Watching>()
  const gateway: CameraGateway = openCameraGateway({ settings, log, closed: session => ended(session) })
  let watch: NodeJS.Timeout | undefined

  function order(name: string, township: Id<'organisation'>, params: object): void {
    kernel.commands
      .run(kernel.system, name, { commandId: newId(), township, params })
      .catch((error: unknown) => log.error({ err: error, command: name }, 'a viewing could not be recorded'))
  }

  function ended(viewingId: string): void {
    const known = watching.get(viewingId)
    watching.delete(viewingId)
    if (known !== undefined) order(endViewing.name, known.township, { viewingId, how: 'left' })
  }

  /** CA-35: who has signed out, or may no longer look, is cut. */
  async function askWhoIsThere(identities: Identities): Promise<void> {
    if (watching.size === 0) return
    const gone = await identities.ended([...watching.values()].map(one => one.key))
    for (const [viewingId, { identity, key, township }] of watching) {
      const renewed = gone.has(key) ? null : identities.renew(identity)
      if (renewed !== null && can(renewed.actor, 'cameras.play', township)) continue
      gateway.close(viewingId)
      ended(viewingId)
    }
  }

  async function offer(
    identity: Identity,
    cameraId: string,
    token: string,
    sdp: string,
  ): Promise<{ readonly viewing: Viewing; readonly answer: OfferAnswer } | Refusal> {
    const { actor } = identity
    const claims = readToken(await tokenKey(sql), token, clock.now())
    if (isRefusal(claims)) return claims
    const { viewingId, profile, township } = claims
    if (claims.cameraId !== cameraId || claims.actorId !== actor.id) return refuse('cameras.token-wrong')
    if (!can(actor, 'cameras.play', township)) return refuse('access.denied', { permission: 'cameras.play' })
    const viewing = await findViewing(sql, viewingId)
    if (viewing === undefined) return refuse('cameras.token-wrong')
    if (viewing.endedAt !== null) return refuse('cameras.viewing-ended')
    const way = await findWay(sql, cameraId, profile)
    if (way === undefined) return refuse('cameras.not-connected', { name: viewing.cameraName })
    const answer = await gateway.offer(viewingId, { key: `${cameraId}/${profile}`, ...way }, sdp)
    if ('sdp' in answer) {
      watching.set(viewingId, { identity, key: sessionKey(identity.token), township })
      order(beginViewing.name, township, { viewingId })
      // It may have been revoked while the gateway was asked.
      const since = await findViewing(sql, viewingId)
      if (since?.endedAt !== null) gateway.close(viewingId)
    }
    return { viewing, answer }
  }

  async function end(identity: Identity, viewingId: string): Promise<Refusal | { readonly ok: true }> {
    const viewing = /^[0-9a-f-]{36}$/.test(viewingId) ? await findViewing(sql, viewingId) : undefined
    if (viewing?.viewer.id !== identity.actor.id)
      return refuse('entity.unknown', { kind: 'viewing', id: viewingId })
    watching.delete(viewingId)
    // The end travels by the feed, so that the server that has the connection closes it, whichever was asked.
    if (viewing.endedAt === null) order(endViewing.name, viewing.township, { viewingId, how: 'left' })
    return { ok: true }
  }

  return {
    routes: (app, identities) => {
      watch = setInterval(() => {
        askWhoIsThere(identities).catch(() => undefined)
      }, ASK_WHO_IS_THERE_EVERY_MS)
      whepRoutes(app, identities, { offer, end })
      app.get('/api/cameras/health', (request, response) =>
        signedIn(identities, request, response, async ({ actor }) => {
          if (!actor.posts.some(post => can(actor, 'cameras.read', post.township)))
            return reply(response, refuse('access.denied', { permission: 'cameras.read' }))
          const streams = gateway.health().filter(({ key }) => {
            const camera = kernel.reference.find(cameraKind, key.slice(0, key.indexOf('/')))
            return camera !== undefined && can(actor, 'cameras.read', camera.township)
          })
          return response.send({ ok: true, streams })
        }),
      )
    },
    learned: rows => {
      for (const row of rows) {
        if (row.kind === 'viewing' && (row.entity as unknown as Viewing).endedAt !== null) {
          watching.delete(row.id)
          gateway.close(row.id)
        }
        const moved = row.type === 'camera.source-set' || row.type === 'camera.retired'
        if (row.kind === 'camera' && (moved || refused(row.entity as unknown as Camera)))
          gateway.forget(row.id)
      }
    },
    close: async () => {
      clearInterval(watch)
      await gateway.stop()
    },
  }
}

const refused = (camera: Camera): boolean => camera.review.state === 'refused'

interface Whep {
  readonly offer: (
    identity: Identity,
    cameraId: string,
    token: string,
    sdp: string,
  ) => Promise<{ readonly viewing: Viewing; readonly answer: OfferAnswer } | Refusal>
  readonly end: (identity: Identity, viewingId: string) => Promise<Refusal | { readonly ok: true }>
}

/** WHEP (draft-ietf-wish-whep): an offer in, an answer out, and the place to end it at. */
function whepRoutes(app: FastifyInstance, identities: Identities, { offer, end }: Whep): void {
  app.addContentTypeParser(
    'application/sdp',
    { parseAs: 'string', bodyLimit: LARGEST_OFFER_BYTES },
    (_request, body, done) => done(null, body),
  )
  app.post<{ Params: { cameraId: string } }>(
    '/api/cameras/:cameraId/whep',
    { onRequest: knownFirst(identities) },
    (request, response) =>
      signedIn(identities, request, response, async identity => {
        const token = request.headers['x-camera-token']
        const { body } = request
        if (typeof token !== 'string') return reply(response, refuse('cameras.token-wrong'))
        if (typeof body !== 'string') return reply(response, refuse('cameras.offer-invalid'))
        const outcome = await offer(identity, request.params.cameraId, token, body)
        if (isRefusal(outcome)) return reply(response, outcome)
        if ('fault' in outcome.answer) {
          const invalid = outcome.answer.fault === 'offer-invalid'
          return reply(response, refuse(invalid ? 'cameras.offer-invalid' : 'cameras.gateway-busy'))
        }
        return response
          .code(201)
          .header('location', `/api/cameras/whep/${outcome.viewing.id}`)
          .type('application/sdp')
          .send(outcome.answer.sdp)
      }),
  )
  type Ending = FastifyRequest<{ Params: { viewingId: string } }>
  const leave = (request: Ending, response: FastifyReply): Promise<FastifyReply> =>
    signedIn(identities, request, response, async identity =>
      reply(response, await end(identity, request.params.viewingId)),
    )
  app.delete<{ Params: { viewingId: string } }>('/api/cameras/whep/:viewingId', leave)
  // A page that is being closed can only send a beacon, and a beacon is a POST.
  app.post<{ Params: { viewingId: string } }>('/api/cameras/whep/:viewingId/end', leave)
}
