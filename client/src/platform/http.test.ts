import { describe, expect, it } from 'vitest'
import { createClock } from './clock.ts'
import { createHttp } from './http.ts'

function answering(body: string, init: ResponseInit = {}) {
  const calls: RequestInit[] = []
  const fetch = (_: string, request: RequestInit) => {
    calls.push(request)
    return Promise.resolve(new Response(body, init))
  }
  return { http: createHttp({ fetch, clock: createClock(() => 0), actingAs: () => 'person-1' }), calls }
}

const request = { method: 'GET', path: '/api/x' } as const
const refusal = { ok: false, code: 'task.member-off-duty', detail: { member: '张三' } }

describe('http', () => {
  it('answers the body of a good answer', async () => {
    const { http, calls } = answering('{"ok":true,"seq":4}')

    expect(await http.ask({ ...request, method: 'POST', body: { a: 1 } })).toEqual({
      kind: 'answered',
      body: { ok: true, seq: 4 },
    })
    expect(calls[0]).toMatchObject({ method: 'POST', body: '{"a":1}', credentials: 'same-origin' })
  })

  it.each([400, 403, 404, 409, 422])('takes %i with a refusal as the last word', async status => {
    const { http } = answering(JSON.stringify(refusal), { status })

    expect(await http.ask(request)).toEqual({ kind: 'refused', status, refusal })
  })

  it('FD-6 says in whose name it asks', async () => {
    const { http, calls } = answering('{}')

    await http.ask(request)
    await http.ask({ ...request, method: 'POST', body: {} })

    expect(calls.map(call => (call.headers as Record<string, string>)['x-acting-as'])).toEqual([
      'person-1',
      'person-1',
    ])
  })

  it('tells 401 apart', async () => {
    const { http } = answering('', { status: 401 })

    expect(await http.ask(request)).toMatchObject({
      kind: 'signed-out',
      refusal: { code: 'access.signed-out' },
    })
  })

  it.each([
    ['7', 7_000],
    ['Thu, 01 Jan 1970 00:00:09 GMT', 9_000],
    ['soon', null],
  ])('reads Retry-After %s of a busy server', async (header, retryAfterMs) => {
    const { http } = answering('', { status: 503, headers: { 'retry-after': header } })

    expect(await http.ask(request)).toEqual({ kind: 'busy', code: 'database.away', retryAfterMs })
  })

  it.each([
    [502, '<html>bad gateway</html>'],
    [500, JSON.stringify(refusal)],
    [404, '<html>not ours</html>'],
    [200, '<html>a login page of the hotel</html>'],
  ])('takes %i with %s for a fault', async (status, body) => {
    const { http } = answering(body, { status })

    expect(await http.ask(request)).toEqual({ kind: 'fault', status })
  })

  it('is offline where nobody answers, and where nobody answers in time', async () => {
    const clock = createClock(() => 0)
    const refusing = createHttp({
      fetch: () => Promise.reject(new TypeError('failed')),
      clock,
      actingAs: () => null,
    })
    const silent = createHttp({
      fetch: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error))
        }),
      clock,
      actingAs: () => null,
    })

    expect(await refusing.ask(request)).toEqual({ kind: 'offline', reason: 'unreachable' })
    expect(await silent.ask({ ...request, timeoutMs: 5 })).toEqual({ kind: 'offline', reason: 'timeout' })
  })

  it('takes an empty answer for one', async () => {
    const { http } = answering('')

    expect(await http.ask(request)).toEqual({ kind: 'answered', body: undefined })
  })
})
