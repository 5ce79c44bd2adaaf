/** Hands in positions by plan, over HTTP, in a process of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { LeanConnection } from './lean-http.ts'
import { BATCHES_A_SECOND, firstOf, placeOf, totalOf, unitId, type PositionPlan } from './position-plan.ts'

export interface SendOrder {
  readonly url: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly plan: PositionPlan
  /** The township whose units they are, or null for the peer's way of writing. */
  readonly township: string | null
}

export interface SendResult {
  readonly sent: number
  readonly refused: number
  readonly firstRefusal: string
  /** How late the last batch was sent, in ms. */
  readonly behindMs: number
}

/** The server takes 2,000 at once. */
const MOST_AT_ONCE = 2_000

function bodyOf({ plan, township }: SendOrder, from: number, to: number): string {
  const now = new Date().toISOString()
  const numbers = Array.from({ length: to - from }, (_, index) => from + index)
  if (township === null) {
    return JSON.stringify(
      numbers.map(number => {
        const { unit, lon, lat } = placeOf(plan, number)
        return { name: `u${unit}`, lat, lon, layer: 'units', icon: 'car' }
      }),
    )
  }
  const reports = numbers.map(number => {
    const { unit, lon, lat } = placeOf(plan, number)
    const ref = { kind: 'person', id: unitId(unit) }
    // Another one in every run, because a repeated count is a repeated position.
    const sequence = ((plan.startAt % 1e6) * 4_000 + number) % 4_294_967_295
    return { unit: ref, lon, lat, accuracyM: 5, speedMps: 1, headingDeg: 90, measuredAt: now, sequence }
  })
  return JSON.stringify({ township, sentAt: now, reports })
}

async function send(order: SendOrder): Promise<SendResult> {
  const { plan } = order
  const open = (): Promise<LeanConnection> => LeanConnection.open(order.url, order.path, order.headers)
  const free = await Promise.all([open(), open(), open(), open(), open(), open(), open(), open()])
  const result = { sent: 0, refused: 0, firstRefusal: '', behindMs: 0 }
  const underWay = new Set<Promise<void>>()
  const post = async (from: number, to: number): Promise<void> => {
    const connection = free.pop() ?? (await open())
    const { status, body } = await connection.post(bodyOf(order, from, to))
    free.push(connection)
    const dropped = status >= 300 || (order.township !== null && !body.includes('"dropped":[]'))
    if (!dropped) return
    result.refused += 1
    result.firstRefusal ||= `${status} ${body.slice(0, 300)}`
  }
  for (let batch = 0; batch < plan.seconds * BATCHES_A_SECOND; batch += 1) {
    const due = plan.startAt + (batch * 1_000) / BATCHES_A_SECOND
    const wait = due - Date.now()
    if (wait > 0) await sleep(wait)
    result.behindMs = Date.now() - due
    const end = Math.min(firstOf(plan, batch + 1), totalOf(plan))
    for (let from = firstOf(plan, batch); from < end; from += MOST_AT_ONCE) {
      const to = Math.min(end, from + MOST_AT_ONCE)
      result.sent += to - from
      const posting = post(from, to)
      underWay.add(posting)
      void posting.finally(() => underWay.delete(posting)).catch(() => undefined)
    }
  }
  await Promise.race([Promise.allSettled(underWay), sleep(3_000)])
  return result
}

process.once('message', (order: SendOrder) => {
  send(order).then(
    result => process.send!({ result }, () => process.exit(0)),
    (error: unknown) => process.send!({ error: String(error) }, () => process.exit(1)),
  )
})
