/** Units that drive in circles all over the county and report by plan, until their parent says that it is enough. */
import { setTimeout as sleep } from 'node:timers/promises'
import { LeanConnection } from './lean-http.ts'
import { unitId } from './position-plan.ts'

export interface WallUnitsOrder {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Whose units they are: `count` of them, numbered from `first`. */
  readonly towns: readonly { readonly id: string; readonly first: number; readonly count: number }[]
  /** Where they are, in degrees. */
  readonly extent: {
    readonly west: number
    readonly south: number
    readonly east: number
    readonly north: number
  }
  /** How often each reports. */
  readonly intervalMs: number
}

export interface WallUnitsResult {
  readonly sent: number
  readonly refused: number
  readonly firstRefusal: string
  /** How late the latest batch was sent, in ms. */
  readonly behindMs: number
}

const BATCH_EVERY_MS = 50
/** A circle of 200 m at 12 m/s. */
const RADIUS_DEGREES = 0.0018
const RADIANS_A_SECOND = 0.06
/** Batches under way at once; what has to wait beyond it is late, and says so. */
const CONNECTIONS = 8

let enough = false

/** A repeatable scatter: the fractional parts of multiples of irrational numbers. */
const scatter = (number: number, seed: number): number => (number * seed) % 1

function reportOf({ extent }: WallUnitsOrder, number: number, at: number): object {
  const angle = number + (at / 1_000) * RADIANS_A_SECOND
  const { west, south, east, north } = extent
  return {
    unit: { kind: 'person', id: unitId(number) },
    lon: west + scatter(number + 1, 0.7548776662) * (east - west) + RADIUS_DEGREES * Math.cos(angle),
    lat: south + scatter(number + 1, 0.5698402909) * (north - south) + RADIUS_DEGREES * Math.sin(angle),
    accuracyM: 5,
    speedMps: 12,
    // Counter-clockwise on the circle, and a heading counts clockwise from north.
    headingDeg: (((-angle * 180) / Math.PI) % 360) + 360,
    measuredAt: new Date(at).toISOString(),
    sequence: Math.floor(at / BATCH_EVERY_MS) % 4_294_967_295,
  }
}

async function send(order: WallUnitsOrder): Promise<WallUnitsResult> {
  const open = (): Promise<LeanConnection> => LeanConnection.open(order.url, '/api/positions', order.headers)
  const free = await Promise.all(Array.from({ length: CONNECTIONS }, open))
  const result = { sent: 0, refused: 0, firstRefusal: '', behindMs: 0 }
  const post = async (township: string, reports: readonly object[], at: number): Promise<void> => {
    const connection = free.pop() ?? (await open())
    const body = JSON.stringify({ township, sentAt: new Date(at).toISOString(), reports })
    const answer = await connection.post(body)
    free.push(connection)
    if (answer.status < 300 && answer.body.includes('"dropped":[]')) return
    result.refused += 1
    result.firstRefusal ||= `${answer.status} ${answer.body.slice(0, 300)}`
  }
  const batches = order.intervalMs / BATCH_EVERY_MS
  const began = Date.now()
  for (let batch = 0; !enough; batch += 1) {
    const due = began + batch * BATCH_EVERY_MS
    const wait = due - Date.now()
    if (wait > 0) await sleep(wait)
    result.behindMs = Math.max(result.behindMs, -wait)
    const posts = order.towns.flatMap(({ id, first, count }) => {
      const from = first + Math.floor((count * (batch % batches)) / batches)
      const to = first + Math.floor((count * ((batch % batches) + 1)) / batches)
      const numbers = Array.from({ length: to - from }, (_, index) => from + index)
      result.sent += numbers.length
      const reports = numbers.map(number => reportOf(order, number, due))
      return reports.length === 0 ? [] : [post(id, reports, due)]
    })
    if (free.length < order.towns.length) await Promise.all(posts)
    else void Promise.all(posts).catch(failed)
  }
  return result
}

const failed = (error: unknown): void => void process.send!({ error: String(error) }, () => process.exit(1))

process.once('message', (order: WallUnitsOrder) => {
  process.once('message', () => (enough = true))
  process.send!({ begun: true })
  send(order).then(result => process.send!({ result }, () => process.exit(0)), failed)
})
