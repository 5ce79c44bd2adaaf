import { roles, type Role } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands, demoRoutes, places, queries, rolesOf, routes } from './access-table.ts'
import { Scene, type Answer, type Seat } from './scene.ts'

/** Roles a session or a token can carry; the system acts by itself. */
const seatedRoles = roles.filter(role => role !== 'system')

let scene: Scene
let folder: string
const town = (role: Role): Seat => scene.of(role)
const county = (role: Role): Seat => scene.of(`county ${role}`)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'one-centre-page-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'assets/page.js'), '')
  scene = await Scene.open({ clientFolder: folder })
  const { east, app } = scene
  for (const role of seatedRoles) {
    const organisationId = role === 'body' ? east.bodies[0]! : east.township
    await scene.seat(role, { role, township: east.township, organisationId })
    await scene.seat(`county ${role}`, { role, township: app.county, organisationId: app.county })
  }
})
afterAll(async () => {
  await scene.app.close()
  await rm(folder, { recursive: true })
})

/** What a door says before it looks at the params: an empty place in the county is no place, a wrong param a 400. */
type Verdict = 'through' | 'denied' | 'unknown' | 'signed-out'

/** A verdict, or what else was answered. */
function verdictOf(answer: Answer): string {
  if (answer.status === 401) return 'signed-out'
  if (answer.code === 'access.denied') return 'denied'
  if (answer.status === 404 && answer.code === 'entity.unknown') return 'unknown'
  if (answer.status === 400 && answer.code === 'input.invalid' && answer.field.includes('no-such-param')) {
    return 'through'
  }
  return `${answer.status} ${answer.code} ${answer.field}`
}

interface Cell {
  readonly place: keyof typeof places
  readonly role: Role
  readonly seat: Seat
  readonly township: string
}

/** Every role in every place. */
function cells(): readonly Cell[] {
  const { east, west, app } = scene
  const nowhere = newId()
  return seatedRoles.flatMap((role): Cell[] => [
    { place: 'a town’s seat in its own town', role, seat: town(role), township: east.township },
    { place: 'a town’s seat in another town', role, seat: town(role), township: west.township },
    { place: 'a town’s seat at the county', role, seat: town(role), township: app.county },
    { place: 'a county’s seat at the county', role, seat: county(role), township: app.county },
    { place: 'a county’s seat in a town', role, seat: county(role), township: west.township },
    { place: 'any seat in a township that does not exist', role, seat: county(role), township: nowhere },
    { place: 'any seat in a body that is no township', role, seat: town(role), township: east.bodies[0]! },
  ])
}

function expectedAt(cell: Cell, line: string): Verdict {
  const rule = places[cell.place]
  if (rule !== 'through') return rule
  return rolesOf(line).includes(cell.role) ? 'through' : 'denied'
}

/** `name role place: verdict` for every cell that is not as the table says; and how many were tried. */
async function wrongCells(
  table: Readonly<Record<string, string>>,
  call: 'command' | 'query',
): Promise<{ wrong: string[]; tried: number }> {
  const wrong: string[] = []
  let tried = 0
  for (const [name, line] of Object.entries(table)) {
    const answers = cells().map(async cell => {
      const answer = await scene.ask(cell.seat, call, name, cell.township, { 'no-such-param': 1 })
      const [is, should] = [verdictOf(answer), expectedAt(cell, line)]
      if (is !== should) wrong.push(`${name} ${cell.role}, ${cell.place}: ${is}, not ${should}`)
    })
    await Promise.all(answers)
    const nobody = await scene.ask(null, call, name, scene.east.township, { 'no-such-param': 1 })
    if (verdictOf(nobody) !== 'signed-out') wrong.push(`${name} nobody: ${nobody.status}`)
    tried += answers.length + 1
  }
  return { wrong, tried }
}

/** `METHOD /path` of every route, from the router's own picture of its tree; HEAD goes with GET. */
function routesOf(tree: string): readonly string[] {
  const above: string[] = []
  return tree.split('\n').flatMap(line => {
    const found = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line)
    if (found === null) return []
    const depth = found[1]!.length / 4
    above.length = depth
    above[depth] = found[2]!
    const methods = (found[3] ?? '').split(', ').filter(method => method !== '' && method !== 'HEAD')
    return methods.map(method => `${method} ${above.join('')}`)
  })
}

