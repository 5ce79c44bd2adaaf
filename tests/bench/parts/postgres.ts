import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../../server/src/platform/embedded-postgres.ts'
import { connectionUrl } from '../../harness/connection-url.ts'
import { quietLog } from '../../harness/quiet-log.ts'

export interface BenchPostgres {
  readonly url: string
  stop(): Promise<void>
}

/** The PostgreSQL of the run: `DATABASE_URL`, or the one that comes with the program, waiting for the disk as it always does. */
export async function startPostgres(folder: string): Promise<BenchPostgres> {
  const given = process.env['DATABASE_URL']
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() }
  const dataDir = join(folder, 'postgres')
  await mkdir(dataDir)
  // Its account must be able to enter.
  await chmod(folder, 0o755)
  // The time of each commit is kept, because one of the benchmarks measures from it.
  const settings = { max_connections: '200', track_commit_timestamp: 'on' }
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog, settings })
  return { url: connectionUrl(postgres.connection), stop: () => postgres.stop() }
}
