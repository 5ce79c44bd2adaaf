import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { refuse, type Refusal, type RefusalClass } from '@one-centre/shared/refusals'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
} from 'fastify'
import { isUnavailable } from './database-errors.ts'

/** The one table of refusal classes and their HTTP status. */
const statusOf: Readonly<Record<RefusalClass, number>> = {
  invalid: 400,
  'signed-out': 401,
  denied: 403,
  unknown: 404,
  conflict: 409,
  rule: 422,
  busy: 503,
}

export interface HttpOptions {
  readonly log: FastifyBaseLogger
  readonly trustedProxies: readonly string[]
  readonly origins: readonly string[]
  /** Requests a minute and address before 429; the demo's own simulator shares an address with its viewers. */
  readonly requestsPerMinute: number
  readonly classOf: (code: string) => RefusalClass | undefined
  /** Origins of map pictures and of tile files, beside our own. */
  readonly imageOrigins: readonly string[]
  readonly connectOrigins: readonly string[]
}

/** A phone on a poor line sends its photo in this time; who is slower only holds a connection. */
const REQUEST_TIMEOUT_MS = 120_000
export const RETRY_AFTER_SECONDS = '2'

/** 1 MB; the import routes name their own. */
const BODY_LIMIT_BYTES = 1_048_576

export async function openHttp(options: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: options.log,
    // One wide line a command is written where it is answered.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  })
  // Only JSON: what a form of another site can send is not even read.
  app.removeContentTypeParser('text/plain')
  await app.register(cookie)
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Element Plus and Leaflet set style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...options.imageOrigins],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", ...options.connectOrigins],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  })
  await app.register(rateLimit, {
    global: true,
    max: options.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, context) => ({
      statusCode: 429,
      ...refuse('access.throttled', { retryAfterSeconds: Math.ceil(context.ttl / 1000) }),
    }),
  })
  refuseForeignWrites(app, options.origins)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500
    if (status === 429) return reply.code(429).send(error)
    // A database that is away is nobody's fault and comes back: whoever asks is told when to ask again.
    if (isUnavailable(error))
      return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send(refuse('database.away'))
    if (status >= 500) {
      request.log.error({ err: error }, 'a request failed')
      return reply.code(500).send(refuse('server.fault', { requestId: request.id }))
    }
    const code = status === 413 ? 'input.too-large' : 'input.invalid'
    return reply.code(status).send(refuse(code, { field: 'body', problem: error.message }))
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(refuse('route.unknown', { method: request.method })),
  )
  return app
}

export function statusOfRefusal(refusal: Refusal, classOf: HttpOptions['classOf']): number {
  const refusalClass = classOf(refusal.code)
  if (refusalClass === undefined) throw new Error(`refusal ${refusal.code} stands in no list`)
  return statusOf[refusalClass]
}

/** Whether a browser at this origin may talk to us; requests without one come from no browser page. */
export function sameOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  const parsed = URL.parse(origin)
  return parsed !== null && host !== undefined && parsed.host === host
}

/** Beside SameSite cookies: a form or page of another site cannot write, whatever content type it tries. */
function refuseForeignWrites(app: FastifyInstance, allowed: readonly string[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    const writes = request.method !== 'GET' && request.method !== 'HEAD'
    if (writes && !sameOrigin(request.headers.origin, request.headers.host, allowed)) {
      void reply.code(403).send(refuse('access.foreign-origin'))
      return
    }
    done()
  })
}
