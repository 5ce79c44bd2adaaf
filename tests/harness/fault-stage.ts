import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Connection, type Database } from '../../server/src/platform/database.ts'
import { startActor, type Actor, type ActorOptions } from './actor.ts'
import { createTestDatabase } from './database.ts'
import { seedCounty, type FaultCounty, type FaultCountySize, type FaultPerson } from './fault-county.ts'
import { keepAnswering } from './fault-load.ts'
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts'
import { startFaultServer, type FaultServer } from './fault-server.ts'
import { freePort } from './free-port.ts'
import { quietLog } from './quiet-log.ts'
import type { Evidence } from './nothing-lost.ts'
import { allLive, until } from './settling.ts'

const ALL_LIVE_WITHIN_MS = 20_000

/** A county, the real server in a process of its own, a path to it that can be spoilt, and everybody at work. */
export interface FaultStage {
  readonly database: Database
  /** The URL of the database; undefined where the server brings its own. */
  readonly databaseUrl: string | undefined
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

/** Where a county lies ready for a server. */
export interface Scene {
  readonly county: FaultCounty
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  /** How the test itself reaches the database while the server runs. */
  readonly connection: () => Connection
  readonly remove: () => Promise<void>
}

/** On the run's PostgreSQL. */
export async function seedScene(size: FaultCountySize): Promise<Scene> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-fault-'))
  return {
    county: await seedCounty(database.db, size),
    dataDir,
    databaseUrl: database.url,
    connection: () => database.url,
    remove: async () => {
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function openStage(scene: Scene, phonesAre: PhonesAre): Promise<FaultStage> {
  const { county, dataDir, databaseUrl } = scene
  const port = await freePort()
  let server = await startFaultServer({ port, databaseUrl, dataDir })
  const database = openDatabase({ connection: scene.connection(), poolSize: 4, log: quietLog })
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
  for (const [index, phone] of phones.entries()) {
    if (phonesAre === 'at-work') rest.push(keepAnswering(phone, county.teams[index]!))
  }
  await until('everybody live', ALL_LIVE_WITHIN_MS, () => allLive([...actors]))

  return {
    database,
    databaseUrl,
    county,
    proxy,
    consoles,
    walls,
    phones,
    server: () => server,
    restart: async (otherUrl = databaseUrl) => {
      server = await startFaultServer({ port, databaseUrl: otherUrl, dataDir })
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
      return { database, filesFolder, county, actors: [...actors] }
    },
    close: async () => {
      for (const stop of rest) stop()
      for (const actor of actors) actor.stop()
      await proxy.close()
      await server.end('SIGTERM')
      await database.close()
      await scene.remove()
    },
  }
}

/** Silent phones hear and show, and nobody answers. */
export type PhonesAre = 'at-work' | 'silent'

/** Runs a play on a stage of its own and clears it away whatever happens. */
export async function onStage(
  seeding: FaultCountySize | Promise<Scene>,
  play: (stage: FaultStage) => Promise<void>,
  phonesAre: PhonesAre = 'at-work',
): Promise<void> {
  const stage = await openStage(await ('phones' in seeding ? seedScene(seeding) : seeding), phonesAre)
  try {
    await play(stage)
  } finally {
    await stage.close()
  }
}
