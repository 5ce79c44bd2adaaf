import { execFileSync } from 'node:child_process'
import { newId, type Id } from '@one-centre/shared/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Playback } from '@one-centre/shared/viewings'
import { DEMO_CAMERA_HOST } from '../../server/src/demo/cameras/account.ts'
import { readScenes } from '../../server/src/demo/cameras/scenes.ts'
import { startRtspServer, type RtspServer } from '../../server/src/demo/cameras/rtsp-server.ts'
import { openWatcher, PASSWORD, USER, type Watcher } from '../gateway/stage.ts'
import { organisation, startTestApp, type TestApp, type TestPerson } from '../harness/app.ts'
import { cameraFields } from '../harness/camera-fields.ts'

let app: TestApp
let cameras: RtspServer
let town: Id<'organisation'>
let dispatcher: TestPerson
let other: TestPerson
let lead: TestPerson
let cameraId: Id<'camera'>
let secondId: Id<'camera'>
const watchers: Watcher[] = []

async function camera(code: string): Promise<Id<'camera'>> {
  const id = newId<'camera'>()
  await app.must('cameras.save', { cameraId: id, version: null, ...cameraFields(code) }, town)
  const url = (profile: string): string => `rtsp://${DEMO_CAMERA_HOST}/crossing/${profile}`
  const way = { mainUrl: url('main'), subUrl: url('sub'), userName: USER, password: PASSWORD }
  await app.must('cameras.set-source', { cameraId: id, version: 1, ...way }, town)
  return id
}

beforeAll(async () => {
  cameras = await startRtspServer({ port: 0, userName: USER, password: PASSWORD, scenes: readScenes() })
  const alias = { host: DEMO_CAMERA_HOST, address: '127.0.0.1', port: cameras.port }
  app = await startTestApp(undefined, { demoCameras: alias })
  town = newId()
  await app.must('organisations.save', organisation(town, { type: 'township', parentId: app.county }))
  cameraId = await camera('V-1')
  secondId = await camera('V-2')
  dispatcher = await app.person('dispatcher', town)
  other = await app.person('dispatcher', town)
  lead = await app.person('shift_lead', town)
})
afterAll(async () => {
  for (const watcher of watchers) await watcher.close()
  await app.close()
  await cameras.close()
})

const asking = (more: object = {}): object => ({
  viewingId: newId(),
  cameraId,
  profile: 'sub',
  reason: '核实群众来电',
  content: '',
  incidentId: null,
  incidentNumber: '',
  ...more,
})

async function play(who: TestPerson, more: object = {}): Promise<Playback> {
  const outcome = await who.command('cameras.play', asking(more))
  expect(outcome).toMatchObject({ ok: true })
  return outcome.answer as Playback
}

interface Knock {
  readonly status: number
  readonly code: string
  readonly sdp: string
  readonly watcher: Watcher
}

async function knock(who: TestPerson, url: string, token: string, offer?: string): Promise<Knock> {
  const watcher = await openWatcher()
  watchers.push(watcher)
  const response = await fetch(`${app.url}${url}`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': 'application/sdp', 'x-camera-token': token },
    body: offer ?? watcher.offer,
  })
  const text = await response.text()
  const code = response.status === 201 ? '' : (JSON.parse(text) as { code: string }).code
  return { status: response.status, code, sdp: text, watcher }
}

async function watch(who: TestPerson, more: object = {}): Promise<{ playback: Playback; watcher: Watcher }> {
  const playback = await play(who, more)
  const { sdp, status, watcher } = await knock(who, playback.url, playback.token)
  expect(status).toBe(201)
  await watcher.take(sdp)
  await expect.poll(() => watcher.units.length, { timeout: 10_000 }).toBeGreaterThan(0)
  return { playback, watcher }
}
const row = async (id: string): Promise<unknown> =>
  (await app.database.db.query<{ entity: object }>('select entity from viewings where id = $1', [id])).rows[0]
    ?.entity

test('CA-30 no row in the register, no token; the row says who, for whom and why', async () => {
  const blank = await dispatcher.command('cameras.play', asking({ reason: ' ' }))
  const { playback } = await watch(dispatcher, { incidentNumber: 'SJ-2026-000001' })

  expect(blank).toMatchObject({ ok: false, code: 'input.invalid' })
  await expect
    .poll(() => row(playback.viewingId))
    .toMatchObject({
      cameraId,
      reason: '核实群众来电',
      incidentNumber: 'SJ-2026-000001',
      viewer: { id: dispatcher.personId, name: '某dispatcher' },
      unit: '某机构',
      begunAt: app.clock.iso(),
      endedAt: null,
    })
})

