import { mkdirSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import { createApp } from './app.ts'
import { readConfig, type Config } from './config.ts'
import { demoCountyId, holdsDemoCounty, loadDemoCounty, loadDemoHistory, type DemoLoad } from './demo/load.ts'
import { startDemoCameras } from './demo/run-cameras.ts'
import { startSimulator } from './demo/run-simulator.ts'
import { prepareEmptyCounty, type FirstAdmin } from './empty-county.ts'
import { greetingOf, oneTimePasswordWords } from './greeting.ts'
import { openInstallation } from './installation.ts'
import { systemClock } from './platform/clock.ts'
import { openDatabase, type Connection } from './platform/database.ts'
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { migrate } from './platform/migrate.ts'
import { giveOneTimePassword } from './recovery.ts'
import { failureWords } from './start-failure.ts'

const MIGRATIONS = join(import.meta.dirname, 'platform/migrations')
const CLIENT = join(import.meta.dirname, '../../client/dist')
const POOL_SIZE = 16

/** Undone in reverse when the server stops. */
type Undo = (() => Promise<unknown>)[]

let config: Config | null = null
const undo: Undo = []
try {
  config = readConfig(process.env, process.argv.slice(2))
  await run(config, undo)
} catch (error) {
  process.stderr.write(`One Centre cannot start: ${failureWords(error, config)}\n`)
  // What has begun, the database first of all, is ended as at a stop.
  for (const step of undo.reverse()) await step().catch(() => undefined)
  process.exit(1)
}

async function run(config: Config, undo: Undo): Promise<void> {
  mkdirSync(config.dataDir, { recursive: true })
  const log = pino(
    { level: config.logLevel },
    pino.destination({ dest: join(config.dataDir, 'server.log'), sync: false }),
  )
  stopOnSignal(undo)

  const connection = await findDatabase(config, log, undo)
  await migrate({ connection, folder: MIGRATIONS, log })
  const database = openDatabase({ connection, poolSize: POOL_SIZE, log })
  undo.push(() => database.close())

  const { demo } = await openInstallation(database, systemClock, {
    fresh: config.demo ? 'demo' : 'empty',
    demoCounty: demoCountyId(config.demoSeed),
  })
  const demoCameras = demo ? await startDemoCameras(config.demoSeed, log) : null
  if (demoCameras !== null) undo.push(() => demoCameras.stop())
  const app = await createApp({
    config,
    database,
    clock: systemClock,
    log,
    clientFolder: CLIENT,
    belts: 'on',
    demoCameras: demoCameras?.alias ?? null,
  })
  undo.push(() => app.close())
  const load = { kernel: app.kernel, database, seed: config.demoSeed, now: systemClock.now(), log }
  const county = demo && (await holdsDemoCounty(database)) ? 'there' : 'missing'
  if (demo && county === 'missing') await loadDemoCounty(load)
  if (!demo) tellPassword(await prepareEmptyCounty(app.kernel))
  const { resetPasswordOf: signInName } = config
  if (signInName !== null)
    tellPassword({
      signInName,
      oneTimePassword: await giveOneTimePassword(app.kernel, database, signInName),
    })
  const address = await app.listen()
  const interfaces = networkInterfaces()
  process.stdout.write(greetingOf({ address, config, interfaces, demo }))
  if (demo) showLife(load, county, address, undo)
}

async function findDatabase(config: Config, log: Logger, undo: Undo): Promise<Connection> {
  if (config.databaseUrl !== null) return config.databaseUrl
  const embedded = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log })
  undo.push(() => embedded.stop())
  return embedded.connection
}

/** Said before the port is opened: where that fails, the password would be lost with it. */
function tellPassword(account: FirstAdmin | null): void {
  if (account !== null) process.stdout.write(oneTimePasswordWords(account))
}

/**
 * History and the simulator come after the doors are open, so that the wall need not wait for them; and what this
 * edition has added to a county that was there.
 */
function showLife(load: DemoLoad, county: 'there' | 'missing', address: string, undo: Undo): void {
  undo.push(startSimulator(address, load.seed, load.log))
  const added = county === 'there' ? loadDemoCounty(load) : Promise.resolve()
  added
    .then(() => loadDemoHistory(load))
    .catch((error: unknown) => load.log.error({ err: error }, 'the demo history could not be loaded'))
}

function stopOnSignal(undo: Undo): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    for (const step of undo.reverse()) await step()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop().catch((error: unknown) => {
        process.stderr.write(`One Centre did not stop cleanly: ${String(error)}\n`)
        process.exit(1)
      })
    })
  }
}
