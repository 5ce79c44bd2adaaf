import type { Post } from '@one-centre/shared/access'
import type { FeedSnapshot } from '@one-centre/shared/feed'
import { newId } from '@one-centre/shared/ids'
import { io, type Socket } from 'socket.io-client'
import { cameraFields } from '../harness/camera-fields.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { centre, commands, messages, queries, rolesOf, sight } from './access-table.ts'
import { elsewhere, lookups, ownership } from './ownership.ts'
import { Scene, type Seat } from './scene.ts'
import { askedFor, tell, type Thing } from './stories.ts'

let scene: Scene
/** Led by body A, team A1 on it, an instruction to body A, a chase; and one of the other town. */
let thing: Thing
let foreign: Thing
const sockets: Socket[] = []

const inTown =
  'admin auditor leader shift_lead dispatcher intake verifier inspector reviewer grid_worker upstream citizen wall'
const east: Seat[] = []

beforeAll(async () => {
  scene = await Scene.open()
  for (const place of [scene.east, scene.west]) {
    const prefix = place === scene.east ? '' : 'west '
    const { township, bodies, teams } = place
    const post = (role: string, body?: number, team?: number): Post => ({
      role: role as Post['role'],
      township,
      organisationId: body === undefined ? township : bodies[body]!,
      ...(team === undefined ? {} : { teamId: teams[team]! }),
    })
    const seats: Seat[] = []
    for (const role of inTown.split(' ')) seats.push(await scene.seat(`${prefix}${role}`, post(role)))
    seats.push(await scene.seat(`${prefix}bodyA`, post('body', 0)))
    seats.push(await scene.seat(`${prefix}bodyB`, post('body', 1)))
    seats.push(await scene.seat(`${prefix}memberA`, post('member', 0, 0)))
    seats.push(await scene.seat(`${prefix}memberA2`, post('member', 0, 1)))
    seats.push(await scene.seat(`${prefix}memberB`, post('member', 1, 2)))
    if (prefix === '') east.push(...seats)
  }
  thing = await tell(scene, 'chased')
  await scene.must('dispatcher', 'incidents.note', {
    ...askedFor(scene, 'incidents.note', thing),
    noteId: thing.noteId,
  })
  foreign = await tell(scene, 'dispatched', scene.west, 'west ')
}, 60_000)
afterAll(async () => {
  for (const socket of sockets) socket.close()
  await scene.app.close()
})

const words = (line: string): readonly string[] =>
  line
    .split(' ')
    .flatMap(word =>
      word === 'centre' ? centre.split(' ') : word === 'everybody' ? east.map(seat => seat.name) : [word],
    )
const through = (line: string): readonly Seat[] => east.filter(seat => rolesOf(line).includes(seat.role))