describe('the lists agree with the table', () => {
  test('A-1 every route stands in the table, and nothing else', () => {
    const tree = scene.app.app.http.printRoutes({ commonPrefix: false })

    expect([...routesOf(tree)].sort()).toEqual(Object.keys(routes).sort())
  })

  test('A-1 a demonstration adds its two role buttons, for this machine alone', async () => {
    const demo = await Scene.open({ demo: true })
    const { http } = demo.app.app

    const added = routesOf(http.printRoutes({ commonPrefix: false })).filter(route => !(route in routes))
    const near = await http.inject({ url: '/api/demo/roles', remoteAddress: '127.0.0.1' })
    const far = await http.inject({ url: '/api/demo/roles', remoteAddress: '10.0.0.9' })
    const passed = await http.inject({
      url: '/api/demo/roles',
      remoteAddress: '127.0.0.1',
      headers: { 'x-forwarded-for': '127.0.0.1' },
    })
    const rebound = await http.inject({
      url: '/api/demo/roles',
      remoteAddress: '127.0.0.1',
      headers: { host: 'rebound.example:8080' },
    })

    await demo.app.close()
    expect(added.sort()).toEqual(Object.keys(demoRoutes).sort())
    expect([near, far, passed, rebound].map(one => one.statusCode)).toEqual([200, 404, 404, 404])
  })

  test('A-1 every command and query stands in the table, and nothing else', () => {
    const { kernel } = scene.app.app

    expect([...kernel.commands.names].sort()).toEqual(Object.keys(commands).sort())
    expect([...kernel.queries.names].sort()).toEqual(Object.keys(queries).sort())
  })
})

describe('every cell is as the table says', () => {
  test('A-2 commands × roles × places', { timeout: 60_000 }, async () => {
    const { wrong, tried } = await wrongCells(commands, 'command')

    expect(wrong).toEqual([])
    expect(tried).toBe(Object.keys(commands).length * (seatedRoles.length * 7 + 1))
  })

  test('A-2 queries × roles × places', { timeout: 60_000 }, async () => {
    const { wrong, tried } = await wrongCells(queries, 'query')

    expect(wrong).toEqual([])
    expect(tried).toBe(Object.keys(queries).length * (seatedRoles.length * 7 + 1))
  })

  test('A-2 a command in a bulk meets the same door', async () => {
    const names = Object.keys(commands)
    for (const role of seatedRoles) {
      const params = { 'no-such-param': 1 }
      const bulk = names.map(name => ({ name, commandId: newId(), township: scene.east.township, params }))
      const answer = await scene.http(town(role), 'POST', '/api/commands', bulk)
      const outcomes = answer.body as { code: string; detail: { field?: string } }[]
      const through = names.filter((_, index) => outcomes[index]!.code === 'input.invalid')

      expect(through).toEqual(names.filter(name => rolesOf(commands[name]!).includes(role)))
    }
  })
})

type Caller = Pick<Seat, 'headers' | 'address'>

/** A request that a route lets pass where it lets the seat pass. */
function knock(seat: Caller | null, route: string, township: Id<'organisation'>): Promise<Answer> {
  const [method, path] = route.split(' ') as [string, string]
  const url = path
    .replace(':township', township)
    .replace(':name', 'no.such-name')
    .replace(':sha256', 'f'.repeat(64))
  if (route === 'POST /api/files') {
    const headers = { 'content-type': 'image/png' }
    return scene.http(seat, method, `${url}?township=${township}`, Buffer.from('not a picture'), headers)
  }
  if (route === 'POST /api/positions') {
    const report = { unit: null, lon: 120, lat: 30, accuracyM: 5, speedMps: null, headingDeg: null }
    const reports = [{ ...report, measuredAt: scene.app.clock.iso(), sequence: 1 }]
    return scene.http(seat, method, url, { township, sentAt: scene.app.clock.iso(), reports })
  }
  return scene.http(seat, method, url, method === 'POST' ? {} : undefined)
}

