import { isRefusal, type Refusal } from '@one-centre/shared/refusals'
import type { Clock } from './clock.ts'

const TIMEOUT_MS = 15_000

/** What became of a request. Only `answered` and `refused` are the server's last word; the others may be tried again. */
export type HttpResult<Body> =
  | { readonly kind: 'answered'; readonly body: Body }
  | { readonly kind: 'refused'; readonly status: number; readonly refusal: Refusal }
  | { readonly kind: 'signed-out'; readonly refusal: Refusal }
  | { readonly kind: 'busy'; readonly code: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'offline'; readonly reason: 'unreachable' | 'timeout' }
  | { readonly kind: 'fault'; readonly status: number }

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path and query on the server that served the page. */
  readonly path: string
  readonly body?: unknown
  /** A file instead of a JSON body. */
  readonly bytes?: { readonly mediaType: string; readonly content: Uint8Array<ArrayBuffer> }
  readonly timeoutMs?: number
}

export interface Http {
  /** Never throws and never waits longer than the timeout. The body is the server's, trusted as `Body`. */
  readonly ask: <Body>(request: HttpRequest) => Promise<HttpResult<Body>>
}

export interface HttpSurroundings {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
  readonly clock: Clock
  /** In whose name the page acts; the server refuses it where the cookie is another's by now (FD-6). */
  readonly actingAs: () => string | null
}

export function createHttp({ fetch, clock, actingAs }: HttpSurroundings): Http {
  return {
    ask: async <Body>(request: HttpRequest): Promise<HttpResult<Body>> => {
      const sentAt = clock.device()
      try {
        const response = await fetch(request.path, initOf(request, actingAs()))
        const date = response.headers.get('date')
        if (date !== null) clock.heardDateHeader(date, sentAt, clock.device())
        const body = await response.text()
        return read<Body>(response, body, clock)
      } catch (error) {
        const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
        return { kind: 'offline', reason: timedOut ? 'timeout' : 'unreachable' }
      }
    },
  }
}

function initOf(request: HttpRequest, actorId: string | null): RequestInit {
  const named = actorId === null ? {} : { 'x-acting-as': actorId }
  const init: RequestInit = {
    method: request.method,
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS),
    headers: { accept: 'application/json', ...named },
  }
  if (request.bytes !== undefined) {
    const { mediaType, content } = request.bytes
    const headers = { accept: 'application/json', 'content-type': mediaType, ...named }
    return { ...init, headers, body: content }
  }
  if (request.body === undefined) return init
  return {
    ...init,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...named },
    body: JSON.stringify(request.body),
  }
}

function read<Body>(response: Response, text: string, clock: Clock): HttpResult<Body> {
  const { status } = response
  const body = parse(text)
  const refusal = asRefusal(body)
  if (status === 429 || status === 503) {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), clock.now())
    return { kind: 'busy', code: refusal?.code ?? 'database.away', retryAfterMs }
  }
  if (status === 401) {
    return { kind: 'signed-out', refusal: refusal ?? { ok: false, code: 'access.signed-out', detail: {} } }
  }
  if (response.ok && body !== unreadable) return { kind: 'answered', body: body as Body }
  if (refusal !== undefined && status < 500) return { kind: 'refused', status, refusal }
  return { kind: 'fault', status }
}

const unreadable = Symbol('unreadable')

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A proxy's page, not our server's answer.
    return unreadable
  }
}

function asRefusal(body: unknown): Refusal | undefined {
  if (typeof body !== 'object' || body === null || !isRefusal(body)) return undefined
  if (typeof body.code !== 'string') return undefined
  return { ok: false, code: body.code, detail: (body as Partial<Refusal>).detail ?? {} }
}

/** `Retry-After` is seconds or an HTTP date. Answers ms, or null where it says nothing useful. */
function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null
  const seconds = Number(header)
  const milliseconds = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now
  return milliseconds >= 0 ? milliseconds : null
}