describe('commands on a thing', () => {
  test('A-7 every command on an incident has its line, or says where it is tried', () => {
    const onIncidents = scene.app.app.kernel.commands.names.filter(
      name => /^(incidents|tasks|supervision)\./.test(name) && commands[name] !== '',
    )

    expect([...Object.keys(ownership), ...Object.keys(elsewhere)].sort()).toEqual([...onIncidents].sort())
  })

  test.each(Object.entries(ownership))('A-7 %s', { timeout: 30_000 }, async (name, { on, may }) => {
    const should = words(may)
    const common = await tell(scene, on)
    const tries = through(commands[name]!).map(async seat => {
      const allowed = should.includes(seat.name)
      const own = allowed ? await tell(scene, on) : common
      const master = name === 'incidents.merge' ? { masterId: thing.incidentId } : {}
      const asked = { ...askedFor(scene, name, own), ...master }
      const answer = await scene.ask(seat, 'command', name, scene.east.township, asked)
      const right = allowed ? answer.status === 200 : [403, 404].includes(answer.status)
      return right ? [] : [`${seat.name}: ${answer.status} ${answer.code}`]
    })
    const wrong = (await Promise.all(tries)).flat()

    expect(wrong).toEqual([])
    // Whoever is named holds the permission at all.
    expect(should.filter(seat => !through(commands[name]!).some(one => one.name === seat))).toEqual([])
  })

  test('A-8 with the id of another town’s thing every command answers as if there were none', async () => {
    const wrong: string[] = []
    for (const [name, { may }] of Object.entries(ownership)) {
      for (const seat of words(may)) {
        const asked = {
          ...askedFor(scene, name, foreign, scene.east),
          ...(name === 'incidents.save-draft' ? { version: 1 } : {}),
        }
        const answer = await scene.ask(scene.of(seat), 'command', name, scene.east.township, asked)
        if (answer.status !== 404 || answer.code !== 'entity.unknown')
          wrong.push(`${name} ${seat}: ${answer.status} ${answer.code}`)
      }
    }

    expect(wrong.filter(one => !one.startsWith('incidents.save-draft'))).toEqual([])
  })

  test('A-8 nor can reference data of another town, or of the county, be changed from a town', async () => {
    const admin = scene.of('admin')
    const { west, app } = scene
    const person = scene.of('west intake').personId
    const name = { code: 'x', name: 'x', shortName: 'x', type: 'department', verifies: false }
    const body = { ...name, parentId: null, agencyId: null, position: null, phone: '' }
    const tries: readonly [string, object][] = [
      ['organisations.save', { organisationId: west.bodies[0], version: 1, ...body }],
      ['organisations.save', { organisationId: app.county, version: 1, ...body }],
      ['organisations.retire', { organisationId: west.bodies[0], version: 1, reason: 'x' }],
      ['people.disable', { personId: person, version: 1, disabled: true }],
      ['people.reset-password', { personId: person }],
      ['teams.retire', { teamId: west.teams[0], version: 2 }],
      ['teams.set-duty', { teamId: west.teams[0], version: 2, onDuty: false }],
      ['matters.retire', { matterId: west.matter, version: 1 }],
    ]
    const statuses = await Promise.all(
      tries.map(
        async ([command, params]) =>
          (await scene.ask(admin, 'command', command, scene.east.township, params)).status,
      ),
    )

    expect(statuses).toEqual(tries.map(() => 404))
    // A new thing under an id that is taken elsewhere is refused, not written over.
    const taken = await scene.ask(admin, 'command', 'organisations.save', scene.east.township, {
      organisationId: west.bodies[0],
      version: null,
      ...body,
    })
    expect([taken.status, taken.code]).toEqual([409, 'entity.changed'])
  })

  test('A-8 an administrator of a town makes no township, no county, and no post beyond the town', async () => {
    const admin = scene.of('admin')
    const { township } = scene.east
    const body = (type: string): object => ({
      organisationId: newId(),
      version: null,
      code: type,
      name: type,
      shortName: type,
      type,
      verifies: false,
      parentId: null,
      agencyId: null,
      position: null,
      phone: '',
    })
    const posts = [
      { role: 'admin', township: scene.app.county, organisationId: scene.app.county },
      { role: 'admin', township: scene.west.township, organisationId: scene.west.township },
      { role: 'system', township, organisationId: township },
    ]

    const made = await Promise.all(
      ['township', 'county'].map(type =>
        scene.ask(admin, 'command', 'organisations.save', township, body(type)),
      ),
    )
    const raised = await Promise.all(
      posts.map(post =>
        scene.ask(admin, 'command', 'people.save', township, {
          personId: newId(),
          version: null,
          name: 'x',
          phone: '',
          title: '',
          organisationId: township,
          posts: [post],
          signInName: null,
        }),
      ),
    )

    expect(made.map(answer => answer.status)).toEqual([403, 403])
    expect(raised.map(answer => answer.code)).toEqual(posts.map(() => 'people.post-out-of-reach'))
  })
})

describe('queries on a thing', () => {
  const all = { states: [], levels: [], matterIds: [], gridId: null, organisationId: null, text: null }
  const params = (name: string, of: Thing, teamId: string): object => {
    const { incidentId, reportId } = of
    const day = scene.app.clock.iso().slice(0, 10)
    const asked: Readonly<Record<string, object>> = {
      'incidents.list': { filter: { ...all, from: null, to: null, overdue: false }, offset: 0, limit: 200 },
      'incidents.history': { incidentId },
      'incidents.statistics': { from: day, to: day, group: 'organisation', levels: [] },
      'tasks.advise': { incidentId },
      'reports.list': { incidentId, source: null, unanswered: false, offset: 0, limit: 10 },
      'reports.reveal-contact': { reportId, reason: '回访' },
      'positions.track': { teamId, from: `${day}T00:00:00.000Z`, to: `${day}T01:00:00.000Z` },
    }
    return asked[name]!
  }
  const holds = (name: string, of: Thing, body: string): boolean => {
    const mark: Readonly<Record<string, string>> = {
      'incidents.list': of.incidentId,
      'incidents.history': of.incidentId,
      'incidents.statistics': scene.east.bodies[0]!,
      'reports.list': of.reportId,
      'reports.reveal-contact': '13812341234',
    }
    return body.includes('"ok":true') && body.includes(mark[name] ?? '"ok":true')
  }

  test.each(Object.entries(lookups))('A-7 %s holds $thing for whom the table says', async (name, { may }) => {
    const latest = name === 'incidents.list' ? await tell(scene, 'dispatched') : thing
    const seen: string[] = []
    for (const seat of through(queries[name]!)) {
      const answer = await scene.ask(
        seat,
        'query',
        name,
        scene.east.township,
        params(name, latest, scene.east.teams[0]!),
      )
      if (holds(name, latest, JSON.stringify(answer.body))) seen.push(seat.name)
      else expect([200, 403, 404]).toContain(answer.status)
    }

    const should = through(queries[name]!).filter(seat => words(may).includes(seat.name))
    expect(seen.sort()).toEqual(should.map(seat => seat.name).sort())
  })

  test('A-8 no query tells anything about the ids of another town', async () => {
    const { west } = scene
    for (const name of Object.keys(lookups)) {
      const asked = params(name, foreign, west.teams[0]!)
      for (const seat of through(queries[name]!)) {
        const answer = await scene.ask(seat, 'query', name, scene.east.township, asked)
        const answered = JSON.stringify((answer.body as { answer?: unknown }).answer ?? null)
        for (const id of [
          foreign.incidentId,
          foreign.reportId,
          foreign.taskId,
          west.township,
          ...west.bodies,
        ]) {
          expect([name, seat.name, answered.includes(id)]).toEqual([name, seat.name, false])
        }
      }
    }
  })
})

