import type { Actor, Role } from '@one-centre/shared/access'
import { readFrame } from '@one-centre/shared/position-frame'
import type { PositionReport, PositionView, Unit, UnitState } from '@one-centre/shared/positions'
import { describe, expect, test } from 'vitest'
import { openPositions } from './index.ts'
import type { Accepted } from './steps.ts'

const START = Date.parse('2026-11-23T09:30:00.000Z')
const COUNTY = '019a0000-0000-7000-8000-000000000000'
const TOWN = '019a0000-0000-7000-8000-000000000001'
const OTHER_TOWN = '019a0000-0000-7000-8000-000000000002'
const TEAM = '019a0000-0000-7000-8000-0000000000bb'
const WANG = '019a0000-0000-7000-8000-0000000000aa'

const unitOf = (kind: Unit['kind'], id: string): Unit => ({
  kind,
  id,
  label: '城管一中队',
  teamId: TEAM,
  teamKind: 'enforcement',
})

const actorOf = (role: Role, personId: string | null = null, township = TOWN): Actor => ({
  id: personId ?? role,
  name: role,
  personId,
  posts: [{ role, township, organisationId: township, ...(role === 'member' ? { teamId: TEAM } : {}) }],
  county: COUNTY,
})
const member = actorOf('member', WANG)
const integration = actorOf('system')
const dispatcher = actorOf('dispatcher', '019a0000-0000-7000-8000-0000000000dd')

const street: Omit<PositionView, 'townships'> = { west: 104.09, south: 29.99, east: 104.11, north: 30.01 }

/** A node with one unit kind of each, whose tasks a test may end. */
function openNode(epoch = 1, recent: readonly Accepted[] = []) {
  const node = {
    now: START,
    states: new Map<string, UnitState>([
      [WANG, 'en-route'],
      [TEAM, 'on-scene'],
    ]),
    joined: new Set<string>(),
    frames: [] as { room: string; frame: Uint8Array }[],
    written: [] as Accepted[],
    messages: [] as Uint8Array[],
  }
  const positions = openPositions({
    now: () => node.now,
    epoch,
    tickMs: 10,
    findUnit: ({ kind, id }) => (id.startsWith('019a') ? unitOf(kind, id) : undefined),
    reportingState: unit => node.states.get(unit.id),
    extent: () => ({ west: 103, south: 29, east: 105, north: 31 }),
    write: samples => Promise.resolve(void node.written.push(...samples)),
    recent: () => Promise.resolve(recent),
    keepPartitions: () => Promise.resolve(),
    publishToNodes: message => void node.messages.push(message),
    onError: error => {
      throw error as Error
    },
    emit: (room, frame) => void node.frames.push({ room, frame }),
    roomHasViewers: room => node.joined.has(room),
  })
  return Object.assign(node, { positions })
}

const reportAt = (now: number, given: Partial<PositionReport> = {}): PositionReport => ({
  unit: null,
  lon: 104.1,
  lat: 30,
  accuracyM: 5,
  speedMps: null,
  headingDeg: 45,
  measuredAt: new Date(now).toISOString(),
  sequence: Math.floor(now / 1_000) % 1_000_000,
  ...given,
})

function send(node: ReturnType<typeof openNode>, given: Partial<PositionReport> = {}, actor = member) {
  return node.positions.ingest(
    { township: TOWN, sentAt: new Date(node.now).toISOString(), reports: [reportAt(node.now, given)] },
    actor,
  )
}

/** Opens a view as the socket would: joins the rooms, then reads the snapshot. */
function look(node: ReturnType<typeof openNode>, view = street, actor = dispatcher) {
  const opened = node.positions.openView({ ...view, townships: [TOWN] }, actor)
  if ('ok' in opened) throw new Error(opened.code)
  node.joined = new Set(opened.rooms)
  return read(opened.snapshot())
}

function read(frame: Uint8Array) {
  const seen = { kind: '', names: [] as string[], places: [] as number[][], gone: [] as number[] }
  readFrame(frame, {
    begin: head => (seen.kind = head.kind),
    name: name => seen.names.push(`${name.short} ${name.unit.label}`),
    place: (short, lon, lat) => seen.places.push([short, lon, lat]),
    gone: short => seen.gone.push(short),
  })
  return seen
}

function tickAfter(node: ReturnType<typeof openNode>, ms: number) {
  node.now += ms
  node.frames.length = 0
  node.positions.tick()
  return node.frames.map(({ frame }) => read(frame))
}

