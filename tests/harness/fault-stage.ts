import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startActor, type Actor, type ActorOptions } from './actor.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { seedCounty, type FaultCounty, type FaultCountySize, type FaultPerson } from './fault-county.ts'
import { keepAnswering } from './fault-load.ts'
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts'
import { freePort, startFaultServer, type FaultServer } from './fault-server.ts'
import type { Evidence } from './nothing-lost.ts'
import { allLive, until } from './settling.ts'

const ALL_LIVE_WITHIN_MS = 20_000

/** A county, the real server in a process of its own, a path to it that can be spoilt, and everybody at work. */
export interface FaultStage {
  readonly database: TestDatabase
  readonly dataDir: string
  readonly county: FaultCounty
  readonly proxy: FaultProxy
  readonly consoles: readonly Actor[]
  readonly walls: readonly Actor[]
  readonly phones: readonly Actor[]
  readonly server: () => FaultServer
  /** Starts the server again at the same address. */
  readonly restart: (databaseUrl?: string) => Promise<FaultServer>
  /** One more actor; it stays until the end. */
  readonly join: (name: string, person: FaultPerson, more?: Partial<ActorOptions>) => Promise<Actor>
  /** Everybody who has joined and not left. */
  readonly actors: () => readonly Actor[]
  readonly leave: (actor: Actor) => void
  readonly evidence: () => Evidence
  readonly close: () => Promise<void>
}

export async function openStage(size: FaultCountySize): Promise<FaultStage> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-fault-'))
  const county = await seedCounty(database.db, size)
  const port = await freePort()
  let server = await startFaultServer({ port, databaseUrl: database.url, dataDir })
  const proxy = await startFaultProxy(port)
  const actors = new Set<Actor>()
  const rest: (() => void)[] = []
  let joined = 0

  const join_: FaultStage['join'] = async (name, person, more = {}) => {
    joined += 1
    const address = `10.${joined >> 16}.${(joined >> 8) & 255}.${joined & 255}`
    const { township } = county
    const actor = await startActor({ name, person, url: proxy.url, address, township, ...more })
    actors.add(actor)
    return actor
  }
  const all = (role: string, people: readonly FaultPerson[]) =>
    Promise.all(people.map((person, index) => join_(`${role} ${index + 1}`, person)))
  const consoles = await all('console', county.dispatchers)
  const walls = await all('wall', county.walls)
  const members = county.teams.map(team => team.member)
  const phones = await all('phone', members)
  for (const [index, phone] of phones.entries()) rest.push(keepAnswering(phone, county.teams[index]!))
  await until('everybody live', ALL_LIVE_WITHIN_MS, () => allLive([...actors]))

  return {
    database,
    dataDir,
    county,
    proxy,
    consoles,
    walls,
    phones,
    server: () => server,
    restart: async (databaseUrl = database.url) => {
      server = await startFaultServer({ port, databaseUrl, dataDir })
      return server
    },
    join: join_,
    actors: () => [...actors],
    leave: actor => {
      actor.stop()
      actors.delete(actor)
    },
    evidence: () => {
      const filesFolder = join(dataDir, 'files')
      return { database: database.db, filesFolder, county, actors: [...actors] }
    },
    close: async () => {
      for (const stop of rest) stop()
      for (const actor of actors) actor.stop()
      await proxy.close()
      await server.end('SIGKILL')
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Runs a play on a stage of its own and clears it away whatever happens. */
export async function onStage(
  size: FaultCountySize,
  play: (stage: FaultStage) => Promise<void>,
): Promise<void> {
  const stage = await openStage(size)
  try {
    await play(stage)
  } finally {
    await stage.close()
  }
}
