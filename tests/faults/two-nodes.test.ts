import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readFrame } from '@one-centre/shared/position-frame'
import { positionMessages } from '@one-centre/shared/positions'
import { acceptTask } from '@one-centre/shared/task-commands'
import type { Task } from '@one-centre/shared/tasks'
import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import { startActor, type Actor } from '../harness/actor.ts'
import { createTestDatabase } from '../harness/database.ts'
import { seedCounty, type FaultCounty, type FaultPerson } from '../harness/fault-county.ts'
import { dispatchOne, fileOne, keepAnswering, keepDispatching } from '../harness/fault-load.ts'
import { startFaultProxy, type FaultProxy } from '../harness/fault-proxy.ts'
import { FAULT_TIMEOUT_MS, scale } from '../harness/fault-scale.ts'
import { startFaultServer, type FaultServer } from '../harness/fault-server.ts'
import { freePort } from '../harness/free-port.ts'
import { redisForTests } from '../harness/redis.ts'
import { allLive, expectNothingLost, measureStandstill, settle, until } from '../harness/settling.ts'

const redis = await redisForTests()
const BACK_WITHIN_MS = 10_000
const WORK_MS = scale(3_000, 60_000)
const DISPATCHES_PER_SECOND = scale(4, 20)
const WORKING_PHONES = scale(6, 100)
const PLACE = { lon: 120.05, lat: 30.05 }

interface Node {
  readonly server: FaultServer
  /** How its clients reach it; when it dies the path leads to the other. */
  readonly path: FaultProxy
}

interface Pair {
  readonly first: Node
  readonly second: Node
  readonly county: FaultCounty
  readonly join: (name: string, person: FaultPerson, node: Node) => Promise<Actor>
}