describe('ingest', () => {
  test('PO-1 without a task no row, no mark and no message exist', async () => {
    const node = openNode()
    node.states.clear()
    look(node)

    const answer = send(node)
    const frames = tickAfter(node, 200)
    await node.positions.close()

    expect(answer).toEqual({ accepted: 0, dropped: [{ index: 0, reason: 'no-task' }] })
    expect(frames).toEqual([])
    expect(node.written).toEqual([])
    expect(node.messages).toEqual([])
    expect(node.positions.find(WANG)).toBeUndefined()
  })

  test('PO-2 a member speaks for the own person and team and for nobody else', () => {
    const node = openNode()

    const own = send(node)
    const team = send(node, { unit: { kind: 'team', id: TEAM } })
    const other = send(node, { unit: { kind: 'person', id: '019a0000-0000-7000-8000-0000000000ff' } })

    expect([own, team, other]).toEqual([
      { accepted: 1, dropped: [] },
      { accepted: 1, dropped: [] },
      { accepted: 0, dropped: [{ index: 0, reason: 'unit-not-yours' }] },
    ])
  })

  test('PO-2 the system names any known unit and has none of its own', () => {
    const node = openNode()

    const answers = [
      send(node, { unit: { kind: 'person', id: WANG } }, integration),
      send(node, { unit: { kind: 'person', id: 'ffffffff-0000-7000-8000-000000000000' } }, integration),
      send(node, {}, integration),
    ]

    expect(answers.map(answer => ('dropped' in answer ? answer.dropped[0]?.reason : answer.code))).toEqual([
      undefined,
      'unit-unknown',
      'unit-unknown',
    ])
  })

  test('PO-3 sending needs the permission in that township', () => {
    const node = openNode()

    expect(send(node, {}, dispatcher)).toMatchObject({ ok: false, code: 'access.denied' })
    expect(send(node, {}, actorOf('member', WANG, OTHER_TOWN))).toMatchObject({ code: 'access.denied' })
  })

  test('PO-11 one bad record never costs its neighbours', () => {
    const node = openNode()
    const places = [{ lon: 104.1 }, { lon: 0, lat: 0 }, { lon: 104.1001 }, { lon: 30, lat: 104 }]
    const reports = places.map((place, index) => reportAt(START - 60_000 + index * 10_000, place))

    const answer = node.positions.ingest(
      { township: TOWN, sentAt: new Date(START).toISOString(), reports },
      member,
    )

    expect(answer).toEqual({
      accepted: 2,
      dropped: [
        { index: 1, reason: 'null-island' },
        { index: 3, reason: 'swapped' },
      ],
    })
    expect(node.positions.counts()).toMatchObject({ accepted: 2, dropped: { 'null-island': 1, swapped: 1 } })
  })

  test('PO-10 a late measurement is written and not shown', async () => {
    const node = openNode()
    send(node)

    const answer = send(node, {
      measuredAt: new Date(START - 60_000).toISOString(),
      sequence: 1,
      lon: 104.101,
    })
    await node.positions.close()

    expect(answer).toEqual({ accepted: 1, dropped: [] })
    expect(node.positions.find(WANG)?.lon).toBe(104.1)
    expect(node.written.map(({ lon, late }) => [lon, late])).toEqual([
      [104.1, false],
      [104.101, true],
    ])
  })

  test('PO-9 after a jump the second position of the new place is accepted', () => {
    const node = openNode()
    send(node)
    const answers = [10_000, 20_000].map(ms => {
      node.now = START + ms
      return send(node, { lon: 104.3 })
    })

    expect(answers.map(answer => ('accepted' in answer ? answer.accepted : -1))).toEqual([0, 1])
    expect(node.positions.find(WANG)?.lon).toBe(104.3)
  })
})