describe('routes', () => {
  const guarded = Object.entries(routes).filter(([, who]) => who !== 'anyone')
  const open = Object.keys(routes).filter(route => routes[route] === 'anyone')

  test.each(guarded)('A-3 %s asks who it is (%s)', async route => {
    const nobody = await knock(null, route, scene.east.township)
    const forged: Caller = { headers: { cookie: `sid=${'A'.repeat(43)}` }, address: scene.nextAddress() }
    const bearer: Caller = {
      headers: { authorization: `Bearer ${'A'.repeat(43)}` },
      address: scene.nextAddress(),
    }
    const answers = [
      nobody,
      ...(await Promise.all([forged, bearer].map(s => knock(s, route, scene.east.township)))),
    ]

    expect(answers.map(answer => answer.status)).toEqual([401, 401, 401])
  })

  test.each(open)('A-3 %s answers anyone', async route => {
    expect([200, 400]).toContain((await knock(null, route, scene.east.township)).status)
  })

  test.each(guarded)('A-3 %s with a password that must be changed first', async route => {
    const seat = await scene.seat(newId(), {
      role: 'admin',
      township: scene.east.township,
      organisationId: scene.east.township,
    })
    await scene.app.database.db.query('update accounts set must_change = true where person_id = $1', [
      seat.personId,
    ])

    const answer = await knock(seat, route, scene.east.township)

    const still = ['GET /api/session', 'POST /api/session/password'].includes(route)
    expect(answer.code === 'access.password-must-change').toBe(!still)
  })

  test('A-3 the routes with roles: each role in its own town, in another, from the county', async () => {
    const wrong: string[] = []
    for (const route of ['POST /api/files', 'POST /api/positions']) {
      for (const role of seatedRoles) {
        const may = rolesOf(routes[route]!).includes(role)
        const tries = [
          ['own', town(role), scene.east.township, may],
          ['other', town(role), scene.west.township, false],
          ['county', county(role), scene.west.township, may],
        ] as const
        for (const [where, seat, township, through] of tries) {
          const { code, status } = await knock(seat, route, township)
          const shut = ['access.denied', 'entity.unknown'].includes(code) && [403, 404].includes(status)
          if (shut === through) wrong.push(`${route} ${role} ${where}: ${status} ${code}`)
        }
      }
    }

    expect(wrong).toEqual([])
  })

  test('A-3 a stream is read by who has a seat there, and by the county', async () => {
    const wrong: string[] = []
    for (const role of seatedRoles) {
      for (const [seat, township, status] of [
        [town(role), scene.east.township, 200],
        [town(role), scene.app.county, 200],
        [town(role), scene.west.township, 404],
        [town(role), newId<'organisation'>(), 404],
        [county(role), scene.west.township, 200],
      ] as const) {
        for (const route of ['GET /api/feed/:township/snapshot', 'GET /api/feed/:township/changes']) {
          const answer = await knock(seat, route, township)
          // Without a cursor the range is asked for wrongly, after the door.
          const passed = answer.status === 200 || answer.field === 'from' ? 200 : answer.status
          if (passed !== status) wrong.push(`${route} ${seat.name} ${township}: ${answer.status}`)
        }
      }
    }

    expect(wrong).toEqual([])
  })

  test('RS-3 the past of a stream is read by who may look back, and the county’s with it', async () => {
    const wrong: string[] = []
    for (const route of ['GET /api/feed/:township/past', 'GET /api/feed/:township/past/changes']) {
      for (const role of seatedRoles) {
        const may = rolesOf(routes[route]!).includes(role)
        for (const [seat, township, status] of [
          [town(role), scene.east.township, may ? 400 : 403],
          [town(role), scene.app.county, may ? 400 : 403],
          [town(role), scene.west.township, 404],
          [town(role), newId<'organisation'>(), 404],
          [county(role), scene.west.township, may ? 400 : 403],
        ] as const) {
          // Without an instant it is asked for wrongly, after the door.
          const answer = await knock(seat, route, township)
          if (answer.status !== status) wrong.push(`${route} ${seat.name} ${township}: ${answer.status}`)
        }
      }
    }

    expect(wrong).toEqual([])
  })
})