test.skipIf(redis === null)(
  `P-62 two processes on one PostgreSQL and one Redis are one centre, also when one is killed${redis === null ? ' (no Redis here)' : ''}`,
  { timeout: FAULT_TIMEOUT_MS },
  async () => {
    const database = await createTestDatabase()
    const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-nodes-'))
    const sizes = { phones: WORKING_PHONES + 2, consoles: 2, walls: 2 }
    const county = await seedCounty(database.db, sizes)
    const first = await openNode(database.url, dataDir)
    const second = await openNode(database.url, dataDir)
    const actors: Actor[] = []
    const pair: Pair = {
      first,
      second,
      county,
      join: async (name, person, { path }) => {
        const address = `10.9.0.${actors.length + 1}`
        const actor = await startActor({ name, person, url: path.url, address, township: county.township })
        actors.push(actor)
        return actor
      },
    }
    const working = county.teams.slice(0, WORKING_PHONES)
    const rest: (() => void)[] = []
    try {
      const [here, there] = await Promise.all([
        pair.join('console of the first', county.dispatchers[0]!, first),
        pair.join('console of the second', county.dispatchers[1]!, second),
      ])
      await pair.join('wall of the first', county.walls[0]!, first)
      await pair.join('wall of the second', county.walls[1]!, second)
      for (const [index, team] of working.entries()) {
        const phone = await pair.join(`phone ${index + 1}`, team.member, index % 2 === 0 ? first : second)
        rest.push(keepAnswering(phone, team))
      }
      await until('everybody live', 20_000, () => allLive(actors))

      const silentTask = await sendToSilentTeam(here, county)
      const crossedMs = await positionCrosses(pair, there)

      const stop = keepDispatching([here, there], { ...county, teams: working }, DISPATCHES_PER_SECOND)
      await sleep(WORK_MS / 2)
      await second.server.end('SIGKILL')
      second.path.pointTo(first.server.port)
      const standstill = measureStandstill()
      const back = await until('everybody at the first node', 60_000, () => allLive(actors))
      const backMs = back - standstill.stop()
      await sleep(WORK_MS / 2)
      stop()
      await until('未送达 told', 30_000, async () => (await timesTold(database.db, silentTask)) > 0)
      const restedMs = await settle(actors, database.db, 120_000)

      const evidence = { database: database.db, filesFolder: join(dataDir, 'files'), county, actors }
      const facts = { crossedMs, backMs, restedMs }
      const losses = await expectNothingLost('one of two nodes killed', evidence, facts)
      expect(actors.flatMap(actor => actor.journal.refused)).toEqual([])
      expect(losses.seen.acknowledged).toBeGreaterThan((WORK_MS / 1_000) * DISPATCHES_PER_SECOND * 4)
      expect(backMs).toBeLessThan(BACK_WITHIN_MS)
      // Both nodes watched for the receipt that never came; one of them told of it, once.
      expect(await timesTold(database.db, silentTask)).toBe(1)
    } finally {
      for (const end of rest) end()
      for (const actor of actors) actor.stop()
      for (const { path, server } of [first, second]) {
        await path.close()
        await server.end('SIGKILL')
      }
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)

async function openNode(databaseUrl: string, dataDir: string): Promise<Node> {
  const port = await freePort()
  const server = await startFaultServer({ port, databaseUrl, dataDir, redisUrl: redis! })
  return { server, path: await startFaultProxy(port) }
}

/** A team whose phone is off: nobody will ever acknowledge this task. */
async function sendToSilentTeam(dispatcher: Actor, county: FaultCounty): Promise<string> {
  const team = county.teams.at(-1)!
  const incidentId = await fileOne(dispatcher, county)
  expect(await dispatchOne(dispatcher, county, incidentId, team)).toBe('done')
  return taskOf(dispatcher, team.teamId)
}

async function taskOf(actor: Actor, teamId: string): Promise<string> {
  let found: Task | undefined
  await until('the task seen', 5_000, () => {
    found = actor.live.replica.all<Task>({ name: 'task' }).find(task => task.teamId === teamId)
    return found !== undefined
  })
  return found!.id
}

/** How often the journal says that a notice of the task was not delivered, at most once for each of its notices. */
async function timesTold(
  db: { query: <Row extends object>(sql: string, values: unknown[]) => Promise<{ rows: readonly Row[] }> },
  taskId: string,
): Promise<number> {
  const { rows } = await db.query<{ times: number }>(
    `select count(*)::int as times from feed_changes
     where body->>'type' = 'notification.undelivered' and body->'entity'->'subject'->>'id' = $1`,
    [taskId],
  )
  return rows[0]!.times
}

/** A phone of the first node reports where it is; a viewer of the second sees it. Answers after how many ms. */
async function positionCrosses(
  { first, second, county, join: enter }: Pair,
  dispatcher: Actor,
): Promise<number> {
  const team = county.teams.at(-2)!
  const phone = await enter('phone that drives', team.member, first)
  const incidentId = await fileOne(dispatcher, county)
  await dispatchOne(dispatcher, county, incidentId, team)
  const taskId = (await taskOf(phone, team.teamId)) as Task['id']
  expect(await phone.send(acceptTask, { incidentId, taskId, deviceAt: null }, incidentId)).toBe('done')

  const seen: number[][] = []
  const viewer = io(second.server.url, {
    transports: ['websocket'],
    extraHeaders: { cookie: county.walls[1]!.cookie, 'x-forwarded-for': '10.9.1.1' },
  })
  try {
    viewer.on(positionMessages.frame, (frame: Buffer) => {
      readFrame(new Uint8Array(frame), {
        begin: () => undefined,
        name: () => undefined,
        place: (_short, lon, lat) => seen.push([lon, lat]),
        gone: () => undefined,
      })
    })
    const view = { townships: [county.township], west: 120, south: 30, east: 120.1, north: 30.1 }
    viewer.on('connect', () => viewer.emit(positionMessages.view, view))
    const sentAt = performance.now()
    await until('the position at the other node', 10_000, async () => {
      await reportFrom(first, county, team.member)
      return seen.length > 0
    })
    expect(seen[0]![0]).toBeCloseTo(PLACE.lon, 5)
    expect(seen[0]![1]).toBeCloseTo(PLACE.lat, 5)
    return performance.now() - sentAt
  } finally {
    viewer.disconnect()
  }
}

async function reportFrom({ server }: Node, { township }: FaultCounty, member: FaultPerson): Promise<void> {
  const now = new Date().toISOString()
  const report = { ...PLACE, unit: null, accuracyM: 5, speedMps: 8, headingDeg: 90 }
  const response = await fetch(`${server.url}/api/positions`, {
    method: 'POST',
    headers: { cookie: member.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({
      township,
      sentAt: now,
      reports: [{ ...report, measuredAt: now, sequence: Date.now() % 1_000_000 }],
    }),
  })
  expect(response.status).toBe(200)
}
