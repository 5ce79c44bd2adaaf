import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@one-centre/shared/ids'
import { expect, test } from 'vitest'
import { postmasterOf, seedEmbedded } from '../harness/fault-embedded.ts'
import { keepDispatching } from '../harness/fault-load.ts'
import { startFaultProxy, type FaultProxy } from '../harness/fault-proxy.ts'
import { FAULT_TIMEOUT_MS, scale } from '../harness/fault-scale.ts'
import { onStage, seedScene, type FaultStage } from '../harness/fault-stage.ts'
import { expectNothingLost, measureStandstill, settle, until } from '../harness/settling.ts'

const SERVING_WITHIN_MS = 15_000
const BACK_WITHIN_MS = 5_000
/** Nobody waits longer for an answer, whatever the answer is. */
const ANSWER_WITHIN_MS = 6_000
const size = { phones: scale(6, 50), consoles: scale(2, 5), walls: 1 }
const KILLS = scale(2, 30)
const DISPATCHES_PER_SECOND = scale(5, 10)
const AWAY_MS = scale(2_500, 30_000)

const NO_ANSWER = 0

interface Asked {
  readonly status: number
  readonly retryAfter: string | null
  readonly ms: number
}

/** Asks for something that needs the database, over and over. Answers how to stop, with all that was answered. */
function keepAsking({ server, county }: FaultStage): () => Promise<readonly Asked[]> {
  const { cookie } = county.dispatchers[0]!
  const asked: Asked[] = []
  const headers = { cookie, 'content-type': 'application/json', 'x-forwarded-for': '10.9.9.9' }
  const reading = `/api/feed/${county.township}/snapshot`
  const query = { township: county.township, params: { incidentId: newId() } }
  const requests = [
    () => fetch(`${server().url}${reading}`, { headers }),
    () => fetch(`${server().url}/api/session`, { headers }),
    () =>
      fetch(`${server().url}/api/queries/incidents.history`, {
        method: 'POST',
        headers,
        body: JSON.stringify(query),
      }),
  ]
  let going = true
  const ask = async (request: () => Promise<Response>): Promise<void> => {
    while (going) {
      const began = performance.now()
      const [status, retryAfter] = await request().then(
        async response => {
          await response.arrayBuffer()
          return [response.status, response.headers.get('retry-after')] as const
        },
        () => [NO_ANSWER, null] as const,
      )
      asked.push({ status, retryAfter, ms: performance.now() - began })
      await sleep(40)
    }
  }
  const loops = Promise.all(requests.map(ask))
  return async () => {
    going = false
    await loops
    return asked
  }
}

function expectPoliteAnswers(asked: readonly Asked[], stoodMs: number): void {
  const refused = asked.filter(one => one.status === 503)
  expect(asked.filter(one => ![200, 404, 503].includes(one.status))).toEqual([])
  expect(refused.filter(one => one.retryAfter === null)).toEqual([])
  expect(refused.length).toBeGreaterThan(0)
  expect(Math.max(...asked.map(one => one.ms))).toBeLessThan(ANSWER_WITHIN_MS + stoodMs)
}

/** ms until a command is carried out again. */
async function untilServing({ server, county }: FaultStage): Promise<number> {
  const { cookie } = county.dispatchers[0]!
  return until('a question answered', 60_000, async () => {
    const path = `/api/feed/${county.township}/snapshot`
    const response = await fetch(`${server().url}${path}`, { headers: { cookie } })
    await response.arrayBuffer()
    return response.ok
  })
}

test(
  'PL-5 loses nothing when PostgreSQL is killed under load; whoever asks meanwhile is told when to come back',
  { timeout: FAULT_TIMEOUT_MS },
  async () => {
    const scene = await seedEmbedded(size)
    await onStage(Promise.resolve(scene), async stage => {
      const stop = keepDispatching(stage.consoles, stage.county, DISPATCHES_PER_SECOND)
      const stopAsking = keepAsking(stage)
      const standstill = measureStandstill()
      const servingMs: number[] = []
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(1_500)
        process.kill(postmasterOf(scene.dataDir)!.pid, 'SIGKILL')
        await sleep(30)
        servingMs.push(await untilServing(stage))
      }
      await sleep(500)
      stop()
      const asked = await stopAsking()
      const stoodMs = standstill.stop()
      const restedMs = await settle(stage.actors(), stage.database, 120_000)

      const busy = asked.filter(one => one.status === 503).length
      const facts = { serving: Math.max(...servingMs), busy, stoodMs, restedMs }
      const losses = await expectNothingLost(`${KILLS} × PostgreSQL killed`, stage.evidence(), facts)
      expect(stage.actors().flatMap(actor => actor.journal.refused)).toEqual([])
      expect(losses.seen.acknowledged).toBeGreaterThan(KILLS * DISPATCHES_PER_SECOND * 4)
      expect(Math.max(...servingMs)).toBeLessThan(SERVING_WITHIN_MS + stoodMs)
      expectPoliteAnswers(asked, stoodMs)
    })
  },
)

test(
  'PL-6 is back in 5 s when every backend is terminated, and when the database was away',
  { timeout: FAULT_TIMEOUT_MS },
  async () => {
    const scene = await seedScene(size)
    const { path, databaseUrl } = await pathToDatabase(scene.databaseUrl!)
    await onStage(Promise.resolve({ ...scene, databaseUrl }), async stage => {
      const stop = keepDispatching(stage.consoles, stage.county, DISPATCHES_PER_SECOND)
      const stopAsking = keepAsking(stage)
      const standstill = measureStandstill()
      await sleep(800)
      await stage.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      )
      const terminatedMs = await untilServing(stage)
      await sleep(800)
      path.become({ kind: 'closed' })
      path.resetAll()
      await sleep(AWAY_MS)
      path.become({ kind: 'clear' })
      const awayMs = await untilServing(stage)
      await sleep(500)
      stop()
      const asked = await stopAsking()
      const stoodMs = standstill.stop()
      const restedMs = await settle(stage.actors(), stage.database, 120_000)

      const busy = asked.filter(one => one.status === 503).length
      const facts = { terminatedMs, awayMs, busy, stoodMs, restedMs }
      await expectNothingLost('database away', stage.evidence(), facts)
      expect(stage.actors().flatMap(actor => actor.journal.refused)).toEqual([])
      expect(Math.max(terminatedMs, awayMs)).toBeLessThan(BACK_WITHIN_MS + stoodMs)
      expectPoliteAnswers(asked, stoodMs)
    })
    await path.close()
  },
)

/** A path to the database that can be spoilt, whether it listens on a port or on a unix socket. */
async function pathToDatabase(url: string): Promise<{ path: FaultProxy; databaseUrl: string }> {
  const given = URL.parse(url)!
  const folder = given.searchParams.get('host')
  const port = given.port === '' ? '5432' : given.port
  const path = await startFaultProxy(folder === null ? Number(port) : `${folder}/.s.PGSQL.${port}`)
  const proxied = URL.parse(url)!
  proxied.search = ''
  proxied.hostname = '127.0.0.1'
  proxied.port = URL.parse(path.url)!.port
  return { path, databaseUrl: proxied.href }
}
