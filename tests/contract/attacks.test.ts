import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Id } from '@one-centre/shared/ids'
import { newId } from '@one-centre/shared/ids'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashPassword } from '../../server/src/platform/passwords.ts'
import { startTestApp } from '../harness/app.ts'
import { Scene, type Answer, type Seat } from './scene.ts'

const PASSWORD = 'a long enough password'
let scene: Scene
const sockets: Socket[] = []

beforeAll(async () => {
  scene = await Scene.open()
})
afterAll(async () => {
  for (const socket of sockets) socket.close()
  await scene.app.close()
})

const east = (
  role: 'dispatcher' | 'admin' | 'intake' | 'verifier',
  name = `${role} ${newId()}`,
): Promise<Seat> => {
  const { township } = scene.east
  return scene.seat(name, { role, township, organisationId: township })
}
const nameOf = (seat: Seat): string => `p${seat.personId!.slice(-12)}`

async function withPassword(): Promise<Seat> {
  const seat = await east('intake')
  await scene.app.database.db.query('update accounts set password_hash = $2 where person_id = $1', [
    seat.personId,
    await hashPassword(PASSWORD),
  ])
  return seat
}
function signIn(
  signInName: string,
  password: string,
  more: { address?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const seat = { headers: {}, address: more.address ?? scene.nextAddress() }
  return scene.http(seat, 'POST', '/api/session', { signInName, password }, more.headers)
}
const cookieOf = (answer: Answer): string => {
  const set = [answer.headers['set-cookie']].flat() as string[]
  return /^sid=([^;]+)/.exec(set.at(-1) ?? '')?.[1] ?? ''
}
const asCookie = (token: string): Pick<Seat, 'headers' | 'address'> => ({
  headers: { cookie: `sid=${token}` },
  address: scene.nextAddress(),
})

describe('signing in', () => {
  test('X-1 twenty tries a minute and address; an address the sender wrote himself is no other address', async () => {
    const address = scene.nextAddress()

    const codes: string[] = []
    for (let i = 0; i < 22; i += 1) {
      const headers = {
        'x-forwarded-for': `203.0.113.${i}`,
        'x-real-ip': `203.0.113.${i}`,
        forwarded: `for=${i}`,
      }
      codes.push((await signIn(`nobody-${i}`, 'x', { address, headers })).code)
    }

    expect(codes.filter(code => code === 'access.throttled')).toHaveLength(2)
    expect((await signIn('nobody', 'x')).code).toBe('access.wrong-password')
  })

  test('X-1 behind a proxy that is named, only what that proxy wrote counts', async () => {
    const proxied = await startTestApp(undefined, { trustedProxies: ['10.9.9.9'] })
    const codes: number[] = []
    for (let i = 0; i < 21; i += 1) {
      const answer = await proxied.app.http.inject({
        method: 'POST',
        url: '/api/session',
        remoteAddress: '10.9.9.9',
        // The left one is the sender's word, the right one the proxy's.
        headers: { 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7` },
        payload: { signInName: 'nobody', password: 'x' },
      })
      codes.push(answer.statusCode)
    }
    await proxied.close()

    expect(codes.at(-1)).toBe(429)
  })

  test('X-2 guesses sent at once are no more than guesses sent in turn', async () => {
    const seat = await withPassword()
    const guesses = Array.from({ length: 24 }, (_, i) =>
      signIn(nameOf(seat), i === 23 ? PASSWORD : `wrong ${i}`),
    )

    const codes = (await Promise.all(guesses)).map(answer => answer.code)

    expect(codes.filter(code => code === 'access.wrong-password').length).toBeLessThanOrEqual(5)
    expect(codes.filter(code => code === 'access.account-locked').length).toBeGreaterThanOrEqual(18)
  })

  test('X-2 the right password opens again after ten minutes, and takes the count away', async () => {
    const seat = await withPassword()
    for (let i = 0; i < 5; i += 1) await signIn(nameOf(seat), 'wrong')
    const locked = await signIn(nameOf(seat), PASSWORD)

    scene.app.clock.advance(10 * 60_000 + 1)
    const open = await signIn(nameOf(seat), PASSWORD)
    for (let i = 0; i < 4; i += 1) await signIn(nameOf(seat), 'wrong')

    expect([locked.code, open.status]).toEqual(['access.account-locked', 200])
    expect((await signIn(nameOf(seat), PASSWORD)).status).toBe(200)
  })

  test('X-3 neither the answers, nor the lock, nor the time tell whether a name exists', async () => {
    const seats = await Promise.all([withPassword(), withPassword()])
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
    const codes: Record<'known' | 'unknown', string[]> = { known: [], unknown: [] }
    for (const [kind, names] of [
      ['known', seats.map(nameOf)],
      ['unknown', ['no-such-a', 'no-such-b']],
    ] as const) {
      for (const name of names) {
        for (let i = 0; i < 7; i += 1) {
          const started = performance.now()
          codes[kind].push((await signIn(name, 'wrong')).code)
          times[kind].push(performance.now() - started)
        }
      }
    }
    const median = (all: number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1]!

    expect(codes.known).toEqual(codes.unknown)
    // Both derive a key; without that the unknown name would take a tenth.
    expect(median(times.unknown)).toBeGreaterThan(median(times.known) / 3)
    expect(median(times.unknown)).toBeLessThan(median(times.known) * 3)
  })

  test('X-4 the cookie: not for scripts, not for other sites, and secure where the connection is', async () => {
    const seat = await withPassword()
    const answer = await signIn(nameOf(seat), PASSWORD)
    const [cookie] = [answer.headers['set-cookie']].flat() as string[]
    const tls = await startTestApp(undefined, { trustedProxies: ['127.0.0.1'], demo: true })
    const personId = (await tls.person('intake', tls.county)).personId
    const secure = await tls.app.http.inject({
      method: 'POST',
      url: '/api/demo/session',
      remoteAddress: '127.0.0.1',
      headers: { host: 'localhost', 'x-forwarded-proto': 'https' },
      payload: { personId },
    })
    await tls.close()

    for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(flag)
    expect(String(secure.headers['set-cookie'])).toContain('Secure')
    expect(JSON.stringify(answer.body)).not.toContain(cookieOf(answer))
  })

  test('X-4 no session is fixed: a token brought along is never taken, and an old one ends at the sign-in', async () => {
    const seat = await withPassword()
    const brought = 'B'.repeat(43)
    const first = await signIn(nameOf(seat), PASSWORD, { headers: { cookie: `sid=${brought}` } })
    const second = await signIn(nameOf(seat), PASSWORD, { headers: { cookie: `sid=${cookieOf(first)}` } })

    const statuses = await Promise.all(
      [brought, cookieOf(first), cookieOf(second)].map(
        async token => (await scene.http(asCookie(token), 'GET', '/api/session')).status,
      ),
    )

    expect(cookieOf(first)).not.toBe(brought)
    expect(statuses).toEqual([401, 401, 200])
  })

  test('X-4 signing out ends the session on the server', async () => {
    const seat = await withPassword()
    const token = cookieOf(await signIn(nameOf(seat), PASSWORD))

    await scene.http(asCookie(token), 'DELETE', '/api/session')

    expect((await scene.http(asCookie(token), 'GET', '/api/session')).status).toBe(401)
  })
})

describe('other sites', () => {
  const origins = [
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'http://localhost:1',
    'file://',
    'x',
  ]

  test.each(origins)('X-5 a page at %s neither writes nor is told that it may read', async origin => {
    const seat = await east('dispatcher')
    const kinds = [
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
    ]
    const writes = await Promise.all(
      kinds.flatMap(type =>
        ['/api/commands/incidents.note', '/api/commands', '/api/session', '/api/files', '/api/positions'].map(
          path =>
            scene.http(seat, 'POST', path, '{}', { origin, 'content-type': type, host: 'localhost:8080' }),
        ),
      ),
    )
    const out = await scene.http(seat, 'DELETE', '/api/session', undefined, {
      origin,
      host: 'localhost:8080',
    })
    const read = await scene.http(seat, 'GET', '/api/session', undefined, { origin, host: 'localhost:8080' })
    const asked = await scene.http(seat, 'OPTIONS', '/api/commands', undefined, {
      origin,
      host: 'localhost:8080',
      'access-control-request-method': 'POST',
    })

    expect([...writes, out].map(answer => answer.code)).toEqual(
      [...writes, out].map(() => 'access.foreign-origin'),
    )
    expect(
      Object.keys({ ...read.headers, ...asked.headers }).filter(name => name.startsWith('access-control')),
    ).toEqual([])
    expect((await scene.http(seat, 'GET', '/api/session')).status).toBe(200)
  })

  test.each(origins)('X-5 a socket from %s is not opened', async origin => {
    const seat = await east('dispatcher')
    const socket = open(seat, { origin })

    const opened = await new Promise(resolve => {
      socket.once('hello', () => resolve(true))
      socket.once('connect_error', () => resolve(false))
    })

    expect(opened).toBe(false)
  })

  test('X-5 without a form’s content type nothing is parsed, even from nowhere', async () => {
    const seat = await east('dispatcher')
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await scene.http(seat, 'POST', '/api/commands', '[]', { 'content-type': type })
      expect(answer.status).toBe(415)
    }
  })
})

test('X-6 every answer carries the headers that keep scripts, frames and sniffing out', async () => {
  const seat = await east('dispatcher')
  const answers = await Promise.all([
    scene.http(null, 'GET', '/healthz'),
    scene.http(seat, 'GET', '/api/session'),
    scene.http(null, 'GET', '/nothing-here'),
    scene.http(seat, 'POST', '/api/commands/x', '{'),
    scene.http(seat, 'GET', `/api/files/${'0'.repeat(64)}`),
  ])

  for (const { headers } of answers) {
    const policy = String(headers['content-security-policy'])
    for (const rule of [
      "script-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      "frame-ancestors 'self'",
    ])
      expect(policy).toContain(rule)
    expect(/script-src[^;]*'unsafe/.test(policy)).toBe(false)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['server']).toBeUndefined()
  }
})

test('X-6 no header is written from what was sent', async () => {
  const seat = await east('dispatcher')
  const marks = 'evil-mark'
  const answers = await Promise.all([
    scene.http(seat, 'GET', `/api/files/${marks}%0d%0aset-cookie:%20${marks}=1`),
    scene.http(seat, 'GET', `/api/feed/${marks}%0d%0a/changes?epoch=${marks}%0d%0ax:%20y&from=0`),
    scene.http(seat, 'GET', '/api/session', undefined, { host: marks, 'x-forwarded-host': marks }),
    scene.http(seat, 'GET', '//evil-mark/%2f..'),
  ])

  for (const { headers } of answers) expect(JSON.stringify(headers)).not.toContain(marks)
})

function open(seat: Seat, headers: Record<string, string> = {}): Socket {
  const socket = io(scene.app.url, {
    transports: ['websocket'],
    extraHeaders: { ...seat.headers, ...headers },
    reconnection: false,
    forceNew: true,
  })
  sockets.push(socket)
  return socket
}

describe('while connected', () => {
  async function connected(seat: Seat): Promise<{ goodbye: Promise<string>; since: () => number }> {
    const socket = open(seat)
    await new Promise(resolve => socket.once('hello', resolve))
    const started = performance.now()
    const goodbye = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no goodbye in 2 s')), 2_000)
      socket.once('goodbye', (why: string) => {
        clearTimeout(timer)
        resolve(why)
      })
    })
    return { goodbye, since: () => performance.now() - started }
  }
  const must = (name: string, params: object): Promise<unknown> =>
    scene.app.must(name, params, scene.east.township)
  const query = (sql: string, id: unknown): Promise<unknown> => scene.app.database.db.query(sql, [id])
  const status = async (seat: Seat): Promise<number> => (await scene.http(seat, 'GET', '/api/session')).status

  test('A-4 a person disabled', async () => {
    const seat = await east('dispatcher')
    const { goodbye } = await connected(seat)

    await must('people.disable', { personId: seat.personId, version: 1, disabled: true })

    expect([await status(seat), await goodbye]).toEqual([401, 'signed-out'])
  })

  test('A-4 a role taken away: the next request has the new one', async () => {
    const seat = await east('dispatcher')
    const { goodbye } = await connected(seat)
    const { township } = scene.east
    const asked = { 'no-such-param': 1 }
    const before = await scene.ask(seat, 'command', 'incidents.file', township, asked)

    await must('people.save', {
      personId: seat.personId,
      version: 1,
      name: '某人',
      phone: '',
      title: '',
      organisationId: township,
      posts: [{ role: 'body', township, organisationId: township }],
      signInName: nameOf(seat),
    })
    const after = await scene.ask(seat, 'command', 'incidents.file', township, asked)

    expect([before.status, after.status, await goodbye]).toEqual([400, 403, 'access-changed'])
  })

  test('A-4 a password that the administrator reset', async () => {
    const seat = await east('dispatcher')
    const { goodbye } = await connected(seat)

    await must('people.reset-password', { personId: seat.personId })

    expect([await status(seat), await goodbye]).toEqual([401, 'signed-out'])
  })

  test('A-4 a password changed by its owner ends the sessions elsewhere', async () => {
    const seat = await withPassword()
    const { goodbye } = await connected(seat)
    const here = asCookie(cookieOf(await signIn(nameOf(seat), PASSWORD)))

    const body = { current: PASSWORD, next: 'another long password' }
    const answer = await scene.http(here, 'POST', '/api/session/password', body)

    expect([answer.status, await status(seat), await goodbye]).toEqual([200, 401, 'signed-out'])
  })

  test('A-4 a session deleted on another node', async () => {
    const seat = await east('dispatcher')
    const { goodbye } = await connected(seat)

    await query('delete from sessions where person_id = $1', seat.personId)

    expect([await status(seat), await goodbye]).toEqual([401, 'signed-out'])
  })

  test('A-4 a session that has expired', async () => {
    const seat = await east('dispatcher')
    const { goodbye } = await connected(seat)

    await query(`update sessions set expires_at = '2026-01-01' where person_id = $1`, seat.personId)

    expect([await status(seat), await goodbye]).toEqual([401, 'signed-out'])
  })

  test('A-4 a wall’s token revoked', async () => {
    const { township } = scene.east
    const seat = await scene.seat('a wall', { role: 'wall', township, organisationId: township })
    const { goodbye } = await connected(seat)

    await query('update access_tokens set revoked_at = now() where name = $1', 'a wall')

    expect([await status(seat), await goodbye]).toEqual([401, 'signed-out'])
  })
})

describe('on record and behind the second net', () => {
  const db = (): Scene['app']['database']['db'] => scene.app.database.db
  /** What the server's own role gets to see, townships named as a slice would. */
  async function asServer(visible: string, own: string, sql: string): Promise<number | string> {
    try {
      return await db().transaction(async transaction => {
        await transaction.query(
          `set local role one_centre_app; set local app.township = '${own}'; set local app.visible = '${visible}'`,
        )
        return (await transaction.query(sql)).rowCount
      })
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  test('A-5 revealing a contact leaves a row, answered or not, and the row stays', async () => {
    const seat = await east('verifier')
    const incidentId = newId<'incident'>()
    const handedIn = await scene.ask(await east('intake'), 'command', 'reports.submit', scene.east.township, {
      ...scene.params(incidentId).report,
      reporter: { name: '王小明', phone: '13812341234' },
    })
    const { reportId } = (handedIn.body as { answer: { reportId: Id<'report'> } }).answer
    const reveal = (township: string, id: string): Promise<Answer> =>
      scene.ask(seat, 'query', 'reports.reveal-contact', township, { reportId: id, reason: '回访' })

    const answers = [
      await reveal(scene.east.township, reportId),
      await reveal(scene.east.township, newId()),
      await reveal(scene.west.township, reportId),
    ]
    const { rows } = await db().query<{ outcome: string }>(
      'select outcome from recorded_queries where actor_id = $1 order by id',
      [seat.personId],
    )

    expect(answers.map(answer => answer.status)).toEqual([200, 404, 404])
    expect(rows.map(row => row.outcome)).toEqual(['answered', 'reports.no-contact'])
    const { township } = scene.east
    for (const sql of ['delete from recorded_queries', `update recorded_queries set outcome = 'x'`]) {
      expect(await asServer(township, township, sql)).toBe('42501')
    }
  })

  test('A-6 every table with a township is kept apart by the database itself, too', async () => {
    const { rows } = await db().query<{ name: string; secured: boolean }>(
      `select c.relname as name, c.relrowsecurity as secured from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'township'
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace order by 1`,
    )
    const open = rows.filter(row => !row.secured).map(row => row.name)
    const { township: here } = scene.east
    const { township: there } = scene.west

    // Names, hashes and cursors of the server's own: no query of a slice reads them for somebody.
    expect(open).toEqual(['accounts', 'reaction_cursors'])
    for (const { name } of rows.filter(row => row.secured)) {
      const foreign = `select 1 from ${name} where township = '${there}'`
      expect([name, await asServer(here, here, foreign)]).toEqual([name, 0])
      expect([name, await asServer('', here, `select 1 from ${name}`)]).toEqual([name, 0])
    }
    expect(await asServer(here, here, `select 1 from people where township = '${here}'`)).toBeGreaterThan(0)
    expect(
      await asServer(here, here, `update organisations set township = '${there}' where township = '${here}'`),
    ).toBe('42501')
    expect(await asServer(here, here, 'delete from feed_changes')).toBe('42501')
    for (const sql of ['select token_hash from access_tokens', "update access_tokens set posts = '[]'"])
      expect(await asServer(here, here, sql)).toBe('42501')
  })

  test('X-7 the server itself asks nobody but cameras in named networks: no address of a sender can lead anywhere', async () => {
    const folder = join(import.meta.dirname, '../../server/src')
    const files = await readdir(folder, { recursive: true })
    const callers: string[] = []
    for (const file of files.filter(
      // The simulator and the replay are clients, in processes of their own, told by their operator whom to ask.
      name => name.endsWith('.ts') && !/^(demo|replay)\/|\.test\.ts$/.test(name),
    )) {
      const text = await readFile(join(folder, file), 'utf8')
      if (/\bfetch\(|^import (?!type )[^;\n]*'(node:(https?|net|tls|dgram|dns)|undici)'/m.test(text))
        callers.push(file)
    }

    expect(callers.sort()).toEqual([
      // Reads addresses, calls nobody.
      'features/cameras/networks.ts',
      // Calls cameras, in a process of its own, and only in the networks its operator named (CA-7).
      'gateway/rtsp-client.ts',
      // The supervisor of the own PostgreSQL listens, on this machine, and connects to nothing that was sent.
      'platform/embedded-postgres-lock.ts',
      'platform/embedded-postgres.ts',
      // Compares addresses, calls nobody.
      'platform/networks.ts',
    ])
  })
})