test('A-9 a file is read in the towns that handed it in, and nowhere else', async () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(newId())])
  const upload = async (seat: string, township: string): Promise<string> => {
    const url = `/api/files?township=${township}`
    const answer = await scene.http(scene.of(seat), 'POST', url, png, { 'content-type': 'image/png' })
    return (answer.body as { sha256: string }).sha256
  }
  const read = async (seat: string, sha256: string): Promise<number> =>
    (await scene.http(scene.of(seat), 'GET', `/api/files/${sha256}`)).status

  const sha256 = await upload('memberA', scene.east.township)
  const first = await Promise.all(
    ['memberA', 'dispatcher', 'wall', 'citizen', 'admin', 'west dispatcher'].map(seat => read(seat, sha256)),
  )
  // The same photo is handed in by the other town: it is theirs as well, and was not refused before for being known.
  await upload('west memberA', scene.west.township)

  expect(first).toEqual([200, 200, 200, 404, 404, 404])
  expect(await read('west dispatcher', sha256)).toBe(200)
})

describe('the stream', () => {
  type Entity = Record<string, unknown> & { id: string }

  /** The thing of each kind that the scene is about, and whether it is shown without words or phone. */
  const shown: Readonly<Record<string, (entity: Entity) => 'whole' | 'bare' | undefined>> = {
    person: one => (one.id === scene.of('bodyA').personId ? bareWhere(one['phone'] === '') : undefined),
    incident: one => (one.id === thing.incidentId ? bareWhere(one['description'] === '') : undefined),
    task: one => (one.id === thing.taskId ? bareWhere(one['note'] === '') : undefined),
    clock: one => (one['incidentId'] === thing.incidentId ? 'whole' : undefined),
    note: one => (one.id === thing.noteId ? 'whole' : undefined),
    report: one => (one.id === thing.reportId ? 'whole' : undefined),
    supervision: one =>
      one['incidentId'] === thing.incidentId
        ? bareWhere((one['chases'] as unknown[]).length === 0)
        : undefined,
    notification: one => ((one['subject'] as { id: string }).id === thing.taskId ? 'whole' : undefined),
  }
  const bareWhere = (bare: boolean): 'whole' | 'bare' => (bare ? 'bare' : 'whole')

  test('A-1 every kind of entity stands in the table, and nothing else', () => {
    expect(scene.app.app.kernel.kinds.map(kind => kind.name).sort()).toEqual(Object.keys(sight).sort())
  })

  test('A-7 each seat hears of each kind what the table says', async () => {
    const subject = { kind: 'task', id: thing.taskId, incidentId: thing.incidentId }
    const notice = {
      personIds: [scene.of('memberA').personId],
      subject,
      code: 'task.assigned',
      occasion: '',
      params: {},
    }
    await scene.app.must('notifications.notify', notice, scene.east.township)
    const flood = { responseId: newId(), hazard: 'flood', level: 4, reason: '河水上涨' }
    await scene.app.must('responses.declare', flood, scene.east.township)
    const token = { tokenId: newId(), name: '大厅大屏', role: 'wall', days: 30 }
    await scene.app.must('tokens.issue', token, scene.east.township)
    const camera = { ...cameraFields('K-1'), organisationId: scene.east.bodies[0], cameraId: newId() }
    const streams = { mainUrl: 'rtsp://demo.invalid/x', subUrl: '', userName: '', password: '' }
    const why = { reason: '核实', content: '', incidentId: null, incidentNumber: '' }
    const look = { viewingId: newId(), cameraId: camera.cameraId, profile: 'main', ...why }
    await scene.app.must('cameras.save', { version: null, ...camera }, scene.east.township)
    await scene.app.must(
      'cameras.set-source',
      { cameraId: camera.cameraId, version: 1, ...streams },
      scene.east.township,
    )
    await scene.must('dispatcher', 'cameras.play', look)
    const wrong: string[] = []
    for (const seat of east) {
      const [own, county] = await Promise.all(
        [scene.east.township, scene.app.county].map(async township => {
          const answer = await scene.http(seat, 'GET', `/api/feed/${township}/snapshot`)
          return (answer.body as FeedSnapshot).entities
        }),
      )
      for (const [kind, line] of Object.entries(sight)) {
        const all = [...(own![kind] ?? []), ...(county![kind] ?? [])] as Entity[]
        const is = all
          .map(one => shown[kind]?.(one) ?? (kind in shown ? undefined : 'whole'))
          .find(one => one !== undefined)
        const should = ['whole', 'bare'].find(how => words(line[how] ?? '').includes(seat.name))
        if (is !== should) wrong.push(`${kind} ${seat.name}: ${is}, not ${should}`)
      }
    }

    expect(wrong).toEqual([])
  })
})

