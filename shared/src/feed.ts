import { Type, type Static } from 'typebox'
import { id, Instant, record } from './contract.ts'

/** The version of what the socket and the feed routes say; a client of another version is asked to reload (F-4). */
export const PROTOCOL = 1

/**
 * One change of one entity, as a viewer sees it. `entity` is whole, so applying it twice is harmless;
 * it is null where the viewer may no longer see the entity (F-6).
 */
export const FeedChange = record({
  seq: Type.Integer({ minimum: 1 }),
  ordinal: Type.Integer({ minimum: 0 }),
  type: Type.String(),
  at: Instant,
  actor: record({ id: Type.String(), name: Type.String() }),
  kind: Type.String(),
  id: Type.String(),
  version: Type.Integer(),
  entity: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  detail: Type.Record(Type.String(), Type.Unknown()),
})
export type FeedChange = Static<typeof FeedChange>

/** What happened in one stream after `from` up to and including `to`; numbers between may be out of the viewer's sight (F-5). */
export const FeedBatch = record({
  township: id<'organisation'>(),
  epoch: Type.String(),
  from: Type.Integer({ minimum: 0 }),
  to: Type.Integer({ minimum: 0 }),
  changes: Type.Array(FeedChange),
})
export type FeedBatch = Static<typeof FeedBatch>

/** All a viewer may see of a stream, as of `seq`, from one REPEATABLE READ transaction (F-3). */
export const FeedSnapshot = record({
  township: id<'organisation'>(),
  epoch: Type.String(),
  seq: Type.Integer({ minimum: 0 }),
  at: Instant,
  entities: Type.Record(Type.String(), Type.Array(Type.Record(Type.String(), Type.Unknown()))),
})
export type FeedSnapshot = Static<typeof FeedSnapshot>

/** What happened in one stream after `from` up to an instant that is over: a page of it, or where `complete` all the rest. */
export const FeedPast = record({ ...FeedBatch.properties, complete: Type.Boolean() })
export type FeedPast = Static<typeof FeedPast>

/** A range, or word that only a snapshot can help (F-4). */
export type FeedRange = FeedBatch | { readonly township: string; readonly snapshotNeeded: true }

/** The server's first word on a socket. */
export interface FeedHello {
  readonly protocol: number
  /** The server's clock in ms since the epoch, so that ages on screen do not depend on the client's. */
  readonly serverTime: number
  /** Whose socket it is: another tab's sign-in may have changed the cookie under this page. */
  readonly actorId: string
  readonly streams: readonly { readonly township: string; readonly epoch: string; readonly seq: number }[]
}

/** Why the server is about to close a socket. */
export type FeedGoodbye = 'signed-out' | 'access-changed' | 'too-slow' | 'reload' | 'stopping'
