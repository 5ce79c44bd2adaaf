import { newId, type Id } from '@one-centre/shared/ids'
import { DAY } from '@one-centre/shared/time'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisation, startTestApp, type TestApp, type TestPerson } from '../harness/app.ts'

let app: TestApp
let town: Id<'organisation'>
let admin: TestPerson
const sockets: Socket[] = []

beforeAll(async () => {
  app = await startTestApp()
  town = newId()
  const fields = { name: '东镇', shortName: '东镇', type: 'township', parentId: app.county }
  await app.must('organisations.save', organisation(town, fields))
  admin = await app.person('admin', town)
})
afterAll(async () => {
  for (const socket of sockets) socket.close()
  await app.close()
})

interface Issued {
  readonly tokenId: Id<'token'>
  readonly secret: string
}

async function issue(role: 'wall' | 'upstream', commandId = newId(), tokenId = newId()): Promise<Issued> {
  const outcome = await admin.command(
    'tokens.issue',
    { tokenId, name: '大厅大屏', role, days: 30 },
    commandId,
  )
  expect(outcome).toMatchObject({ ok: true })
  return outcome.answer as Issued
}

const bearer = (secret: string): Promise<Response> =>
  fetch(`${app.url}/api/session`, { headers: { authorization: `Bearer ${secret}` } })

const exchange = (token: string): Promise<Response> =>
  fetch(`${app.url}/api/session/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })

const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0]!

function connect(cookie: string): Socket {
  const socket = io(app.url, {
    transports: ['websocket'],
    extraHeaders: { cookie },
    reconnection: false,
    forceNew: true,
  })
  sockets.push(socket)
  return socket
}

const heard = (socket: Socket, message: string, withinMs: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${message}`)), withinMs)
    socket.once(message, value => {
      clearTimeout(timer)
      resolve(value)
    })
  })

test('TO-1 the secret is shown once and stands nowhere', async () => {
  const [commandId, tokenId] = [newId<'command'>(), newId<'token'>()]
  const { secret } = await issue('wall', commandId, tokenId)

  const again = await issue('wall', commandId, tokenId)
  const rows = await app.database.db.query<{ hit: boolean }>(
    `select (body::text like '%' || $1 || '%') as hit from feed_changes
     union all select (outcome::text like '%' || $1 || '%') from commands`,
    [secret],
  )

  expect(secret).toMatch(/^oc_[A-Za-z0-9_-]{43}$/)
  expect(again).toEqual({ tokenId, secret: '' })
  expect(rows.rows.filter(row => row.hit)).toEqual([])
})

test('TO-2 a token acts as what it was issued for, in its township, until its day', async () => {
  const { secret, tokenId } = await issue('upstream')
  const who = (await (await bearer(secret)).json()) as { actor: { id: string; posts: unknown } }
  const dispatcher = await app.person('dispatcher', town)
  const denied = await dispatcher.command('tokens.issue', {
    ...{ tokenId: newId(), name: 'x', role: 'wall', days: 1 },
  })
  const asAdmin = await admin.command('tokens.issue', {
    ...{ tokenId: newId(), name: 'x', role: 'admin', days: 1 },
  })

  app.clock.advance(31 * DAY)
  const late = await bearer(secret)
  app.clock.advance(-31 * DAY)

  expect(who.actor).toMatchObject({ id: tokenId, posts: [{ role: 'upstream', township: town }] })
  expect(denied).toMatchObject({ code: 'access.denied' })
  expect(asAdmin).toMatchObject({ code: 'input.invalid' })
  expect(late.status).toBe(401)
})

test('TO-3 a revoked token gets 401 at once and its wall is cut within 2 s', async () => {
  const { secret, tokenId } = await issue('wall')
  const wall = connect(cookieOf(await exchange(secret)))
  await heard(wall, 'hello', 3_000)
  const goodbye = heard(wall, 'goodbye', 2_000)

  const revoked = await admin.command('tokens.revoke', { tokenId, version: 1 })
  const twice = await admin.command('tokens.revoke', { tokenId, version: 2 })

  expect(revoked).toMatchObject({ ok: true })
  expect(twice).toMatchObject({ code: 'tokens.revoked' })
  expect((await bearer(secret)).status).toBe(401)
  expect(await goodbye).toBe('signed-out')
})

test('TO-4 a wall changes its token for a cookie that scripts cannot read', async () => {
  const { secret } = await issue('wall')

  const answer = await exchange(secret)
  const cookie = cookieOf(answer)
  const session = await fetch(`${app.url}/api/session`, { headers: { cookie } })

  expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/)
  expect(await session.json()).toMatchObject({ actor: { posts: [{ role: 'wall' }] } })
})

test('TO-5 a neighbour system’s token is no cookie, and leaving one wall leaves the other', async () => {
  const [system, wall] = [await issue('upstream'), await issue('wall')]
  const refused = [await exchange(system.secret), await exchange('nobody-has-issued-this')]
  const [one, other] = [cookieOf(await exchange(wall.secret)), cookieOf(await exchange(wall.secret))]
  const socket = connect(other)
  await heard(socket, 'hello', 3_000)

  await fetch(`${app.url}/api/session`, { method: 'DELETE', headers: { cookie: one } })
  await new Promise(resolve => setTimeout(resolve, 1_500))

  expect(refused.map(answer => answer.status)).toEqual([401, 401])
  expect(socket.connected).toBe(true)
})

test('L-43 a neighbour system reads how far its own reports are, and of nobody else’s', async () => {
  const [mine, other] = [await issue('upstream'), await issue('upstream')]
  const ask = async (secret: string, path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
    const response = await fetch(`${app.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await response.json()) as Record<string, unknown>
  }
  const incidentId = newId<'incident'>()
  const report = {
    source: 'upstream',
    sourceId: '12345-0001',
    text: '路面塌陷',
    matterId: null,
    place: { address: '中山路', position: null, gridId: null },
    happenedAt: null,
    reporter: { name: '王小明', phone: '13812341234' },
    photos: [],
    incidentId,
    joinIncidentId: null,
  }
  const sent = await ask(mine.secret, '/api/commands/reports.submit', {
    commandId: newId(),
    township: town,
    params: report,
  })
  await app.must(
    'reports.answer',
    { reportId: (sent['answer'] as { reportId: string }).reportId, text: '已修复' },
    town,
  )
  const question = { township: town, params: { source: 'upstream', sourceIds: ['12345-0001', '12345-0002'] } }

  const told = await ask(mine.secret, '/api/queries/reports.progress', question)
  const toOther = await ask(other.secret, '/api/queries/reports.progress', question)

  expect(told).toMatchObject({
    answer: {
      reports: [
        { sourceId: '12345-0001', answer: '已修复', incident: { id: incidentId, state: 'reported' } },
      ],
    },
  })
  expect(JSON.stringify(told)).not.toContain('王')
  expect(toOther).toEqual({ ok: true, answer: { reports: [] } })
})