describe('viewers', () => {
  test('PO-3 a view needs the permission in every township of it', () => {
    const node = openNode()
    const view = { ...street, townships: [TOWN, OTHER_TOWN] }

    expect(node.positions.openView(view, dispatcher)).toMatchObject({ ok: false, code: 'access.denied' })
    expect(node.positions.openView({ ...street, townships: [TOWN] }, member)).toMatchObject({ ok: false })
    expect(node.positions.openView(view, actorOf('dispatcher', null, COUNTY))).toHaveProperty('rooms')
  })

  test('PO-29 a view answers with all that is in it, by name', () => {
    const node = openNode()
    send(node)
    send(node, { unit: { kind: 'team', id: TEAM }, lon: 104.5 })

    expect(look(node)).toEqual({
      kind: 'snapshot',
      names: ['1 城管一中队'],
      places: [[1, 104.1, 30]],
      gone: [],
    })
    expect(look(node, { west: 103, south: 29, east: 105, north: 31 }).places).toHaveLength(2)
    expect(look(node, { ...street, west: 104.29, east: 104.31 }).places).toEqual([])
  })

  test('PO-23 the first record comes with the name, the next without', () => {
    const node = openNode()
    look(node)

    send(node)
    const first = tickAfter(node, 200)
    node.now += 10_000
    send(node, { lon: 104.1001 })
    const second = tickAfter(node, 200)

    expect(first).toEqual([{ kind: 'changes', names: ['1 城管一中队'], places: [[1, 104.1, 30]], gone: [] }])
    expect(second).toEqual([{ kind: 'changes', names: [], places: [[1, 104.1001, 30]], gone: [] }])
  })

  test('PO-20 of several positions within a tick only the latest travels', () => {
    const node = openNode()
    look(node)
    for (const lon of [104.1, 104.1001, 104.1002]) {
      node.now += 1_000
      send(node, { lon })
    }

    expect(tickAfter(node, 10).flatMap(({ places }) => places)).toEqual([[1, 104.1002, 30]])
  })

  test('PO-21 nothing is sent where nobody looks or nothing changed', () => {
    const node = openNode()
    look(node)
    send(node, { lon: 104.5 })

    const elsewhere = tickAfter(node, 200)
    send(node, { lon: 104.5, measuredAt: new Date(START).toISOString() })
    const unchanged = tickAfter(node, 200)

    expect(elsewhere).toEqual([])
    expect(unchanged).toEqual([])
    expect(node.positions.counts().fanOut).toEqual({ frames: 0, records: 0, bytes: 0 })
  })

  test('PO-24 viewers of the cell left and of the cell entered are told, the latter by name', () => {
    const node = openNode()
    send(node)
    tickAfter(node, 200)
    const west = look(node)
    const westRooms = node.joined
    look(node, { ...street, west: 104.14, east: 104.16 })
    const eastRooms = node.joined
    node.joined = new Set([...westRooms, ...eastRooms])

    node.now += 120_000
    send(node, { lon: 104.15 })
    const frames = tickAfter(node, 200)

    expect(west.places).toHaveLength(1)
    expect(frames).toHaveLength(2)
    expect(frames.every(({ places }) => places[0]?.[1] === 104.15)).toBe(true)
    expect(frames.map(({ names }) => names.length).sort()).toEqual([0, 1])
  })

  test('PO-24 a unit whose task is in another township leaves the first', () => {
    const node = openNode()
    look(node)
    send(node)
    tickAfter(node, 200)

    node.now += 10_000
    const both: Actor = { ...member, posts: [...member.posts, { ...member.posts[0]!, township: OTHER_TOWN }] }
    node.positions.ingest(
      { township: OTHER_TOWN, sentAt: new Date(node.now).toISOString(), reports: [reportAt(node.now)] },
      both,
    )

    expect(tickAfter(node, 200)).toEqual([{ kind: 'changes', names: [], places: [], gone: [1] }])
    expect([...node.positions.inTownship(TOWN)]).toEqual([])
    expect([...node.positions.inTownship(OTHER_TOWN)]).toHaveLength(1)
  })

  test('PO-27 when the task ends the unit leaves the screens within 5 s of its last position', async () => {
    const node = openNode()
    look(node)
    send(node)
    await node.positions.start()
    await expect.poll(() => node.frames.length).toBe(1)

    node.states.clear()
    node.now += 5_000
    await expect.poll(() => node.frames.length, { timeout: 3_000 }).toBe(2)
    await node.positions.close()

    expect(read(node.frames[1]!.frame).gone).toEqual([1])
    expect(look(node).places).toEqual([])
  })

  test('PO-31 a node that starts shows who reported lately and still may', async () => {
    const before = openNode()
    send(before)
    send(before, { unit: { kind: 'team', id: TEAM } })
    await before.positions.close()

    const after = openNode(2, before.written)
    after.states.delete(TEAM)
    await after.positions.start()

    const seen = look(after)
    await after.positions.close()
    expect(seen.names).toEqual(['1 城管一中队'])
    expect(seen.places).toHaveLength(1)
    expect(after.positions.find(WANG)).toMatchObject({ lon: 104.1, lat: 30, state: 'en-route' })
    expect(after.written).toEqual([])
  })

  test('PO-30 what one node took, the viewers of another see', () => {
    const here = openNode(1)
    const there = openNode(2)
    look(there)
    send(here)
    tickAfter(here, 200)

    for (const message of here.messages) there.positions.onNodeMessage(message)
    const frames = tickAfter(there, 210)

    expect(frames).toEqual([{ kind: 'changes', names: ['1 城管一中队'], places: [[1, 104.1, 30]], gone: [] }])
    expect(there.messages).toEqual([])
    expect(there.positions.find(WANG)).toMatchObject({ headingDeg: 45, accuracyM: 5, speedMps: null })
  })
})
