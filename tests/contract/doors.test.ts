import type { FeedBatch, FeedHello, FeedSnapshot } from '@one-centre/shared/feed'
import { newId, type Id } from '@one-centre/shared/ids'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisation, startTestApp, type TestApp, type TestPerson } from '../harness/app.ts'

let test_: TestApp
let east: Id<'organisation'>
let west: Id<'organisation'>
let dispatcher: TestPerson
const sockets: Socket[] = []

beforeAll(async () => {
  test_ = await startTestApp()
  east = newId()
  west = newId()
  for (const [id, name] of [
    [east, '东镇'],
    [west, '西镇'],
  ] as const) {
    await test_.must(
      'organisations.save',
      organisation(id, { name, shortName: name, type: 'township', parentId: test_.county }),
    )
  }
  dispatcher = await test_.person('dispatcher', east)
})

afterAll(async () => {
  for (const socket of sockets) socket.close()
  await test_.close()
})

function connect(headers: Record<string, string>): Socket {
  const socket = io(test_.url, {
    transports: ['websocket'],
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
  })
  sockets.push(socket)
  return socket
}

function heard<Value>(socket: Socket, message: string, withinMs = 3_000): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${message}`)), withinMs)
    socket.once(message, (value: Value) => {
      clearTimeout(timer)
      resolve(value)
    })
  })
}

const reportOf = (text: string): object => ({
  reportId: newId(),
  text,
})

test.each([
  ['POST', '/api/commands/organisations.save'],
  ['POST', '/api/commands'],
  ['POST', '/api/queries/grids.locate'],
  ['GET', '/api/session'],
  ['GET', '/api/feed/x/snapshot'],
  ['GET', '/api/feed/x/changes'],
  ['GET', '/api/files/x'],
  ['POST', '/api/positions'],
])('D-1 %s %s asks who it is', async (method, path) => {
  const response = await fetch(`${test_.url}${path}`, {
    method,
    ...(method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
  })

  expect(response.status).toBe(401)
})

test('D-2 the hello comes after the rooms; what is committed then follows on', async () => {
  const socket = connect({ cookie: dispatcher.cookie })
  const batches: FeedBatch[] = []
  socket.on('feed', (batch: FeedBatch) => batches.push(batch))
  const hello = await heard<FeedHello>(socket, 'hello')
  const stream = hello.streams.find(one => one.township === test_.county)!

  await test_.must('organisations.save', organisation(newId(), { parentId: test_.county }))
  await expect.poll(() => batches.length).toBe(1)
  const response = await dispatcher.get(`/api/feed/${test_.county}/snapshot`)
  const snapshot = (await response.json()) as FeedSnapshot

  expect(batches[0]).toMatchObject({
    township: test_.county,
    from: stream.seq,
    to: stream.seq + 1,
    epoch: stream.epoch,
  })
  expect(snapshot.seq).toBe(stream.seq + 1)
})

test('D-3 a foreign page can neither write nor listen', async () => {
  const write = await fetch(`${test_.url}/api/commands/organisations.save`, {
    method: 'POST',
    headers: { cookie: dispatcher.cookie, origin: 'https://evil.example', 'content-type': 'text/plain' },
    body: '{}',
  })
  const socket = connect({ cookie: dispatcher.cookie, origin: 'https://evil.example' })

  expect(write.status).toBe(403)
  await expect(heard(socket, 'hello', 700)).rejects.toThrow('no hello')
})

test('D-4 a disabled person loses HTTP at once and the socket within 2 s', async () => {
  const leaving = await test_.person('intake', east)
  const socket = connect({ cookie: leaving.cookie })
  await heard(socket, 'hello')
  const goodbye = heard<string>(socket, 'goodbye', 2_000)

  await test_.must('people.disable', { personId: leaving.personId, version: 1, disabled: true }, east)
  const response = await leaving.get('/api/session')

  expect(response.status).toBe(401)
  expect(await goodbye).toBe('signed-out')
})

test('D-4 a session that ends elsewhere takes every socket of it along within 2 s, and no other', async () => {
  const leaving = await test_.person('intake', east)
  const staying = connect({ cookie: dispatcher.cookie })
  const both = [connect({ cookie: leaving.cookie }), connect({ cookie: leaving.cookie })]
  await Promise.all([staying, ...both].map(socket => heard(socket, 'hello')))
  const goodbyes = Promise.all(both.map(socket => heard<string>(socket, 'goodbye', 2_500)))

  await test_.database.db.query('delete from sessions where person_id = $1', [leaving.personId])

  expect(await goodbyes).toEqual(['signed-out', 'signed-out'])
  expect(staying.connected).toBe(true)
})

test('D-5 guessing: the same answer for name and password, and a lock after five', async () => {
  const signIn = async (signInName: string, password: string): Promise<unknown> => {
    const response = await fetch(`${test_.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ signInName, password }),
    })
    return ((await response.json()) as { code: string }).code
  }
  const name = `p${dispatcher.personId.slice(-12)}`

  const answers = [await signIn('nobody-at-all', 'x'.repeat(12))]
  for (let tried = 0; tried < 5; tried += 1) answers.push(await signIn(name, 'y'.repeat(12)))

  expect(new Set(answers)).toEqual(new Set(['access.wrong-password']))
  expect(await signIn(name, 'y'.repeat(12))).toBe('access.account-locked')
})

test.each([
  [
    'a stray property in the envelope',
    { commandId: newId(), township: 'T', params: {}, actor: 'admin' },
    'actor',
  ],
  ['a number for an id', { commandId: 5, township: 'T', params: {} }, 'commandId'],
  ['no params', { commandId: newId(), township: 'T' }, 'params'],
])('D-6 refuses %s', async (_what, body, field) => {
  const response = await dispatcher.post('/api/commands/organisations.save', {
    ...body,
    ...('township' in body ? { township: east } : {}),
  })

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'input.invalid', detail: { field } })
})

test('D-6 broken JSON and __proto__ are 400, not a fault', async () => {
  const bodies = ['{', '{"__proto__": {"x": 1}}', '[]', 'null', '"text"']
  const statuses = await Promise.all(
    bodies.map(async body => {
      const response = await fetch(`${test_.url}/api/commands/organisations.save`, {
        method: 'POST',
        headers: { cookie: dispatcher.cookie, 'content-type': 'application/json' },
        body,
      })
      return response.status
    }),
  )

  expect(statuses).toEqual([400, 400, 400, 400, 400])
})

test('D-7 another township does not exist', async () => {
  const stranger = await test_.person('dispatcher', west)

  const snapshot = await stranger.get(`/api/feed/${east}/snapshot`)
  const range = await stranger.get(`/api/feed/${east}/changes?epoch=x&from=0`)
  const command = await stranger.post('/api/commands/incidents.note', {
    commandId: newId(),
    township: east,
    params: reportOf('x'),
  })

  expect([snapshot.status, range.status, command.status]).toEqual([404, 404, 404])
})
