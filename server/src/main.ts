import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { newId } from '@one-centre/shared/ids'
import { pino, type Logger } from 'pino'
import { createApp, type App } from './app.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { demoCountyId, loadDemoCounty, loadDemoHistory } from './demo/load.ts'
import { startSimulator } from './demo/run-simulator.ts'
import { prepareEmptyCounty } from './empty-county.ts'
import { ensureInstallation } from './installation.ts'
import { systemClock } from './platform/clock.ts'
import { openDatabase, type Connection, type Database } from './platform/database.ts'
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { migrate } from './platform/migrate.ts'

const MIGRATIONS = join(import.meta.dirname, 'platform/migrations')
const CLIENT = join(import.meta.dirname, '../../client/dist')
const POOL_SIZE = 16

/** Undone in reverse when the server stops. */
type Undo = (() => Promise<unknown>)[]

try {
  await run(readConfig(process.env, process.argv.slice(2)))
} catch (error) {
  process.stderr.write(`One Centre cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
  if (!(error instanceof ConfigError) && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`)
  process.exit(1)
}

async function run(config: Config): Promise<void> {
  mkdirSync(config.dataDir, { recursive: true })
  const log = pino(
    { level: config.logLevel },
    pino.destination({ dest: join(config.dataDir, 'server.log'), sync: false }),
  )
  const undo: Undo = []
  stopOnSignal(undo)

  const connection = await findDatabase(config, log, undo)
  await migrate({ connection, folder: MIGRATIONS, log })
  const database = openDatabase({ connection, poolSize: POOL_SIZE, log })
  undo.push(() => database.close())

  const county = config.demo ? demoCountyId(config.demoSeed) : newId<'organisation'>()
  const { demo } = await ensureInstallation(database, systemClock, { county, demo: config.demo })
  if (demo !== config.demo) {
    throw new ConfigError(
      demo
        ? `the database holds the demo county. Start without --empty, or name another DATA_DIR or DATABASE_URL.`
        : `the database holds a real county. Start with --empty (it stays as it is), or name another DATA_DIR or DATABASE_URL for the demo.`,
    )
  }
  const app = await createApp({
    config,
    database,
    clock: systemClock,
    log,
    clientFolder: CLIENT,
    belts: 'on',
  })
  undo.push(() => app.close())
  const firstAdmin = await fill(app, database, config, log)
  const address = await app.listen()
  greet(address, demo, firstAdmin)
  if (demo) showLife(app, database, config, address, log, undo)
}

async function findDatabase(config: Config, log: Logger, undo: Undo): Promise<Connection> {
  if (config.databaseUrl !== null) return config.databaseUrl
  const embedded = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log })
  undo.push(() => embedded.stop())
  return embedded.connection
}

/** The first administrator's password, where this start made one. */
async function fill(app: App, database: Database, config: Config, log: Logger): Promise<string | null> {
  if (!config.demo) return (await prepareEmptyCounty(app.kernel))?.oneTimePassword ?? null
  await loadDemoCounty({ kernel: app.kernel, database, seed: config.demoSeed, now: systemClock.now(), log })
  return null
}

/** History and the simulator come after the doors are open, so that the wall need not wait for them. */
function showLife(
  app: App,
  database: Database,
  config: Config,
  address: string,
  log: Logger,
  undo: Undo,
): void {
  undo.push(startSimulator(address, config.demoSeed, log))
  loadDemoHistory({ kernel: app.kernel, database, seed: config.demoSeed, now: systemClock.now(), log }).catch(
    (error: unknown) => log.error({ err: error }, 'the demo history could not be loaded'),
  )
}

function greet(address: string, demo: boolean, password: string | null): void {
  const lines = [``, `  One Centre 一中心  ${address}`, ``]
  if (demo) lines.push('  演示 demo county: choose a role on the first page. Nothing here is real.')
  if (password !== null) {
    lines.push(
      `  First administrator: sign in as "admin" with the one-time password ${password}`,
      '  It is shown only now and must be changed at the first sign-in.',
    )
  }
  process.stdout.write(`${lines.join('\n')}\n\n`)
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
