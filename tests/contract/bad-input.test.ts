import { readdir } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect as tcp } from 'node:net'
import { join } from 'node:path'
import { newId } from '@one-centre/shared/ids'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Scene, type Answer, type Seat } from './scene.ts'

let scene: Scene
let dispatcher: Seat
let admin: Seat
let member: Seat
const sockets: Socket[] = []
const crashes: unknown[] = []
const crashed = (error: unknown): void => void crashes.push(error)

beforeAll(async () => {
  scene = await Scene.open()
  const { east } = scene
  const at = { township: east.township, organisationId: east.township }
  dispatcher = await scene.seat('dispatcher', { role: 'dispatcher', ...at })
  admin = await scene.seat('admin', { role: 'admin', ...at })
  const post = { role: 'member', township: east.township, organisationId: east.bodies[0]! } as const
  member = await scene.seat('member', { ...post, teamId: east.teams[0]! })
  // What would end a server outside the tests.
  process.prependListener('uncaughtException', crashed)
  process.prependListener('unhandledRejection', crashed)
})
afterAll(async () => {
  process.off('uncaughtException', crashed)
  process.off('unhandledRejection', crashed)
  for (const socket of sockets) socket.close()
  await scene.app.close()
})
afterEach(async () => {
  const alive = await scene.http(dispatcher, 'GET', '/api/session')
  expect([alive.status, ...crashes]).toEqual([200])
})

const submit = (more: object): object => ({ ...scene.params(newId()).report, ...more })
const at = (lon: unknown, lat: unknown): object => ({
  place: { address: '', position: { lon, lat }, gridId: null },
})

/** A command's envelope as text, so that it can hold what no object could. */
function envelope(params: string): string {
  return `{"commandId":"${newId()}","township":"${scene.east.township}","params":${params}}`
}
function postText(path: string, text: string | Buffer, type = 'application/json'): Promise<Answer> {
  return scene.http(dispatcher, 'POST', path, text, { 'content-type': type })
}
const report = (params: object | string): Promise<Answer> => {
  const text = typeof params === 'string' ? params : JSON.stringify(params)
  return postText('/api/commands/reports.submit', envelope(text))
}
/** The report with one value written as it stands. */
const raw = (field: string, value: string): string => {
  const text = JSON.stringify(submit({ [field]: '@@' }))
  return text.replace('"@@"', value)
}

describe('values no database keeps', () => {
  test.each([
    ['NUL in a text', () => submit({ text: 'a\0b' }), 'params.text'],
    ['a lone high surrogate', () => raw('text', '"a\\ud800"'), 'params.text'],
    ['a lone low surrogate', () => raw('sourceId', '"\\udc00"'), 'params.sourceId'],
    ['NUL in a nested text', () => submit({ reporter: { name: 'a\0', phone: '' } }), 'params.reporter.name'],
    ['NUL in a property’s name', () => submit({ 'a\0': 1 }), 'params'],
    ['a lone surrogate in a property’s name', () => raw('text', '"x","\\ud800":1'), 'params'],
    ['a blank text', () => submit({ text: ' \n\t' }), 'params.text'],
    ['a text too long', () => submit({ text: 'x'.repeat(4_001) }), 'params.text'],
    ['a number for a text', () => submit({ text: 5 }), 'params.text'],
    ['null for a text', () => submit({ text: null }), 'params.text'],
    ['an array for a text', () => submit({ text: ['x'] }), 'params.text'],
    ['a word not on the list', () => submit({ source: 'FIELD' }), 'params.source'],
    ['a list for one of a list', () => submit({ photos: {} }), 'params.photos'],
    ['an id in capitals', () => submit({ incidentId: newId().toUpperCase() }), 'params.incidentId'],
    ['a day that is no day', () => submit({ happenedAt: '2026-02-31T00:00:00.000Z' }), 'params.happenedAt'],
    [
      'an instant without a zone',
      () => submit({ happenedAt: '2026-02-03T00:00:00.000' }),
      'params.happenedAt',
    ],
    ['one property too many', () => submit({ isAdmin: true }), 'params.isAdmin'],
    ['one property too few', () => ({ ...submit({}), text: undefined }), 'params.text'],
    ['__proto__ inside', () => raw('reporter', '{"name":"","phone":"","__proto__":{"x":1}}'), 'body'],
    ['constructor.prototype inside', () => raw('reporter', '{"constructor":{"prototype":{"x":1}}}'), 'body'],
    ['a property named toString', () => raw('text', '"x","toString":1'), 'params.toString'],
    [
      'an array of arrays ten thousand deep',
      () => raw('text', '['.repeat(1e4) + ']'.repeat(1e4)),
      'params.text',
    ],
    [
      'objects a hundred thousand deep',
      () => raw('text', `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`),
      'params.text',
    ],
  ] as const)('B-1 %s', async (_what, params, field) => {
    const answer = await report(params())

    expect([answer.status, answer.code, answer.field]).toEqual([400, 'input.invalid', field])
  })
})