test('CA-31 a token is for one person, one camera, one row, one minute', async () => {
  const playback = await play(dispatcher)
  const { url, token } = playback
  const [text, signature] = token.split('.')
  const forged = { ...(JSON.parse(Buffer.from(text!, 'base64url').toString()) as object), cameraId: secondId }
  const forgedText = Buffer.from(JSON.stringify(forged)).toString('base64url')

  const cases = {
    'somebody else': await knock(other, url, token),
    'another camera': await knock(dispatcher, `/api/cameras/${secondId}/whep`, token),
    'forged for another camera': await knock(
      dispatcher,
      `/api/cameras/${secondId}/whep`,
      `${forgedText}.${signature}`,
    ),
    'no token': await knock(dispatcher, url, ''),
    'cut off': await knock(dispatcher, url, token.slice(0, -3)),
    'no offer': await knock(dispatcher, url, token, 'v=0\r\n'),
  }
  app.clock.advance(60_000)
  const late = await knock(dispatcher, url, token)

  expect(Object.entries(cases).map(([name, { status, code }]) => [name, status, code])).toEqual([
    ['somebody else', 403, 'cameras.token-wrong'],
    ['another camera', 403, 'cameras.token-wrong'],
    ['forged for another camera', 403, 'cameras.token-wrong'],
    ['no token', 403, 'cameras.token-wrong'],
    ['cut off', 403, 'cameras.token-wrong'],
    ['no offer', 400, 'cameras.offer-invalid'],
  ])
  expect([late.status, late.code]).toEqual([403, 'cameras.token-expired'])
})

test('CA-31 a fresh token for one’s own running row, for the other stream; a retry of the order brings none', async () => {
  const order = asking()
  const commandId = newId()
  const first = await dispatcher.command('cameras.play', order, commandId)
  const again = await dispatcher.command('cameras.play', order, commandId)
  const { viewingId } = first.answer as Playback
  const renew = async (who: TestPerson): Promise<unknown> => {
    const params = { viewingId, profile: 'main' }
    return (await who.post('/api/queries/cameras.renew-playback', { township: town, params })).json()
  }

  expect(again).toMatchObject({ ok: true, answer: { viewingId, token: '' } })
  expect(await renew(dispatcher)).toMatchObject({ ok: true, answer: { viewingId, profile: 'main' } })
  expect(await renew(other)).toMatchObject({ ok: false, code: 'entity.unknown' })
})

test('CA-32 what is not connected, was refused by a review or is retired is not shown', async () => {
  const silent = newId<'camera'>()
  await app.must('cameras.save', { cameraId: silent, version: null, ...cameraFields('V-3') }, town)
  const refused = await camera('V-4')
  const verdict = { cameraId: refused, version: 2, state: 'refused', note: '' }
  await app.must('cameras.review', verdict, town)
  const gone = await camera('V-5')
  await app.must('cameras.retire', { cameraId: gone, version: 2, reason: '拆除' }, town)
  const say = async (id: string): Promise<unknown> =>
    (await dispatcher.command('cameras.play', asking({ cameraId: id }))).code

  expect([await say(silent), await say(refused), await say(gone), await say(newId())]).toEqual([
    'cameras.not-connected',
    'cameras.review-refused',
    'cameras.retired',
    'entity.unknown',
  ])
})

test('CA-33 leaving ends the row once, by DELETE or by beacon, and only one’s own', async () => {
  const { playback, watcher } = await watch(dispatcher)
  const leave = (who: TestPerson, method: string, path = ''): Promise<Response> =>
    fetch(`${app.url}/api/cameras/whep/${playback.viewingId}${path}`, {
      method,
      headers: { cookie: who.cookie },
    })

  const foreign = await leave(other, 'DELETE')
  const first = await leave(dispatcher, 'DELETE')
  const second = await leave(dispatcher, 'POST', '/end')

  expect([foreign.status, first.status, second.status]).toEqual([404, 200, 200])
  await expect.poll(() => row(playback.viewingId)).toMatchObject({ ending: { how: 'left' }, version: 3 })
  const heard = watcher.units.length
  await new Promise(resolve => setTimeout(resolve, 600))
  expect(watcher.units.length - heard).toBeLessThan(3)
})

