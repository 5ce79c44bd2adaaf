/** Generates HTTP load in a process of its own: told what to send by its parent, answers with what came of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Town } from '../parts/county.ts'
import { LeanConnection, type Answer } from './lean-http.ts'
import { bodies, type BodyName } from './report-bodies.ts'

export interface HttpLoad {
  readonly url: string
  readonly path: string
  readonly body: BodyName
  /** One connection each; its headers go with every request. */
  readonly connections: readonly Readonly<Record<string, string>>[]
  readonly towns: readonly Town[]
  readonly warmSeconds: number
  readonly seconds: number
  /** Names another address with each request, as many clients behind a proxy do. */
  readonly manyAddresses: boolean
}

export interface HttpResult {
  /** Requests answered with success inside the measured time. */
  readonly done: number
  /** Things (reports) they carried. */
  readonly items: number
  readonly refused: number
  readonly firstRefusal: string
  readonly seconds: number
  /** ms of each request that was answered in time. */
  readonly latencies: readonly number[]
}

interface Tally {
  counting: boolean
  stopped: boolean
  done: number
  items: number
  refused: number
  firstRefusal: string
  readonly latencies: number[]
}

let addresses = 0

/** Another one of 60,000 each time, so that no single address meets its limit of requests. */
function nextAddress(): string {
  addresses = (addresses + 1) % 60_000
  return `x-forwarded-for: 10.1.${addresses >> 8}.${addresses & 255}\r\n`
}

async function press(connection: LeanConnection, town: Town, load: HttpLoad, tally: Tally): Promise<void> {
  while (!tally.stopped) {
    const body = bodies[load.body](town)
    const began = performance.now()
    const answer = await connection.post(body, load.manyAddresses ? nextAddress() : '')
    if (!tally.counting) continue
    const items = itemsIn(answer, load.body)
    if (items === 0) {
      tally.refused += 1
      tally.firstRefusal ||= `${answer.status} ${answer.body.slice(0, 300)}`
      continue
    }
    tally.done += 1
    tally.items += items
    tally.latencies.push(performance.now() - began)
  }
}

/** How many reports the answer says were taken. */
function itemsIn(answer: Answer, body: BodyName): number {
  if (answer.status >= 300) return 0
  if (body === 'parse') return 1
  if (body === 'single') return answer.body.startsWith('{"ok":true') ? 1 : 0
  return (JSON.parse(answer.body) as { ok: boolean }[]).filter(outcome => outcome.ok).length
}

async function run(load: HttpLoad): Promise<HttpResult> {
  const connections = await Promise.all(
    load.connections.map(headers => LeanConnection.open(load.url, load.path, headers)),
  )
  const tally: Tally = {
    counting: false,
    stopped: false,
    done: 0,
    items: 0,
    refused: 0,
    firstRefusal: '',
    latencies: [],
  }
  const pressing = connections.map((connection, index) =>
    press(connection, load.towns[index % load.towns.length]!, load, tally),
  )
  await Promise.race([sleep(load.warmSeconds * 1_000), Promise.all(pressing)])
  tally.counting = true
  const began = performance.now()
  await Promise.race([sleep(load.seconds * 1_000), Promise.all(pressing)])
  tally.counting = false
  tally.stopped = true
  const seconds = (performance.now() - began) / 1_000
  await Promise.all(pressing)
  for (const connection of connections) connection.close()
  const { done, items, refused, firstRefusal, latencies } = tally
  return { done, items, refused, firstRefusal, seconds, latencies }
}

process.once('message', (load: HttpLoad) => {
  run(load).then(
    result => process.send!({ result }, () => process.exit(0)),
    (error: unknown) => process.send!({ error: String(error) }, () => process.exit(1)),
  )
})
