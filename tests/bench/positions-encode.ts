/**
 * How fast this machine encodes, decodes, ingests and fans out positions, without a socket or a database.
 * Run: npx node tests/bench/positions-encode.ts
 */
import { encodeFrame, readFrame, type FrameRecord } from '../../shared/src/position-frame.ts'
import type { Actor } from '../../shared/src/access.ts'
import type { PositionReport, Unit } from '../../shared/src/positions.ts'
import { openPositions } from '../../server/src/features/positions/index.ts'

const START = Date.parse('2026-11-23T09:30:00.000Z')
const TOWN = '019a0000-0000-7000-8000-000000000001'
const UNITS = 8_000

const uuid = (index: number) => `019a0000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`
const lonOf = (index: number) => 104 + (index % 100) * 0.005
const latOf = (index: number) => 30 + Math.floor(index / 100) * 0.005

function nanosecondsPer(count: number, work: () => void): number {
  for (let warm = 0; warm < 5; warm++) work()
  const rounds = Array.from({ length: 9 }, () => {
    const from = process.hrtime.bigint()
    work()
    return Number(process.hrtime.bigint() - from) / count
  })
  return rounds.sort((a, b) => a - b)[4]!
}

function benchCodec(): void {
  const records = Array.from({ length: 100_000 }, (_, index): FrameRecord => ({
    short: index,
    lon: lonOf(index),
    lat: latOf(index),
    headingDeg: index % 360,
    state: 'en-route',
    gone: false,
    measuredAt: START - (index % 10_000),
    arrivedAt: START - (index % 200),
  }))
  const head = { epoch: 1, at: START, kind: 'changes' } as const
  const bytes = encodeFrame(head, records, [])
  let sum = 0
  const sink = {
    begin: () => undefined,
    name: () => undefined,
    gone: () => undefined,
    place: (_short: number, lon: number) => (sum += lon),
  }
  print(
    'encode',
    nanosecondsPer(records.length, () => (sum += encodeFrame(head, records, []).length)),
  )
  print(
    'decode',
    nanosecondsPer(records.length, () => void readFrame(bytes, sink)),
  )
  if (!(sum > 0)) throw new Error('nothing was measured')
}

/** `viewed`: the share of the area that somebody looks at; the rest of the rooms is empty. */
function benchNode(viewed: 'all' | 'nothing'): void {
  const units = new Map<string, Unit>()
  for (let index = 0; index < UNITS; index++) {
    units.set(uuid(index), { kind: 'person', id: uuid(index), label: '一中队', teamId: null, teamKind: null })
  }
  let now = START
  const sent = { frames: 0, bytes: 0 }
  const positions = openPositions({
    now: () => now,
    epoch: 1,
    tickMs: 200,
    findUnit: ref => units.get(ref.id),
    reportingState: () => 'en-route',
    extent: () => undefined,
    write: () => Promise.resolve(),
    recent: () => Promise.resolve([]),
    keepPartitions: () => Promise.resolve(),
    publishToNodes: () => undefined,
    onError: error => {
      throw error as Error
    },
    emit: (_room, frame) => {
      sent.frames += 1
      sent.bytes += frame.length
    },
    roomHasViewers: () => viewed === 'all',
  })
  const actor: Actor = {
    id: 'integration',
    name: 'integration',
    personId: null,
    posts: [{ role: 'system', township: TOWN, organisationId: TOWN }],
    county: TOWN,
  }
  let round = 0
  const reportsOf = (): PositionReport[] =>
    Array.from({ length: UNITS }, (_, index) => ({
      unit: { kind: 'person', id: uuid(index) },
      lon: lonOf(index) + (round % 10) * 1e-5,
      lat: latOf(index),
      accuracyM: 5,
      speedMps: 3,
      headingDeg: 90,
      measuredAt: new Date(now).toISOString(),
      sequence: round,
    }))
  const tickTimes: number[] = []
  const ingestTime = nanosecondsPer(UNITS, () => {
    now += 1_000
    round += 1
    const answer = positions.ingest(
      { township: TOWN, sentAt: new Date(now).toISOString(), reports: reportsOf() },
      actor,
    )
    if (!('accepted' in answer) || answer.accepted !== UNITS) throw new Error(JSON.stringify(answer))
    const from = process.hrtime.bigint()
    positions.tick()
    tickTimes.push(Number(process.hrtime.bigint() - from) / UNITS)
  })
  const tickTime = tickTimes.sort((a, b) => a - b)[Math.floor(tickTimes.length / 2)]!
  print(`ingest and tick, ${viewed} in view`, ingestTime)
  print(`tick alone, ${viewed} in view`, tickTime)
  console.log(
    `  ${sent.frames / round} frames and ${Math.round(sent.bytes / round)} bytes a tick of ${UNITS} units`,
  )
}

function print(what: string, nanoseconds: number): void {
  const perSecond = Math.round(1e9 / nanoseconds).toLocaleString('en')
  console.log(`${what}: ${nanoseconds.toFixed(1)} ns per record, ${perSecond} records/s`)
}

benchCodec()
benchNode('all')
benchNode('nothing')
