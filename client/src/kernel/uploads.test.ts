import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Http, HttpRequest, HttpResult } from '../platform/http.ts'
import { createMemoryStore, type LocalStore } from '../platform/local-store.ts'
import { createUploads, type KeptFile } from './uploads.ts'

const stored: HttpResult<unknown> = { kind: 'answered', body: { ok: true, sha256: 'x' } }
const offline: HttpResult<unknown> = { kind: 'offline', reason: 'unreachable' }
const tooLarge: HttpResult<unknown> = {
  kind: 'refused',
  status: 413,
  refusal: { ok: false, code: 'input.too-large', detail: {} },
}

const photo = (sha256: string, purpose = 'task-1'): Omit<KeptFile, 'owner' | 'state' | 'handedIn'> => ({
  sha256: sha256,
  purpose,
  township: 'town',
  dataUrl: `data:image/jpeg;base64,${btoa('jpeg')}`,
  bytes: 4,
  facts: { takenAt: 'then' },
})

async function phone(store: LocalStore, owner: string, answer: { now: HttpResult<unknown> }) {
  const asked: HttpRequest[] = []
  const http: Http = {
    ask: <Body>(request: HttpRequest) => {
      asked.push(request)
      return Promise.resolve(answer.now as HttpResult<Body>)
    },
  }
  const page = { onWake: () => () => undefined, onLeave: () => () => undefined }
  const uploads = createUploads({ http, store: Promise.resolve(store), page, onSignedOut: () => undefined })
  uploads.start(owner)
  await vi.advanceTimersByTimeAsync(0)
  return { uploads, asked }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('FD-11 a photo taken without a network survives the page and is sent once by the next', async () => {
  const store = createMemoryStore()
  const killed = await phone(store, 'person-1', { now: offline })
  await killed.uploads.add(photo('a'))
  await vi.advanceTimersByTimeAsync(0)
  expect(killed.uploads.haveArrived(['a'])).toBe(false)

  killed.uploads.stop()
  const next = await phone(store, 'person-1', { now: stored })
  await vi.advanceTimersByTimeAsync(20_000)

  expect(next.uploads.haveArrived(['a'])).toBe(true)
  expect(next.asked).toHaveLength(1)
  expect(next.asked[0]).toMatchObject({ method: 'POST', bytes: { mediaType: 'image/jpeg' } })
  expect(new URLSearchParams(next.asked[0]?.path.split('?')[1]).get('facts')).toBe('{"takenAt":"then"}')
})

test('FD-11 until this device knows what it keeps, nothing counts as arrived', async () => {
  const { uploads } = await phone(createMemoryStore(), 'person-1', { now: stored })
  expect(uploads.haveArrived(['elsewhere'])).toBe(true)

  uploads.stop()

  expect(uploads.haveArrived(['elsewhere'])).toBe(false)
  expect(uploads.haveArrived([])).toBe(true)
})

test('FD-14 another person on this phone neither sees nor sends the former’s photos', async () => {
  const store = createMemoryStore()
  const former = await phone(store, 'person-1', { now: offline })
  await former.uploads.add(photo('a'))
  former.uploads.stop()

  const other = await phone(store, 'person-2', { now: stored })
  await vi.advanceTimersByTimeAsync(20_000)
  expect(other.uploads.all.value).toEqual([])
  expect(other.asked).toEqual([])

  const again = await phone(store, 'person-1', { now: stored })
  await vi.advanceTimersByTimeAsync(0)
  expect(again.asked).toHaveLength(1)
})

test('FD-12 a refused photo keeps its reason, holds back what needs it, and is not tried again', async () => {
  const { uploads, asked } = await phone(createMemoryStore(), 'person-1', { now: tooLarge })
  await uploads.add(photo('a'))
  await vi.advanceTimersByTimeAsync(20_000)

  expect(uploads.refused.value.map(file => file.state)).toEqual([
    { kind: 'refused', code: 'input.too-large' },
  ])
  expect(uploads.haveArrived(['a'])).toBe(false)
  expect(asked).toHaveLength(1)
})

test('FD-11 what was handed in is forgotten once the server has it', async () => {
  const store = createMemoryStore()
  const answer: { now: HttpResult<unknown> } = { now: offline }
  const { uploads } = await phone(store, 'person-1', answer)
  await uploads.add(photo('a', 'report'))
  uploads.handIn('report')
  expect(uploads.all.value.filter(file => file.purpose === 'report')).toEqual([])
  expect(uploads.waiting.value).toHaveLength(1)

  answer.now = stored
  await vi.advanceTimersByTimeAsync(5_000)

  expect(uploads.all.value).toEqual([])
  expect(await store.list('files')).toEqual([])
})
