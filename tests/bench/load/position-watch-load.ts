/** Viewers of positions in a process of their own: counts what reaches all, and how late it is for every tenth. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readFrame } from '@one-centre/shared/position-frame'
import { WebSocket } from 'ws'
import { openAll, openViewer } from './live-viewer.ts'
import { dueAt, numberOf, totalOf, type PositionPlan } from './position-plan.ts'

export interface WatchOrder {
  readonly kind: 'ours' | 'worldmap'
  readonly url: string
  /** One viewer each. */
  readonly viewers: readonly Readonly<Record<string, string>>[]
  readonly view: object
  readonly plan: PositionPlan
}

export interface WatchResult {
  /** Of all positions sent to all viewers, the share that arrived. */
  readonly delivered: number
  /** ms from the planned sending to the viewer having read it; every tenth viewer, without the first second. */
  readonly p50: number
  readonly p99: number
  readonly messages: number
}

const NAME = Buffer.from('"name":"u')
/** What arrives later is lost. */
const DRAIN_MS = 1_000
const WARM_MS = 1_000

interface Tally {
  records: number
  messages: number
  readonly late: number[]
}

type Point = { readonly lon?: number; readonly lat?: number }

function noteLate(tally: Tally, plan: PositionPlan, lon: number, lat: number): void {
  const due = dueAt(plan, numberOf(plan, lon, lat))
  if (due >= plan.startAt + WARM_MS) tally.late.push(Date.now() - due)
}

function takeFrame(tally: Tally, plan: PositionPlan, bytes: Buffer, sampled: boolean): void {
  const isSnapshot = (bytes[2]! & 1) === 1
  if (isSnapshot) return
  tally.messages += 1
  tally.records += bytes.readUInt32LE(16)
  if (!sampled) return
  const none = (): void => undefined
  readFrame(bytes, {
    begin: none,
    name: none,
    gone: none,
    place: (_short, lon, lat) => noteLate(tally, plan, lon, lat),
  })
}

function takeMap(tally: Tally, plan: PositionPlan, bytes: Buffer, sampled: boolean): void {
  tally.messages += 1
  if (!sampled) {
    for (let at = bytes.indexOf(NAME); at !== -1; at = bytes.indexOf(NAME, at + NAME.length))
      tally.records += 1
    return
  }
  const said = JSON.parse(bytes.toString()) as Point | readonly Point[]
  for (const point of Array.isArray(said) ? (said as readonly Point[]) : [said as Point]) {
    if (point.lon === undefined || point.lat === undefined) continue
    tally.records += 1
    noteLate(tally, plan, point.lon, point.lat)
  }
}

function openMap(url: string, onMessage: (bytes: Buffer) => void): Promise<{ close: () => void }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/worldmap/socket/websocket`, {
    perMessageDeflate: false,
    // Without one it hangs up.
    headers: { 'user-agent': 'bench' },
  })
  socket.on('message', (data: Buffer) => onMessage(data))
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ close: () => socket.terminate() }))
    socket.on('error', reject)
  })
}

async function watch(order: WatchOrder, ready: () => Promise<PositionPlan>): Promise<WatchResult> {
  const tally: Tally = { records: 0, messages: 0, late: [] }
  let plan = order.plan
  const opened = await openAll(order.viewers, async (headers, index) => {
    const sampled = index % 10 === 0
    if (order.kind === 'worldmap') return openMap(order.url, bytes => takeMap(tally, plan, bytes, sampled))
    const viewer = await openViewer(order.url, headers, {
      onFrame: bytes => takeFrame(tally, plan, bytes, sampled),
      onWords: () => undefined,
    })
    viewer.view(order.view)
    return viewer
  })
  plan = await ready()
  tally.records = 0
  tally.messages = 0
  tally.late.length = 0
  await sleep(plan.startAt - Date.now() + plan.seconds * 1_000 + DRAIN_MS)
  for (const viewer of opened) viewer.close()
  const late = Float64Array.from(tally.late).sort()
  const at = (share: number): number =>
    late[Math.min(late.length - 1, Math.floor(share * late.length))] ?? 1e6
  return {
    delivered: tally.records / (totalOf(plan) * order.viewers.length),
    p50: at(0.5),
    p99: at(0.99),
    messages: tally.messages,
  }
}

process.once('message', (order: WatchOrder) => {
  const ready = (): Promise<PositionPlan> =>
    new Promise(resolve => {
      process.once('message', resolve)
      process.send!({ ready: true })
    })
  watch(order, ready).then(
    result => process.send!({ result }, () => process.exit(0)),
    (error: unknown) => process.send!({ error: String(error) }, () => process.exit(1)),
  )
})
