import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { newId } from '@one-centre/shared/ids'
import { createApp, type App } from './app.ts'
import { ensureInstallation } from './bootstrap.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { demoCountyId, loadDemo } from './demo/load.ts'
import { startSimulator } from './demo/run-simulator.ts'
import { prepareEmptyCounty } from './empty-county.ts'
import { systemClock } from './platform/clock.ts'
import { openDatabase, type Connection, type Database } from './platform/database.ts'
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { migrate } from './platform/migrate.ts'

const MIGRATIONS = join(import.meta.dirname, 'platform/migrations')
const CLIENT = join(import.meta.dirname, '../../client/dist')
const POOL_SIZE = 16

interface Cleanup {
  readonly steps: (() => Promise<unknown>)[]
}

try {
  await run(readConfig(process.env, process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`One Centre cannot start:\n${error.message}\n`)
  process.exitCode = 1
}

async function run(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel }, pino.destination(join(await folderFor(config), 'server.log')))
  const cleanup: Cleanup = { steps: [] }
  const stop = stopper(cleanup)
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  process.on('unhandledRejection', error => log.error({ err: error }, 'a promise failed unheard'))

  const connection = await findDatabase(config, log, cleanup)
  await migrate({ connection, folder: MIGRATIONS, log })
  const database = openDatabase({ connection, poolSize: POOL_SIZE, log })
  cleanup.steps.unshift(() => database.close())

  const county = config.demo ? demoCountyId(config.demoSeed) : newId<'organisation'>()
  const installation = await ensureInstallation(database, systemClock, { county, demo: config.demo })
  const app = await createApp({ config, database, clock: systemClock, log, clientFolder: await clientFolder(), belts: 'on' })
  cleanup.steps.unshift(() => app.close())
  await fill(app, database, config, installation.demo)
  const address = await app.listen()
  greet(address, installation.demo)
  if (installation.demo) cleanup.steps.unshift(startSimulator(address, config.demoSeed, log))
}
