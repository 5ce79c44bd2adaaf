/** Starts the embedded PostgreSQL of the folder given, says so, and holds it until it is ended: a program to kill. */
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts'
import { quietLog } from '../harness/quiet-log.ts'

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log: quietLog })
process.once('SIGTERM', () => void postgres.stop())
process.once('SIGUSR2', () => process.exit(0))
process.stdout.write(`${JSON.stringify({ pid: postgres.pid, connection: postgres.connection })}\n`)
