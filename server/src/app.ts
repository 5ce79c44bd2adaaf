import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Id } from '@one-centre/shared/ids'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { docsPageOf } from './api-docs.ts'
import type { Server } from 'socket.io'
import { readBasemaps } from './basemaps.ts'
import type { Config } from './config.ts'
import { auditOf } from './features/audit/index.ts'
import { camerasSlice } from './features/cameras/index.ts'
import { clocksSlice } from './features/clocks/index.ts'
import { incidents } from './features/incidents/index.ts'
import { matters } from './features/matters/index.ts'
import { notificationsSlice } from './features/notifications/index.ts'
import { organisationKind, organisations } from './features/organisations/index.ts'
import { people, personKind } from './features/people/index.ts'
import { positionsSlice } from './features/positions/index.ts'
import { replaySlice } from './features/replay/index.ts'
import { supervisionSlice } from './features/supervision/index.ts'
import { tasks } from './features/tasks/index.ts'
import type { GatewaySettings } from './gateway/words.ts'
import { openIdentities } from './identity.ts'
import type { Reference, Slice } from './kernel/handler.ts'
import type { JournalBody } from './kernel/journal.ts'
import { startKeyframes } from './kernel/keyframes.ts'
import { startKernel, type Kernel } from './kernel/kernel.ts'
import { isDemo } from './installation.ts'
import { openLive } from './live.ts'
import { openApiOf } from './openapi.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/database.ts'
import { openHttp } from './platform/http.ts'
import { networksOf, type Networks } from './platform/networks.ts'
import { noOtherNodes, openNodeChannel, type NodeChannel } from './platform/node-channel.ts'
import { openSessions } from './platform/session.ts'
import { refusalClassOf } from './refusal-classes.ts'
import { followReporting } from './reporting.ts'
import { basemapRoutes } from './routes/basemap.ts'
import { cameraRoutes } from './routes/cameras.ts'
import { commandRoutes } from './routes/commands.ts'
import { demoRoutes } from './routes/demo.ts'
import { feedRoutes } from './routes/feed.ts'
import { fileRoutes } from './routes/files.ts'
import { healthRoutes, openMetrics } from './routes/health.ts'
import { pastRoutes } from './routes/past.ts'
import { livePositions } from './routes/positions.ts'
import { sessionRoutes, type SessionRoutes } from './routes/session.ts'

/** Every feature that changes anything, by hand and in rank. */
function slicesOf(cameraNetworks: Networks): readonly Slice[] {
  const changing: readonly Slice[] = [
    organisations,
    people,
    matters,
    clocksSlice,
    camerasSlice(cameraNetworks),
    positionsSlice,
    incidents,
    tasks,
    supervisionSlice,
    notificationsSlice,
  ]
  // The audit trail reads the journal of them all.
  return [...changing, auditOf(changing.flatMap(slice => slice.kinds)), replaySlice]
}
/** What every installation has; no camera can be reached. */
export const slices = slicesOf(networksOf([]))

export interface AppOptions {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  /** The built client, or null to serve the API alone. */
  readonly clientFolder: string | null
  readonly belts: 'on' | 'off'
  /** Where a demonstration's own cameras answer. */
  readonly demoCameras?: GatewaySettings['alias']
}

export interface App {
  readonly http: FastifyInstance
  readonly sockets: Server
  readonly kernel: Kernel
  /** Resolves with the address once requests are answered. */
  listen(): Promise<string>
  close(): Promise<void>
}

/** A demonstration's viewers and its simulator share one address; a real county's do not. */
const REQUESTS_A_MINUTE = { demo: 60_000, real: 3_000 } as const

/** Which ids name a township. */
export function townshipsIn(reference: Reference): readonly Id<'organisation'>[] {
  return reference.derive(organisationKind, 'townships', all =>
    all.filter(one => one.type === 'township' && !one.retired).map(one => one.id),
  )
}