test('CA-34 revoking cuts the picture at once, and the token opens nothing again', async () => {
  const { playback, watcher } = await watch(dispatcher)

  const denied = await other.command('cameras.revoke-viewing', { viewingId: playback.viewingId, reason: 'x' })
  const revoked = await lead.command('cameras.revoke-viewing', {
    viewingId: playback.viewingId,
    reason: '与用途不符',
  })
  const at = watcher.units.length
  await new Promise(resolve => setTimeout(resolve, 600))
  const again = await knock(dispatcher, playback.url, playback.token)

  expect(denied).toMatchObject({ code: 'access.denied' })
  expect(revoked).toMatchObject({ ok: true })
  expect(watcher.units.length - at).toBeLessThan(3)
  expect([again.status, again.code]).toEqual([422, 'cameras.viewing-ended'])
  expect(await row(playback.viewingId)).toMatchObject({
    ending: { how: 'revoked', by: '某shift_lead', reason: '与用途不符' },
  })
})

test('CA-35 who signs out is cut', async () => {
  const person = await app.person('dispatcher', town)
  const { playback } = await watch(person)

  await fetch(`${app.url}/api/session`, { method: 'DELETE', headers: { cookie: person.cookie } })

  await expect
    .poll(() => row(playback.viewingId), { timeout: 8_000 })
    .toMatchObject({ ending: { how: 'left' } })
})

test('CA-25 the fall of the gateway ends viewings and nothing else; the next viewer starts it again', async () => {
  const { playback } = await watch(dispatcher)
  const gateway = (): string =>
    execFileSync('pgrep', ['-P', String(process.pid), '-f', 'gateway/main.ts'], { encoding: 'utf8' }).trim()
  const before = gateway()

  process.kill(Number(before), 'SIGKILL')

  await expect.poll(() => row(playback.viewingId)).toMatchObject({ ending: { how: 'left' } })
  expect((await dispatcher.get('/healthz')).status).toBe(200)
  await new Promise(resolve => setTimeout(resolve, 1_100))
  await watch(dispatcher)
  expect(gateway()).not.toBe(before)
})

test('CA-33 a row nobody comes for lapses', async () => {
  const playback = await play(dispatcher)

  app.clock.advance(91_000)
  await app.app.kernel.deadlines.poll()

  await expect.poll(() => row(playback.viewingId)).toMatchObject({ begunAt: null, ending: { how: 'lapsed' } })
})

test('CA-37 the register is listed newest first and exported on record', async () => {
  const ask = async (name: string, params: object): Promise<unknown> =>
    (await lead.post(`/api/queries/${name}`, { township: town, params })).json()
  const filter = { from: null, to: null, cameraId: null }

  const page = (await ask('cameras.viewings', { filter, before: null, limit: 2 })) as {
    answer: { viewings: { id: string; askedAt: string }[]; next: string }
  }
  const rest = (await ask('cameras.viewings', { filter, before: page.answer.next, limit: 200 })) as {
    answer: { viewings: { id: string; askedAt: string }[] }
  }
  const file = (await ask('cameras.export-viewings', { filter, format: 'csv' })) as {
    answer: { content: string }
  }

  const all = [...page.answer.viewings, ...rest.answer.viewings]
  expect(page.answer.viewings).toHaveLength(2)
  expect(new Set(all.map(one => one.id)).size).toBe(all.length)
  expect(all.map(one => one.askedAt)).toEqual(
    all
      .map(one => one.askedAt)
      .toSorted()
      .reverse(),
  )
  const lines = Buffer.from(file.answer.content, 'base64').toString().trim().split('\r\n')
  expect(lines).toHaveLength(all.length + 1)
  expect(lines.join()).toContain('核实群众来电')
  const recorded = await app.database.db.query('select name from recorded_queries')
  expect(recorded.rows).toEqual([{ name: 'cameras.export-viewings' }])
})

test('CA-6 neither the address of a camera nor its password comes out with health or pictures', async () => {
  const { playback } = await watch(dispatcher)
  await expect
    .poll(
      async () =>
        ((await (await dispatcher.get('/api/cameras/health')).json()) as { streams: object[] }).streams
          .length,
      { timeout: 5_000 },
    )
    .toBeGreaterThan(0)
  const text = await (await dispatcher.get('/api/cameras/health')).text()

  expect(text).toContain(cameraId)
  expect(text + JSON.stringify(playback)).not.toMatch(/rtsp|demo\.invalid|Tiger|viewer"/)
})
