import { describe, expect, it, vi } from 'vitest'
import type { Http, HttpRequest, HttpResult } from './http.ts'
import { createMemoryStore } from './local-store.ts'
import { createSession, type SessionInfo } from './session.ts'

const info: SessionInfo = {
  actor: { id: 'p1', name: '李四', personId: null, posts: [], county: 'c' },
  streams: [],
  county: 'c',
  mustChangePassword: false,
  demo: false,
}
const signedOut: HttpResult<never> = {
  kind: 'signed-out',
  refusal: { ok: false, code: 'access.signed-out', detail: {} },
}
const offline: HttpResult<never> = { kind: 'offline', reason: 'unreachable' }

function server(answers: Record<string, HttpResult<unknown>>): Http {
  return {
    ask: <Body>({ method, path }: HttpRequest) =>
      Promise.resolve((answers[`${method} ${path}`] ?? offline) as HttpResult<Body>),
  }
}

describe('session', () => {
  it('is signed in where the server knows the cookie, and out where it does not', async () => {
    const store = Promise.resolve(createMemoryStore())
    const known = createSession(server({ 'GET /api/session': { kind: 'answered', body: info } }), store)
    const unknown = createSession(server({ 'GET /api/session': signedOut }), store)

    await known.check()
    await unknown.check()

    expect(known.state.value).toEqual({ kind: 'signed-in', info })
    expect(unknown.state.value).toEqual({ kind: 'signed-out' })
  })

  it('goes on as the last known person where there is no network', async () => {
    const store = Promise.resolve(createMemoryStore())
    const before = createSession(server({ 'POST /api/session': { kind: 'answered', body: info } }), store)
    await before.signIn('lisi', 'secret')

    const after = createSession(server({}), store)
    await after.check()

    expect(after.state.value).toEqual({ kind: 'remembered', info })
  })

  it('FD-7 goes on after 1.5 s as the last known person where the server hangs, and then as the server says', async () => {
    vi.useFakeTimers()
    const store = Promise.resolve(createMemoryStore())
    await createSession(server({ 'POST /api/session': { kind: 'answered', body: info } }), store).signIn(
      'a',
      'b',
    )
    let answer: (result: HttpResult<unknown>) => void = () => undefined
    const hanging: Http = { ask: () => new Promise(resolve => (answer = resolve as typeof answer)) }

    const after = createSession(hanging, store)
    const asked = after.check()
    await vi.advanceTimersByTimeAsync(1_400)
    expect(after.state.value).toEqual({ kind: 'unknown' })
    await vi.advanceTimersByTimeAsync(200)
    expect(after.state.value).toEqual({ kind: 'remembered', info })
    answer(signedOut)
    await asked
    vi.useRealTimers()

    expect(after.state.value).toEqual({ kind: 'signed-out' })
  })

  it('remembers nobody after signing out', async () => {
    const store = Promise.resolve(createMemoryStore())
    const answers = {
      'POST /api/session': { kind: 'answered', body: info },
      'DELETE /api/session': { kind: 'answered', body: undefined },
    } as const
    const before = createSession(server(answers), store)
    await before.signIn('lisi', 'secret')
    await before.signOut()

    const after = createSession(server({}), store)
    await after.check()

    expect(before.state.value).toEqual({ kind: 'signed-out' })
    expect(after.state.value).toEqual({ kind: 'unreachable' })
  })

  it('says why a sign-in was refused', async () => {
    const session = createSession(
      server({ 'POST /api/session': signedOut }),
      Promise.resolve(createMemoryStore()),
    )

    expect(await session.signIn('lisi', 'wrong')).toMatchObject({ kind: 'refused' })
    expect(session.state.value).toEqual({ kind: 'unknown' })
  })

  it('does not let an old check, or one under way, undo a new password', async () => {
    const answers = new Map<string, (result: HttpResult<unknown>) => void>()
    const http: Http = {
      ask: <Body>({ method, path }: HttpRequest) =>
        new Promise<HttpResult<Body>>(resolve => {
          answers.set(`${method} ${path}`, resolve as (result: HttpResult<unknown>) => void)
        }),
    }
    const session = createSession(http, Promise.resolve(createMemoryStore()))

    const before = session.check()
    const changing = session.changePassword('old', 'new')
    await session.check()
    answers.get('GET /api/session')?.(signedOut)
    await before
    expect(session.state.value).toEqual({ kind: 'unknown' })
    answers.get('POST /api/session/password')?.({ kind: 'answered', body: info })

    expect(await changing).toEqual({ kind: 'done' })
    expect(session.state.value).toEqual({ kind: 'signed-in', info })
  })

  it('offers the roles of a demonstration, and none elsewhere', async () => {
    const roles = [{ personId: 'p1', name: '李四', title: '值班长', role: 'shift_lead', township: '临江镇' }]
    const demo = server({ 'GET /api/demo/roles': { kind: 'answered', body: { ok: true, roles } } })
    const store = Promise.resolve(createMemoryStore())

    expect(await createSession(demo, store).demoRoles()).toEqual(roles)
    expect(await createSession(server({}), store).demoRoles()).toEqual([])
  })
})