/** Joins platform, kernel, features and routes into one server. The database is migrated and has its installation row. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, database, clock, log } = options
  const demo = await isDemo(database)
  const basemaps = readBasemaps(config.dataDir, config.basemapsFile)
  const http = await openHttp({
    log,
    imageOrigins: basemaps.imageOrigins,
    connectOrigins: basemaps.connectOrigins,
    trustedProxies: config.trustedProxies,
    origins: config.origins,
    requestsPerMinute: demo ? REQUESTS_A_MINUTE.demo : REQUESTS_A_MINUTE.real,
    classOf: refusalClassOf,
  })
  const metrics = openMetrics()
  const ears: ((rows: readonly JournalBody[]) => void)[] = [rows => live.learned(rows)]
  const live = openLive({
    server: http.server,
    clock,
    origins: config.origins,
    seated: count => metrics.viewers.set(count),
    joined: (socket, identity) => positions.join(socket, identity),
  })
  const kernel = await startKernel({
    database,
    clock,
    log,
    slices: slicesOf(networksOf(config.cameraNetworks)),
    townships: townshipsIn,
    emit: (room, batch) => live.emit(room, batch),
    learned: rows => {
      for (const hear of ears) hear(rows)
    },
    belts: options.belts,
  })
  const sessions = openSessions(database, clock)
  const identities = openIdentities(sessions, kernel.county, id => kernel.reference.find(personKind, id))
  const reporting = await followReporting(kernel, database, () => clock.now())
  const node = randomInt(1, 2 ** 32 - 1)
  const channel = channelOf({ redisUrl: config.redisUrl, node, epoch: kernel.epoch, log }, message =>
    positions.onNodeMessage(message),
  )
  const positions = livePositions({
    io: live.io,
    kernel,
    database,
    clock,
    log,
    reporting,
    node,
    publishToNodes: message => channel.publish(message),
  })
  live.attach(kernel, identities)
  const cameras = cameraRoutes({
    kernel,
    database,
    clock,
    log,
    settings: {
      networks: config.cameraNetworks,
      alias: options.demoCameras ?? null,
      udpPorts: config.cameraUdpPorts,
      publicAddresses: config.cameraAddresses,
    },
  })
  ears.push(rows => cameras.learned(rows))

  const session: SessionRoutes = {
    sessions,
    identities,
    county: kernel.county,
    demo,
    townships: () => namedTownships(kernel),
    now: () => clock.now(),
    cut: token => live.cut(token),
  }
  sessionRoutes(http, session)
  if (demo) demoRoutes(http, session, kernel)
  commandRoutes(http, {
    kernel,
    identities,
    counted: (name, outcome, milliseconds) => {
      metrics.commands.inc({
        command: kernel.commands.names.includes(name) ? name : 'unknown',
        outcome: outcome.ok ? 'ok' : outcome.code,
      })
      metrics.commandSeconds.observe(milliseconds / 1_000)
    },
  })
  feedRoutes(http, { kernel, identities, clock })
  pastRoutes(http, { kernel, identities, clock })
  basemapRoutes(http, { identities, basemaps, demo, demoSeed: config.demoSeed, dataDir: config.dataDir })
  fileRoutes(http, {
    database,
    identities,
    clock,
    folder: join(config.dataDir, 'files'),
    townships: () => namedTownships(kernel).map(one => one.id),
  })
  positions.routes(http, identities)
  cameras.routes(http, identities)
  healthRoutes(http, {
    database,
    metrics,
    troubles: () => {
      const trouble = channel.trouble()
      return trouble === null ? [] : [`redis: ${trouble}; positions of other nodes are not seen here`]
    },
  })
  const everywhere = (): readonly Id<'organisation'>[] => [kernel.county, ...kernel.townships()]
  const keyframes = options.belts === 'on' ? startKeyframes(kernel.source, everywhere, log) : undefined
  const document = openApiOf(slices)
  http.get('/api/openapi.json', (_request, response) => response.send(document))
  const page = docsPageOf(document)
  http.get('/api/docs', (_request, response) => response.type('text/html; charset=utf-8').send(page))
  if (options.clientFolder !== null) await serveClient(http, options.clientFolder)

  return {
    http,
    sockets: live.io,
    kernel,
    listen: () => http.listen({ host: config.host, port: config.port }),
    close: async () => {
      await live.close()
      await http.close()
      await keyframes?.close()
      await channel.close()
      await positions.close()
      await cameras.close()
      await kernel.close()
    },
  }
}

interface ChannelNames {
  readonly redisUrl: string | null
  readonly node: number
  /** Of the installation: its nodes share it, another installation's on the same Redis do not. */
  readonly epoch: string
  readonly log: Logger
}

function channelOf(names: ChannelNames, onMessage: (message: Uint8Array) => void): NodeChannel {
  const { redisUrl, node, epoch, log } = names
  if (redisUrl === null) return noOtherNodes
  return openNodeChannel({ url: redisUrl, name: `one-centre:${epoch}:positions`, node, onMessage, log })
}

function namedTownships(kernel: Kernel): { id: Id<'organisation'>; name: string }[] {
  const ids = [kernel.county, ...kernel.townships().filter(id => id !== kernel.county)]
  return ids.map(id => ({ id, name: kernel.reference.find(organisationKind, id)?.name ?? '' }))
}

/** The built client; every path of the router answers with the same page. */
async function serveClient(http: FastifyInstance, folder: string): Promise<void> {
  await http.register(fastifyStatic, { root: folder, wildcard: false, index: false })
  const page = { config: { rateLimit: false } } as const
  const screens = ['/', '/login', '/wall', '/console', '/map', '/field', '/admin', '/styles']
  for (const path of screens) {
    http.get(path, page, (_request, response) =>
      response.header('cache-control', 'no-cache').sendFile('index.html'),
    )
  }
}
