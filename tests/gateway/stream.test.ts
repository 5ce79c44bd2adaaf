import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readScenes } from '../../server/src/demo/cameras/scenes.ts'
import { startRtspServer } from '../../server/src/demo/cameras/rtsp-server.ts'
import { openStage, openWatcher, PASSWORD, USER, type Stage, type Watcher } from './stage.ts'

let stage: Stage
const watchers: Watcher[] = []

beforeEach(async () => {
  stage = await openStage()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const watcher of watchers.splice(0)) await watcher.close()
  await stage.close()
})

async function watch(session: string, scene: string, more: object = {}): Promise<Watcher> {
  const watcher = await openWatcher()
  watchers.push(watcher)
  const answer = await stage.hub.offer(session, stage.source(scene, more), watcher.offer)
  if (!('sdp' in answer)) throw new Error(answer.fault)
  await watcher.take(answer.sdp)
  return watcher
}
const soon = { timeout: 6_000, interval: 20 }

test('CA-20 a viewer gets pictures that begin with a key picture and advance, by Digest over TCP', async () => {
  const began = performance.now()

  const watcher = await watch('s1', 'crossing/sub')
  await expect.poll(() => watcher.units.length, soon).toBeGreaterThan(0)
  const firstAfter = performance.now() - began
  await expect.poll(() => watcher.units.length, soon).toBeGreaterThan(25)

  expect(watcher.units[0]!.key).toBe(true)
  expect(firstAfter).toBeLessThan(2_000)
  const times = watcher.units.map(unit => unit.timestamp)
  expect(times.every((time, i) => i === 0 || ((time - times[i - 1]!) | 0) > 0)).toBe(true)
  // Two slices a picture, as the scene was made.
  expect(watcher.units.every(unit => unit.nals.filter(nal => (nal[0]! & 0x1f) <= 5).length === 2)).toBe(true)
  expect(stage.healthOf('crossing/sub')).toMatchObject({
    state: 'live',
    codec: 'H264',
    width: 640,
    height: 360,
    viewers: 1,
  })
})

test('CA-21 viewers share one connection, a newcomer sees at once, and it closes when nobody watches', async () => {
  const first = await watch('s1', 'river/sub')
  await expect.poll(() => first.units.length, soon).toBeGreaterThan(5)

  const second = await watch('s2', 'river/sub')
  await expect.poll(() => second.units.length, soon).toBeGreaterThan(0)

  expect(second.units[0]!.key).toBe(true)
  expect([stage.cameras.players(), stage.healthOf('river/sub')?.viewers]).toEqual([1, 2])
  stage.hub.close('s1')
  stage.hub.close('s1')
  stage.hub.close('s2')
  stage.hub.close('never')
  expect(stage.cameras.players()).toBe(1)
  await expect.poll(() => stage.cameras.players(), { timeout: 13_000, interval: 100 }).toBe(0)
  expect(stage.healthOf('river/sub')).toBeUndefined()
}, 25_000)

test('CA-21 stopping twice and a twin session leave one viewer', async () => {
  const first = await watch('same', 'market/sub')
  await expect.poll(() => first.units.length, soon).toBeGreaterThan(0)

  const second = await watch('same', 'market/sub')
  await expect.poll(() => second.units.length, soon).toBeGreaterThan(0)

  await expect.poll(() => stage.healthOf('market/sub')?.viewers, soon).toBe(1)
  stage.hub.close('same')
  stage.hub.close('same')
  expect(stage.healthOf('market/sub')?.viewers).toBe(0)
})

test('CA-22 a wrong password is said and not tried again and again', async () => {
  await watch('s1', 'crossing/sub', { password: 'wrong' })

  await expect.poll(() => stage.healthOf('crossing/sub')?.state, soon).toBe('auth_failed')
  await new Promise(resolve => setTimeout(resolve, 1_500))

  expect(stage.healthOf('crossing/sub')).toMatchObject({ state: 'auth_failed', lastFrameAt: null })
})

test('CA-22 a codec no browser shows is named', async () => {
  await stage.close()
  const scene = { ...readScenes().get('crossing/sub')!, codec: 'H265' }
  stage = await openStage(new Map([['crossing/sub', scene]]))

  await watch('s1', 'crossing/sub')

  await expect
    .poll(() => stage.healthOf('crossing/sub'), soon)
    .toMatchObject({ state: 'unsupported_codec', codec: 'H265' })
})

test('CA-22 an address in no network is never called', async () => {
  await watch('s1', 'crossing/sub', { url: `rtsp://127.0.0.2:${stage.cameras.port}/crossing/sub` })

  await expect.poll(() => stage.healthOf('crossing/sub')?.state, soon).toBe('unreachable')
  expect(stage.cameras.players()).toBe(0)
})

test('CA-23 a camera that drops comes back to the same viewer, its clock going on', async () => {
  const watcher = await watch('s1', 'square/sub')
  await expect.poll(() => watcher.units.length, soon).toBeGreaterThan(10)

  stage.cameras.cut()
  await expect.poll(() => stage.healthOf('square/sub')?.state, soon).not.toBe('live')
  const before = watcher.units.length
  await expect.poll(() => watcher.units.length, { timeout: 10_000 }).toBeGreaterThan(before + 10)

  expect(stage.healthOf('square/sub')?.state).toBe('live')
  const times = watcher.units.map(unit => unit.timestamp)
  expect(times.every((time, i) => i === 0 || ((time - times[i - 1]!) | 0) > 0)).toBe(true)
})

test('CA-23 a camera that is away is asked again until it is there', async () => {
  const { port } = stage.cameras
  await stage.cameras.close()
  const watcher = await watch('s1', 'square/sub')
  await expect.poll(() => stage.healthOf('square/sub')?.state, soon).toBe('unreachable')

  const back = await startRtspServer({ port, userName: USER, password: PASSWORD, scenes: readScenes() })
  await expect.poll(() => watcher.units.length, { timeout: 10_000 }).toBeGreaterThan(5)

  await back.close()
})

test('CA-24 a viewer that hangs up without a word is noticed', async () => {
  const watcher = await watch('s1', 'crossing/sub')
  await expect.poll(() => watcher.units.length, soon).toBeGreaterThan(0)

  await watcher.close()

  await expect.poll(() => stage.closed, { timeout: 60_000, interval: 200 }).toEqual(['s1'])
}, 70_000)

test('CA-24 an offer that is none, or asks for no video, is refused', async () => {
  for (const sdp of ['', 'v=0', 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n'])
    expect(await stage.hub.offer('s1', stage.source('crossing/sub'), sdp)).toEqual({ fault: 'offer-invalid' })
  expect(stage.hub.health().map(one => one.viewers)).toEqual([0].slice(0, stage.hub.health().length))
})