describe('the socket', () => {
  test('A-1 the server hears and says what the table says, and nothing else', async () => {
    const said = new Set<string>()
    const dispatcher = io(scene.app.url, {
      transports: ['websocket'],
      extraHeaders: { ...scene.of('reviewer').headers },
      reconnection: false,
    })
    sockets.push(dispatcher)
    dispatcher.onAny((name: string) => said.add(name))
    await new Promise(resolve => dispatcher.once('hello', resolve))
    const [seat] = [...scene.app.app.sockets.sockets.sockets.values()]
    const heard = seat!.eventNames().filter(name => name !== 'disconnect' && name !== 'error')

    dispatcher.emit('view', { townships: [scene.east.township], west: 119, south: 29, east: 121, north: 31 })
    await tell(scene, 'reported')
    await expect.poll(() => [...said].sort()).toEqual(['feed', 'hello', 'positions'])
    await scene.app.must(
      'people.disable',
      { personId: scene.of('reviewer').personId, version: 1, disabled: true },
      scene.east.township,
    )
    await expect.poll(() => [...said].sort()).toEqual([...messages.said].sort())

    expect(heard.sort()).toEqual(Object.keys(messages.heard).sort())
  })

  test('A-3 each message from each seat is heard as the table says', async () => {
    const wrong: string[] = []
    const asking = east
      .filter(seat => seat.name !== 'reviewer')
      .map(async seat => {
        const socket = io(scene.app.url, {
          transports: ['websocket'],
          extraHeaders: { ...seat.headers },
          reconnection: false,
          forceNew: true,
        })
        sockets.push(socket)
        await new Promise(resolve => socket.once('hello', resolve))
        let frames = 0
        socket.on('positions', () => (frames += 1))
        const box = { west: 119, south: 29, east: 121, north: 31 }
        for (const townships of [
          [scene.east.township],
          [scene.west.township],
          [scene.east.township, scene.west.township],
        ]) {
          socket.emit('view', { townships, ...box })
        }
        const report = { unit: null, lon: 120, lat: 30, accuracyM: 5, speedMps: null, headingDeg: null }
        const at = scene.app.clock.iso()
        const batch = { sentAt: at, reports: [{ ...report, measuredAt: at, sequence: 1 }] }
        const send = (township: string): Promise<{ code?: string }> =>
          socket.timeout(5_000).emitWithAck('position', { township, ...batch }) as Promise<{ code?: string }>
        const [own, other] = [await send(scene.east.township), await send(scene.west.township)]
        const may = (name: 'view' | 'position'): boolean => rolesOf(messages.heard[name]).includes(seat.role)
        if (frames !== (may('view') ? 1 : 0)) wrong.push(`${seat.name} view: ${frames} frames`)
        if ((own.code === undefined) !== may('position')) wrong.push(`${seat.name} position: ${own.code}`)
        if (other.code !== 'access.denied') wrong.push(`${seat.name} position elsewhere: ${other.code}`)
      })
    await Promise.all(asking)

    expect(wrong).toEqual([])
  })
})
