import type { Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { scopesOf } from '@one-centre/shared/access'
import { PROTOCOL, type FeedBatch, type FeedGoodbye, type FeedHello } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import { Server, type Socket } from 'socket.io'
import { SESSION_COOKIE, type Identities, type Identity } from './identity.ts'
import type { JournalBody } from './kernel/journal.ts'
import type { Kernel } from './kernel/kernel.ts'
import type { Clock } from './platform/clock.ts'
import { sameOrigin } from './platform/http.ts'
import { tokenKey } from './platform/session.ts'

/** A dead link shows after 18 s instead of Socket.IO's 44. */
const PING_EVERY_MS = 10_000
const PING_TIMEOUT_MS = 8_000
/** F-9: a viewer that cannot keep up is cut after this long above one of these. */
const SLOW_PACKETS = 256
const SLOW_BYTES = 1_048_576
const SLOW_FOR_MS = 5_000
const WATCH_EVERY_MS = 1_000
const LARGEST_MESSAGE_BYTES = 65_536
/** A viewer that has not read its goodbye by then is cut without it; ws itself would wait 30 s. */
const PART_WITHIN_MS = 1_000

export interface Live {
  readonly io: Server
  emit(room: string, batch: FeedBatch): void
  /** Sends out whose role has changed or who may no longer enter, before the rooms hear another word. */
  learned(rows: readonly JournalBody[]): void
  /** The kernel the sockets listen to; nothing connects before it is named. */
  attach(kernel: Kernel, identities: Identities): void
  /** Ends the sockets of one session. */
  cut(token: string): void
  close(): Promise<void>
}

/** Of Engine.IO and ws: what waits to be sent to a viewer. */
interface Queue {
  readonly writeBuffer: readonly unknown[]
  readonly transport: {
    readonly socket?: { readonly bufferedAmount?: number; readonly terminate?: () => void }
  }
}

interface Seat {
  readonly socket: Socket
  readonly queue: Queue
  /** Looked up once, for the look at every seat every second. */
  readonly wire: NonNullable<Queue['transport']['socket']> | undefined
  readonly identity: Identity
  /** The key of the identity's token. */
  readonly key: string
  readonly rooms: readonly string[]
  readonly signature: string
  slowSince: number | undefined
}

export interface LiveOptions {
  readonly server: HttpServer
  readonly clock: Clock
  readonly origins: readonly string[]
  readonly seated: (count: number) => void
  /** Lets a feature that streams beside the feed (positions) answer a viewer. */
  readonly joined: (socket: Socket, identity: Identity) => void
}

/** Sockets: who may listen, in which rooms, and who must go. Rooms are decided here and never by a client. */
export function openLive(options: LiveOptions): Live {
  const io = new Server(options.server, {
    transports: ['websocket'],
    serveClient: false,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: LARGEST_MESSAGE_BYTES,
    // cors.origin does not stop cross-site WebSocket hijacking; this does.
    allowRequest: (request, callback) => {
      callback(null, sameOrigin(request.headers.origin, request.headers.host, options.origins))
    },
  })
  const seats = new Map<string, Seat>()
  const upgraded = rawSockets(options.server)
  let watch: NodeJS.Timeout | undefined
  let sweep: Promise<void> | undefined
  /** Rooms are computed anew, so the socket must come again. */
  let recheck: (seat: Seat) => void = () => undefined

  const say = (seat: Seat, why: FeedGoodbye): void => {
    const { conn } = seat.socket
    seat.socket.emit('goodbye', why)
    seat.socket.disconnect(true)
    setTimeout(() => terminate(conn), PART_WITHIN_MS).unref()
  }

  return {
    io,
    emit: (room, batch) => {
      io.local.to(room).emit('feed', batch)
    },
    learned: rows => {
      const people = new Set(rows.filter(row => row.kind === 'person').map(row => row.id))
      const organised = rows.some(row => row.kind === 'organisation')
      if (people.size === 0 && !organised) return
      for (const seat of seats.values()) {
        if (organised || people.has(seat.identity.actor.personId ?? '')) recheck(seat)
      }
    },
    attach: (kernel, identities) => {
      io.use((socket, next) => {
        identifySocket(socket, identities).then(
          identity => {
            if (identity === null) {
              next(new Error('access.signed-out'))
              return
            }
            socket.data = { identity }
            next()
          },
          () => next(new Error('database.away')),
        )
      })
      io.on('connection', socket => {
        const { identity } = socket.data as { identity: Identity }
        seats.set(socket.id, takeSeat(kernel, options.clock, socket, identity))
        options.seated(seats.size)
        options.joined(socket, identity)
        socket.on('disconnect', () => {
          for (const room of seats.get(socket.id)?.rooms ?? []) kernel.broadcaster.leave(room)
          seats.delete(socket.id)
          options.seated(seats.size)
        })
      })
      recheck = (seat: Seat) => {
        const identity = identities.renew(seat.identity)
        if (identity === null) say(seat, 'signed-out')
        else if (JSON.stringify(streamsOf(kernel, identity)) !== seat.signature) say(seat, 'access-changed')
      }
      watch = setInterval(() => {
        const now = performance.now()
        for (const seat of seats.values()) if (isSlow(seat, now)) say(seat, 'too-slow')
        // While the database is away nobody can be told apart, so nobody is cut.
        sweep ??= cutEnded(seats, identities, say)
          .catch(() => undefined)
          .finally(() => {
            sweep = undefined
          })
      }, WATCH_EVERY_MS)
    },
    cut: token => {
      for (const seat of seats.values()) if (seat.identity.token === token) say(seat, 'signed-out')
    },
    close: async () => {
      clearInterval(watch)
      for (const seat of seats.values()) say(seat, 'stopping')
      const hurry = setTimeout(() => {
        for (const socket of upgraded) socket.destroy()
        // A client that goes on asking over a connection it keeps would be answered for ever.
        options.server.closeAllConnections()
      }, PART_WITHIN_MS)
      await io.close()
      clearTimeout(hurry)
    },
  }
}

/** The connections that left HTTP, seated or not: nobody else closes one whose other end is silent. */
function rawSockets(server: HttpServer): ReadonlySet<Duplex> {
  const open = new Set<Duplex>()
  server.on('upgrade', (_request, socket: Duplex) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return open
}

/** Frees what waits to be sent as well, which a polite close would keep until it is read. */
function terminate(connection: Socket['conn']): void {
  queueOf(connection).transport.socket?.terminate?.()
}

const queueOf = (connection: Socket['conn']): Queue => connection as unknown as Queue

function identifySocket(socket: Socket, identities: Identities): Promise<Identity | null> {
  const { cookie, authorization } = socket.handshake.headers
  return identities.identify({ cookie: cookieValue(cookie, SESSION_COOKIE), authorization })
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map(pair => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1]
}

function streamsOf(
  kernel: Kernel,
  identity: Identity,
): { township: Id<'organisation'>; scopes: readonly string[] }[] {
  const all = [kernel.county, ...kernel.townships().filter(township => township !== kernel.county)]
  return all
    .map(township => ({ township, scopes: scopesOf(identity.actor, township) }))
    .filter(stream => stream.scopes.length > 0)
}

/** Joins the rooms first (F-2); the hello that follows names the seq from which the rooms are heard. */
function takeSeat(kernel: Kernel, clock: Clock, socket: Socket, identity: Identity): Seat {
  const streams = streamsOf(kernel, identity)
  const rooms: string[] = []
  const hello: FeedHello = {
    protocol: PROTOCOL,
    serverTime: clock.now(),
    actorId: identity.actor.id,
    streams: streams.map(({ township, scopes }) => {
      const { room, seq } = kernel.broadcaster.enter(township, scopes)
      void socket.join(room)
      rooms.push(room)
      return { township, epoch: kernel.epoch, seq }
    }),
  }
  socket.emit('hello', hello)
  const queue = queueOf(socket.conn)
  return {
    socket,
    queue,
    // WebSocket is the only transport, so it never changes.
    wire: queue.transport.socket,
    identity,
    key: tokenKey(identity.token),
    rooms,
    signature: JSON.stringify(streams),
    slowSince: undefined,
  }
}

function isSlow(seat: Seat, now: number): boolean {
  const bytes = seat.wire?.bufferedAmount ?? 0
  if (seat.queue.writeBuffer.length <= SLOW_PACKETS && bytes <= SLOW_BYTES) {
    seat.slowSince = undefined
    return false
  }
  seat.slowSince ??= now
  return now - seat.slowSince >= SLOW_FOR_MS
}

/** Sessions ended on another node or by expiry: one question for all seats, whoever holds them. */
async function cutEnded(
  seats: ReadonlyMap<string, Seat>,
  identities: Identities,
  say: (seat: Seat, why: FeedGoodbye) => void,
): Promise<void> {
  const keys = new Set<string>()
  for (const seat of seats.values()) keys.add(seat.key)
  if (keys.size === 0) return
  const ended = await identities.ended([...keys])
  if (ended.size === 0) return
  for (const seat of seats.values()) if (ended.has(seat.key)) say(seat, 'signed-out')
}