describe('numbers and places', () => {
  test.each([
    ['NaN', 'NaN', 'body'],
    ['Infinity', 'Infinity', 'body'],
    ['1e999, which is infinite', '1e999', 'params.place.position.lon'],
    ['a number as text', '"120.05"', 'params.place.position.lon'],
    ['null', 'null', 'params.place.position.lon'],
    ['true', 'true', 'params.place.position.lon'],
    ['a list', '[120]', 'params.place.position.lon'],
    ['180.0001', '180.0001', 'params.place.position.lon'],
    ['-1e308', '-1e308', 'params.place.position.lon'],
  ])('B-2 longitude %s', async (_what, lon, field) => {
    const answer = await report(JSON.stringify(submit(at('@@', 30))).replace('"@@"', lon))

    expect([answer.status, answer.field]).toEqual([400, field])
  })

  test('B-2 (0, 0) is refused and never drawn', async () => {
    for (const [lon, lat] of [
      [0, 0],
      [-0, 0],
      [1e-9, -1e-9],
    ]) {
      const answer = await report(submit(at(lon, lat)))
      expect([answer.status, answer.code]).toEqual([422, 'place.outside-county'])
    }
  })

  test('B-2 latitude and longitude swapped are refused, and said to be', async () => {
    const swapped = await report(submit(at(30.05, 80)))
    const far = await report(submit(at(-120, 30.05)))

    expect([swapped.code, far.code]).toEqual(['place.outside-county', 'place.outside-county'])
    const turned = await report(submit(at(30.05, 89)))
    expect((turned.body as { detail: object }).detail).toMatchObject({ swapped: false })
  })

  test.each([
    ['1e300 for an offset', { offset: 1e300 }, 'offset'],
    ['a negative offset', { offset: -1 }, 'offset'],
    ['a fraction for a limit', { limit: 1.5 }, 'limit'],
    ['zero for a limit', { limit: 0 }, 'limit'],
    ['2^53 + 2 for an offset', { offset: 9007199254740994 }, 'offset'],
  ])('B-2 a list with %s', async (_what, more, field) => {
    const all = { incidentId: null, source: null, unanswered: false, offset: 0, limit: 10 }

    const answer = await scene.ask(dispatcher, 'query', 'reports.list', scene.east.township, {
      ...all,
      ...more,
    })

    expect([answer.status, answer.field]).toEqual([400, `params.${field}`])
  })

  test.each([
    ['0000-01-01', '9999-12-31'],
    ['9999-12-31', '0000-01-01'],
    ['2026-02-31', '2026-02-31'],
  ])('B-2 statistics from %s to %s are counted or refused', async (from, to) => {
    const params = { from, to, group: 'month', levels: [] }

    const answer = await scene.ask(dispatcher, 'query', 'incidents.statistics', scene.east.township, params)

    expect([200, 400]).toContain(answer.status)
  })

  test('B-3 a polygon of a million corners, a ring of text and a file of nothing are refused in bounded time', async () => {
    const circle = Array.from({ length: 1_000_000 }, (_, i) => {
      const angle = (i / 1e6) * 2 * Math.PI
      return [Math.round((120 + Math.cos(angle)) * 1e5) / 1e5, Math.round((30 + Math.sin(angle)) * 1e5) / 1e5]
    })
    const of = (coordinates: unknown): object => {
      const properties = { code: 'G-9', name: 'G-9', level: 'grid' }
      const geometry = { type: 'Polygon', coordinates: [coordinates] }
      const features = [{ type: 'Feature', properties, geometry }]
      return { collection: { type: 'FeatureCollection', features } }
    }
    const started = performance.now()
    const big = await scene.ask(admin, 'command', 'grids.import', scene.east.township, of(circle))
    const spent = performance.now() - started
    const others = await Promise.all(
      [of([['a', 'b']]), of('x'), of([]), { collection: {} }, { collection: { features: 5 } }].map(params =>
        scene.ask(admin, 'command', 'grids.import', scene.east.township, params),
      ),
    )

    expect(big.status).toBeGreaterThanOrEqual(400)
    expect(big.status).toBeLessThan(500)
    expect(spent).toBeLessThan(15_000)
    expect(others.map(answer => answer.code)).toEqual(others.map(() => 'grids.import-has-errors'))
  })
})

