import { isRefusal, type Refusal } from '@one-centre/shared/refusals'
import {
  POSITION_RETENTION_DAYS,
  PositionBatch,
  positionMessages,
  PositionView,
  type PositionAnswer,
  type UnitRef,
  type Unit,
} from '@one-centre/shared/positions'
import { LOST_AFTER_MS } from '@one-centre/shared/unit-freshness'
import type { FastifyInstance } from 'fastify'
import type { Server, Socket } from 'socket.io'
import { extentOf } from '../features/organisations/index.ts'
import { personKind, teamKind } from '../features/people/index.ts'
import {
  insertPositions,
  keepPartitions,
  openPositions,
  readRecent,
  unitOfPerson,
  unitOfTeam,
} from '../features/positions/index.ts'
import type { Reporting } from '../reporting.ts'
import type { Identities, Identity } from '../identity.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { parserOf } from '../kernel/parse.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import { knownFirst, reply, signedIn } from './context.ts'

/** Coalesced, so that a viewer hears of a cell at most five times a second. */
const TICK_MS = 200

export interface PositionDoors {
  readonly kernel: Kernel
  readonly io: Server
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly reporting: Reporting
  /** Names this run of this node: below 2^32. */
  readonly node: number
  readonly publishToNodes: (message: Uint8Array) => void
}

export interface LivePositions {
  routes(app: FastifyInstance, identities: Identities): void
  join(socket: Socket, identity: Identity): void
  onNodeMessage(message: Uint8Array): void
  close(): Promise<void>
}

/** Positions over HTTP and socket: parsed at the edge, kept out of the feed. */
export function livePositions(doors: PositionDoors): LivePositions {
  const { kernel, io, database, clock, log, reporting, node, publishToNodes } = doors
  const positions = openPositions({
    now: () => clock.now(),
    epoch: node,
    tickMs: TICK_MS,
    findUnit: ref => findUnit(kernel, ref),
    reportingState: (unit, township, at) => reporting.stateOf(unit, township, at),
    extent: () => extentOf(kernel.reference) ?? undefined,
    write: samples => insertPositions(database, samples),
    recent: () => readRecent(database, clock.now() - LOST_AFTER_MS, ref => findUnit(kernel, ref)),
    keepPartitions: () => keepPartitions(database, clock.now(), POSITION_RETENTION_DAYS),
    publishToNodes,
    emit: (room, frame) => {
      // Not volatile: that would lose every frame of a tick but the first, and with it names that come only once
      // (PO-23). Who cannot keep up is cut (F-9) and gets a snapshot.
      io.local
        .to(room)
        .emit(positionMessages.frame, Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength))
    },
    roomHasViewers: room => (io.of('/').adapter.rooms.get(room)?.size ?? 0) > 0,
    onError: error => log.error({ err: error }, 'positions could not be stored'),
  })
  positions.start().catch((error: unknown) => log.error({ err: error }, 'positions could not be started'))
  const parseBatch = parserOf(PositionBatch)
  const parseView = parserOf(PositionView)

  const ingest = (input: unknown, identity: Identity): PositionAnswer | Refusal => {
    const parsed = parseBatch(input)
    return isRefusal(parsed) ? parsed : positions.ingest(parsed.value, identity.actor)
  }

  return {
    routes: (app, identities) => {
      app.post('/api/positions', { onRequest: knownFirst(identities) }, (request, response) =>
        signedIn(identities, request, response, async identity => {
          const answer = ingest(request.body, identity)
          return isRefusal(answer) ? reply(response, answer) : response.send({ ok: true, answer })
        }),
      )
    },
    join: (socket, identity) => {
      let rooms: readonly string[] = []
      /** An error thrown in a listener would end the process: here it ends the connection that caused it. */
      const hear = (message: string, act: (input: unknown, answer: unknown) => void): void => {
        socket.on(message, (input: unknown, answer: unknown) => {
          try {
            act(input, answer)
          } catch (error) {
            log.error({ err: error, message }, 'a message of a socket failed')
            socket.disconnect(true)
          }
        })
      }
      hear(positionMessages.view, input => {
        for (const room of rooms) void socket.leave(room)
        rooms = []
        if (input === null) return
        const parsed = parseView(input)
        const view = isRefusal(parsed) ? parsed : positions.openView(parsed.value, identity.actor)
        if (isRefusal(view)) return
        rooms = view.rooms
        void socket.join([...rooms])
        const frame = view.snapshot()
        socket.emit(positionMessages.frame, Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength))
      })
      hear(positionMessages.report, (input, answer) => {
        const outcome = ingest(input, identity)
        if (typeof answer === 'function') (answer as (outcome: unknown) => void)(outcome)
      })
    },
    onNodeMessage: message => positions.onNodeMessage(message),
    close: () => positions.close(),
  }
}

function findUnit(kernel: Kernel, ref: UnitRef): Unit | undefined {
  const { reference } = kernel
  if (ref.kind === 'team') {
    const team = reference.find(teamKind, ref.id)
    return team === undefined ? undefined : unitOfTeam(team)
  }
  const person = reference.find(personKind, ref.id)
  return person === undefined ? undefined : unitOfPerson(person, id => reference.find(teamKind, id))
}
