import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './benchmark.ts'
import { healthy, start } from './children.ts'
import { makeDatabase } from './database.ts'
import { installPeer } from './peers.ts'
import { freePort } from '../../harness/free-port.ts'

const PACKAGES = { 'parse-server': '9.10.0', express: '5.2.1' } as const
const START_WITHIN_MS = 40_000

/** A parse-server with one class and no sessions, hooks or audit: less than a command does here. */
const PROGRAM = `
const { default: express } = await import('express')
const { ParseServer } = await import('parse-server')
const url = new URL(process.env.PEER_DATABASE)
const host = url.searchParams.get('host') ?? url.hostname
const server = new ParseServer({
  databaseURI: process.env.PEER_DATABASE,
  databaseOptions: { host, max: 20 },
  appId: 'bench', masterKey: 'bench-master', restAPIKey: 'bench-rest',
  serverURL: 'http://127.0.0.1:' + process.env.PORT + '/parse',
  allowClientClassCreation: true, logLevel: 'error', silent: true, logsFolder: null,
})
await server.start()
const app = express()
app.use('/parse', server.app)
app.listen(Number(process.env.PORT), '127.0.0.1')
`

export function installParseServer(): ReturnType<typeof installPeer> {
  return installPeer('parse-server', PACKAGES)
}

export interface ParseServer {
  readonly url: string
  readonly version: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** Starts it on a database of the same PostgreSQL; answers why where it is not there. */
export async function startParseServer(bench: Bench): Promise<ParseServer | string> {
  const peer = await installParseServer()
  if (peer.kind === 'missing') return peer.why
  const { url: databaseUrl } = await makeDatabase(bench, 'empty')
  const program = join(peer.folder, 'bench.mjs')
  await writeFile(program, PROGRAM)
  const port = await freePort()
  const child = start(process.execPath, [program], {
    cwd: peer.folder,
    env: { ...process.env, PEER_DATABASE: databaseUrl, PORT: String(port) },
  })
  bench.atEnd(() => child.stop())
  const url = `http://127.0.0.1:${port}`
  try {
    await healthy(`${url}/parse/health`, child, START_WITHIN_MS)
  } catch (error) {
    return `parse-server did not start: ${String(error).slice(0, 400)}`
  }
  return {
    url,
    version: peer.version,
    path: '/parse/classes/Report',
    headers: { 'x-parse-application-id': 'bench', 'x-parse-rest-api-key': 'bench-rest' },
  }
}
