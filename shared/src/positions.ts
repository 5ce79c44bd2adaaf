import { Type, type Static } from 'typebox'
import { defineQuery, id, Instant, oneOf, record } from './contract.ts'
import { Position } from './geo.ts'
import type { Id } from './ids.ts'
import type { TeamKind } from './people.ts'
import type { RefusalClass } from './refusals.ts'

/** What moves on the map: a person in the field, or a team's vehicle. */
export const unitKinds = ['person', 'team'] as const
export type UnitKind = (typeof unitKinds)[number]

/** Why a unit may report (PO-1): how far its task is, or duty in emergency mode. Append only: the order travels in frames. */
export const unitStates = ['accepted', 'en-route', 'on-scene', 'emergency'] as const
export type UnitState = (typeof unitStates)[number]

export const UnitRef = record({ kind: oneOf(unitKinds), id: id() })
export type UnitRef = Static<typeof UnitRef>

/** A unit as the directory knows it. `label` is a team's name, never a person's (PO-28). */
export interface Unit extends UnitRef {
  readonly label: string
  readonly teamId: Id<'team'> | null
  readonly teamKind: TeamKind | null
}

const nullable = <Schema extends ReturnType<typeof Type.Number>>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** One measurement of a device. `measuredAt` is the device's clock. */
export const PositionReport = record({
  /** Null: the sender's own person (PO-2). */
  unit: Type.Union([UnitRef, Type.Null()]),
  lon: Position.properties.lon,
  lat: Position.properties.lat,
  /** Radius of 68 % confidence. */
  accuracyM: nullable(Type.Number({ minimum: 0, maximum: 1e6 })),
  speedMps: nullable(Type.Number({ minimum: 0, maximum: 1_000 })),
  /** Clockwise from north. */
  headingDeg: nullable(Type.Number({ minimum: 0, maximum: 360 })),
  measuredAt: Instant,
  /** Counted by the device. */
  sequence: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
})
export type PositionReport = Static<typeof PositionReport>

/** What a phone or an integration hands in at once, oldest first. */
export const PositionBatch = record({
  township: id<'organisation'>(),
  /** The device's clock at sending, so that a wrong one can be corrected (PO-6). */
  sentAt: Instant,
  reports: Type.Array(PositionReport, { minItems: 1, maxItems: 2_000 }),
})
export type PositionBatch = Static<typeof PositionBatch>

export const dropReasons = [
  'unit-unknown',
  'unit-not-yours',
  'out-of-range',
  'null-island',
  'inaccurate',
  'future',
  'too-old',
  'no-task',
  'swapped',
  'outside-county',
  'duplicate',
  'too-fast',
] as const
export type DropReason = (typeof dropReasons)[number]

/** What became of a batch; a record that is not among the dropped is accepted (PO-11). */
export const PositionAnswer = record({
  accepted: Type.Integer({ minimum: 0 }),
  dropped: Type.Array(record({ index: Type.Integer({ minimum: 0 }), reason: oneOf(dropReasons) })),
})
export type PositionAnswer = Static<typeof PositionAnswer>

/** What a viewer looks at; the server alone turns it into rooms. Null on the socket ends the view. */
export const PositionView = record({
  townships: Type.Array(id<'organisation'>(), { minItems: 1, maxItems: 64, uniqueItems: true }),
  west: Type.Number({ minimum: -180, maximum: 180 }),
  south: Type.Number({ minimum: -90, maximum: 90 }),
  east: Type.Number({ minimum: -180, maximum: 180 }),
  north: Type.Number({ minimum: -90, maximum: 90 }),
})
export type PositionView = Static<typeof PositionView>

/** The names of the socket's messages about positions. */
export const positionMessages = {
  /** client → server: a PositionBatch, answered with a PositionAnswer */
  report: 'position',
  /** client → server: a PositionView or null; the snapshot comes as a frame */
  view: 'view',
  /** server → client: a binary frame (`position-frame.ts`) */
  frame: 'positions',
} as const

/** Retention of the table of positions, in days (PO-41). */
export const POSITION_RETENTION_DAYS = 30

export const TrackPoint = record({
  lon: Type.Number(),
  lat: Type.Number(),
  accuracyM: nullable(Type.Number()),
  speedMps: nullable(Type.Number()),
  headingDeg: nullable(Type.Number()),
  measuredAt: Instant,
  arrivedAt: Instant,
})
export type TrackPoint = Static<typeof TrackPoint>

export const readTrack = defineQuery({
  name: 'positions.track',
  summary: 'Where the units of a team were, from one instant to another; asking is recorded',
  permission: 'positions.read',
  params: record({ teamId: id<'team'>(), from: Instant, to: Instant }),
  answer: record({
    units: Type.Array(record({ unit: UnitRef, points: Type.Array(TrackPoint) })),
    /** False where the answer was cut at its limit; ask for a shorter time. */
    complete: Type.Boolean(),
  }),
})

export const positionRefusals = {
  'positions.time-reversed': 'invalid',
  'positions.time-too-long': 'invalid',
} as const satisfies Record<string, RefusalClass>