describe('bodies and their types', () => {
  const path = '/api/commands/reports.submit'

  test.each([
    ['no body', '', 'application/json', 400],
    ['half of a JSON', '{"commandId":', 'application/json', 400],
    ['two JSONs', '{}{}', 'application/json', 400],
    ['plain text', '{}', 'text/plain', 415],
    ['a form', 'commandId=1', 'application/x-www-form-urlencoded', 415],
    ['XML', '<a/>', 'application/xml', 415],
    ['no such type', '{}', 'constructor', 415],
    [
      'a broken multipart',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
      'multipart/form-data; boundary=x',
      415,
    ],
    ['a multipart without boundary', 'x', 'multipart/form-data', 415],
    ['a picture', Buffer.alloc(300_000, 0xff), 'image/jpeg', 415],
    ['UTF-16', Buffer.from('{}', 'utf16le'), 'application/json; charset=utf-16le', 400],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'application/json', 400],
  ] as const)('B-4 %s', async (_what, body, type, status) => {
    const answer = await postText(path, body, type)

    expect([answer.status, answer.code, typeof answer.field]).toEqual([status, 'input.invalid', 'string'])
  })

  test('B-4 a picture is taken at the files’ door alone, signed in or not', async () => {
    const picture = Buffer.alloc(6_000_000, 0x20)
    const started = performance.now()

    const urls = ['/api/session', '/api/commands', '/api/queries/incidents.list', '/api/positions']
    const send = (seat: Seat | null): Promise<number[]> =>
      Promise.all(
        urls.map(async url => {
          const answer = await scene.http(seat, 'POST', url, picture, { 'content-type': 'image/png' })
          return answer.status
        }),
      )

    expect(await send(null)).toEqual([415, 401, 401, 401])
    expect(await send(dispatcher)).toEqual([415, 415, 415, 415])
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  test.each([
    ['/api/session', 1_048_577],
    ['/api/positions', 1_048_577],
    ['/api/commands', 16 * 1_048_576 + 1],
    ['/api/queries/incidents.list', 16 * 1_048_576 + 1],
  ])('B-4 %s with more than it takes', async (url, size) => {
    const answer = await postText(url, `"${'x'.repeat(size)}"`)

    expect([answer.status, answer.code, answer.field]).toEqual([413, 'input.too-large', 'body'])
  })

  test('B-4 a bulk of none, of 501 and of strangers', async () => {
    const one = { name: 'x', commandId: 1, township: null, params: [] }
    const answers = await Promise.all(
      [[], Array.from({ length: 501 }, () => one), { 0: one }, [null], [[]]].map(bulk =>
        scene.http(dispatcher, 'POST', '/api/commands', bulk),
      ),
    )
    const mixed = await scene.http(dispatcher, 'POST', '/api/commands', [
      one,
      { ...one, name: '__proto__' },
      { ...one, name: 'reports.submit' },
    ])

    expect(answers.map(answer => answer.status)).toEqual([400, 400, 400, 400, 400])
    expect((mixed.body as { code: string }[]).map(outcome => outcome.code)).toEqual([
      'command.unknown',
      'command.unknown',
      'input.invalid',
    ])
  })

  test('B-5 a body that never ends keeps nobody waiting, and its connection is ended', async () => {
    const { port } = new URL(scene.app.url)
    const slow = Array.from({ length: 50 }, () => {
      const socket = tcp(Number(port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(
        'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      )
      return socket
    })

    const started = performance.now()
    const answer = await fetch(`${scene.app.url}/healthz`)
    const spent = performance.now() - started

    for (const socket of slow) socket.destroy()
    expect([answer.status, spent < 1_000]).toEqual([200, true])
    expect(scene.app.app.http.server.requestTimeout).toBe(120_000)
  })

  test('B-5 a request cut off in the middle leaves no file behind', async () => {
    const { hostname, port } = new URL(scene.app.url)
    await new Promise<void>(resolve => {
      const request = httpRequest({
        hostname,
        port,
        method: 'POST',
        path: `/api/files?township=${scene.east.township}`,
        headers: { ...dispatcher.headers, 'content-type': 'image/png', 'content-length': 5_000_000 },
      })
      request.on('error', () => resolve())
      request.write(Buffer.alloc(1_000_000, 1))
      setTimeout(() => request.destroy(), 50)
    })

    const left = await readdir(join(scene.app.dataDir, 'files'), { recursive: true }).catch(() => [])
    expect(left).toEqual([])
  })
})

describe('files and addresses', () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(64, 7)])
  const upload = (seat: Seat, query: string, bytes: Buffer, type: string): Promise<Answer> =>
    scene.http(seat, 'POST', `/api/files${query}`, bytes, { 'content-type': type })

  test('B-6 what is no picture, or not the one it says, is refused', async () => {
    const here = `?township=${scene.east.township}`
    const answers = await Promise.all([
      upload(dispatcher, here, Buffer.from('<svg onload="alert(1)"/>'), 'image/png'),
      upload(dispatcher, here, Buffer.from('GIF89a'), 'image/jpeg'),
      upload(dispatcher, here, png, 'image/jpeg'),
      upload(dispatcher, here, Buffer.alloc(0), 'image/png'),
      upload(dispatcher, here, png, 'image/png; charset=x'),
      upload(dispatcher, here, Buffer.from('<svg/>'), 'image/svg+xml'),
      upload(dispatcher, here, png, 'text/html'),
    ])

    expect(answers.map(answer => answer.status)).toEqual([400, 400, 400, 400, 400, 415, 415])
    expect((await upload(dispatcher, here, png, 'image/png')).status).toBe(200)
  })

  test('B-6 a township that is none takes no file, from whatever seat', async () => {
    const county = await scene.seat('county dispatcher', {
      role: 'dispatcher',
      township: scene.app.county,
      organisationId: scene.app.county,
    })
    const townships = [
      '',
      'x',
      "'; drop table files; --",
      newId(),
      '%00',
      'a&township=b',
      scene.east.bodies[0]!,
    ]

    const statuses = await Promise.all(
      townships.map(async one => (await upload(county, `?township=${one}`, png, 'image/png')).status),
    )

    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 404])
  })

  test.each([
    '/api/files/%00',
    '/api/files/..%2f..%2f..%2fetc%2fpasswd',
    '/api/files/....//....//etc/passwd',
    `/api/files/${'F'.repeat(64)}`,
    '/api/files/constructor',
    '/api/feed/%00/snapshot',
    '/api/feed/__proto__/changes?from=0',
    '/api/commands/%00',
    '/api/queries/__proto__',
    '/..%2f..%2fpackage.json',
    '/assets/..%2f..%2fserver%2fsrc%2fmain.ts',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/.env',
    '/%',
    '/api/files/%zz',
    `/${'a'.repeat(10_000)}`,
  ])('B-7 GET %s finds nothing', async url => {
    const answer = await scene.http(dispatcher, 'GET', url)

    expect([400, 404, 414]).toContain(answer.status)
  })

  test.each(['', 'x', '-1', '1.5', 'NaN', '1e999', '9007199254740993', '0&from=1', '%00'])(
    'B-7 a range from "%s" is refused',
    async from => {
      const answer = await scene.http(
        dispatcher,
        'GET',
        `/api/feed/${scene.east.township}/changes?epoch=x&from=${from}`,
      )

      expect([answer.status, answer.field]).toEqual([400, 'from'])
    },
  )

  test('B-7 a range of two epochs is refused, of another epoch asks for a snapshot', async () => {
    const range = (query: string): Promise<Answer> =>
      scene.http(dispatcher, 'GET', `/api/feed/${scene.east.township}/changes?${query}`)

    expect((await range('epoch=a&epoch=b&from=0')).field).toBe('epoch')
    expect((await range('epoch=%00&from=0')).body).toMatchObject({ snapshotNeeded: true })
  })
})

