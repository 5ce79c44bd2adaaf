import { expect, test } from 'vitest'
import { shallowRef } from 'vue'
import type { Http, HttpResult } from '../../platform/http.ts'
import type { SessionInfo, SessionState } from '../../platform/session.ts'
import { askForBasemaps } from './basemap.ts'

const info: SessionInfo = {
  actor: { id: 'p', name: 'n', personId: null, county: 'c', posts: [] },
  streams: [],
  county: 'c',
  mustChangePassword: false,
  demo: false,
}

function serverThat(answer: (path: string) => HttpResult<unknown>): {
  http: Pick<Http, 'ask'>
  asked: string[]
} {
  const asked: string[] = []
  const ask: Http['ask'] = <Body>({ path }: { readonly path: string }) => {
    asked.push(path)
    return Promise.resolve(answer(path) as HttpResult<Body>)
  }
  return { http: { ask }, asked }
}

const answered = (path: string): HttpResult<unknown> => ({ kind: 'answered', body: path })

test('BM-5 nothing is asked before somebody is signed in', async () => {
  const state = shallowRef<SessionState>({ kind: 'unknown' })
  const { http, asked } = serverThat(answered)
  const maps = askForBasemaps({ http, state, rest: () => Promise.resolve() })
  await Promise.resolve()
  const before = [...asked]

  state.value = { kind: 'signed-in', info }

  expect(await maps).toEqual({ configured: '/api/basemaps', drawn: '/api/basemap' })
  expect(before).toEqual([])
})

test('BM-5 what failed is asked again, after a rest that knows how often it failed', async () => {
  const state = shallowRef<SessionState>({ kind: 'remembered', info })
  const rests: number[] = []
  const { http, asked } = serverThat(path =>
    asked.length <= 4 ? { kind: 'offline', reason: 'unreachable' } : answered(path),
  )

  const maps = await askForBasemaps({
    http,
    state,
    rest: failures => {
      rests.push(failures)
      return Promise.resolve()
    },
  })

  expect(maps.drawn).toBe('/api/basemap')
  expect(rests).toEqual([1, 2])
})
