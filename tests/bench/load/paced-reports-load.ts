/** Reports at an even pace, whether or not the ones before are answered. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Town } from '../parts/county.ts'
import { LeanConnection } from './lean-http.ts'
import { bodies } from './report-bodies.ts'

export interface PacedOrder {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly town: Town
  readonly perSecond: number
  readonly seconds: number
}

export interface PacedResult {
  /** Incident id, when its report was sent and when that was answered, in ms since 1970. */
  readonly sent: readonly (readonly [incidentId: string, sentAt: number, answeredAt: number])[]
  readonly refused: number
  readonly firstRefusal: string
}

const now = (): number => performance.timeOrigin + performance.now()

async function press(order: PacedOrder): Promise<PacedResult> {
  const { url, headers, town, perSecond, seconds } = order
  const open = (): Promise<LeanConnection> =>
    LeanConnection.open(url, '/api/commands/reports.submit', headers)
  const free = await Promise.all(Array.from({ length: 8 }, open))
  const sent: (readonly [string, number, number])[] = []
  const result = { sent, refused: 0, firstRefusal: '' }
  const post = async (): Promise<void> => {
    const body = bodies.single(town)
    const { incidentId } = (JSON.parse(body) as { params: { incidentId: string } }).params
    const connection = free.pop() ?? (await open())
    const sentAt = now()
    const answer = await connection.post(body)
    free.push(connection)
    if (answer.body.startsWith('{"ok":true')) sent.push([incidentId, sentAt, now()])
    else {
      result.refused += 1
      result.firstRefusal ||= `${answer.status} ${answer.body.slice(0, 300)}`
    }
  }
  const began = performance.now()
  const posts: Promise<void>[] = []
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const wait = began + (number * 1_000) / perSecond - performance.now()
    if (wait > 0) await sleep(wait)
    posts.push(post())
  }
  await Promise.all(posts)
  return result
}

process.once('message', (order: PacedOrder) => {
  press(order).then(
    result => process.send!({ result }, () => process.exit(0)),
    (error: unknown) => process.send!({ error: String(error) }, () => process.exit(1)),
  )
})