describe('the socket', () => {
  async function join(seat: Seat): Promise<Socket> {
    const socket = io(scene.app.url, {
      transports: ['websocket'],
      extraHeaders: { ...seat.headers },
      reconnection: false,
      forceNew: true,
    })
    sockets.push(socket)
    await new Promise(resolve => socket.once('hello', resolve))
    return socket
  }
  /** A packet as it stands, past what the client library would refuse to send. */
  const say = (socket: Socket, packet: string | Buffer): void => {
    socket.io.engine.write(packet)
  }
  /** The answer to a message that is wrong: the server hears and answers. */
  const asked = (socket: Socket): Promise<unknown> =>
    new Promise(resolve => {
      socket.timeout(5_000).emit('position', {}, (_late: unknown, answer: unknown) => resolve(answer))
    })
  const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)

  test('B-8 ten thousand pieces of junk are not heard, and others are served meanwhile', async () => {
    const [joker, viewer] = await Promise.all([join(member), join(dispatcher)])
    const junk: readonly unknown[] = [
      null,
      undefined,
      0,
      -1,
      'x'.repeat(1_000),
      [],
      {},
      { townships: 'x' },
      { townships: [scene.east.township], west: 'a' },
      Buffer.alloc(100),
      { toString: 1, then: 1 },
      deep(500),
      ['\ud800'],
    ]
    const names = ['view', 'position', 'feed', 'hello', 'join', 'admin', '__proto__', 'constructor']

    for (let i = 0; i < 10_000; i += 1) joker.emit(names[i % names.length]!, junk[i % junk.length], i)
    const answered = await new Promise(resolve => joker.timeout(10_000).emit('position', {}, resolve))
    const answers = await asked(viewer)

    expect(answered).toBe(null)
    expect(answers).toMatchObject({ code: 'input.invalid' })
  })

  test('B-8 nesting thirty thousand deep ends nothing but itself', async () => {
    const joker = await join(member)
    const viewer = await join(dispatcher)

    const nest = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
    say(joker, `2["view",${nest}]`)
    say(joker, `2["position",${nest}]`)
    say(joker, `51-["position",{"a":${nest},"b":{"_placeholder":true,"num":0}}]`)
    say(joker, Buffer.alloc(3))
    const answer = await asked(viewer)

    expect(answer).toMatchObject({ code: 'input.invalid' })
  })

  test.each([
    ['no packet', ''],
    ['half of a message', '2["view"'],
    ['no name', '2[]'],
    ['a number for a name', '2[5]'],
    ['an object for a message', '2{"a":1}'],
    ['a name the server uses itself', '2["disconnect"]'],
    ['a reserved name', '2["error","x"]'],
    ['an answer nobody waits for', '399999[1]'],
    ['a packet that is none', '9'],
    ['a million attachments to come', '51000000-["position",{}]'],
    ['an attachment that is not there', '51-["position",{"_placeholder":true,"num":7}]'],
    ['another namespace', '0/admin,'],
    ['a namespace of many letters', `0/${'n'.repeat(60_000)},`],
    ['an id beyond numbers', `2${'9'.repeat(400)}["position",{}]`],
  ])('B-8 %s ends at most its own connection', async (_what, packet) => {
    const [joker, viewer] = await Promise.all([join(member), join(dispatcher)])

    for (let i = 0; i < 50; i += 1) say(joker, packet)
    say(joker, Buffer.alloc(20))
    const answer = await asked(viewer)

    expect(answer).toMatchObject({ code: 'input.invalid' })
    joker.close()
  })

  test('B-8 a packet above the limit ends its own connection, and no other', async () => {
    const [joker, viewer] = await Promise.all([join(member), join(dispatcher)])
    const gone = new Promise(resolve => joker.once('disconnect', resolve))

    joker.emit('view', 'x'.repeat(70_000))
    await gone

    expect(viewer.connected).toBe(true)
  })

  test('B-8 a view over the whole world, turned round or of sixty-four towns takes few rooms', async () => {
    const viewer = await join(dispatcher)
    const whole = { west: -180, south: -90, east: 180, north: 90 }
    const frames: unknown[] = []
    viewer.on('positions', frame => frames.push(frame))

    viewer.emit('view', { townships: [scene.east.township], ...whole })
    viewer.emit('view', { townships: [scene.east.township], west: 180, south: 90, east: -180, north: -90 })
    viewer.emit('view', { townships: Array.from({ length: 65 }, () => newId()), ...whole })
    viewer.emit('view', { townships: [scene.west.township], ...whole })
    await asked(viewer)
    const [seat] = [...scene.app.app.sockets.sockets.sockets.values()].filter(one => one.id === viewer.id)

    expect(frames).toHaveLength(2)
    expect(seat!.rooms.size).toBeLessThan(70)
  })
})
