import { Type, type Static } from 'typebox'
import { defineQuery, id, Instant, oneOf, record } from './contract.ts'
import { UnitRef, unitStates } from './positions.ts'
import { teamKinds } from './people.ts'
import type { RefusalClass } from './refusals.ts'

/** The longest window of positions asked for at once. */
export const POSITION_WINDOW_HOURS = 6

const OrNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** When an incident first stood at level 1. */
const Grave = record({ at: Instant, incidentId: id<'incident'>(), number: OrNull(Type.String()) })

export const replayTimeline = defineQuery({
  name: 'replay.timeline',
  summary: 'How much changed in a township from one instant to another, and when incidents came to level 1',
  permission: 'replay.read',
  params: record({ from: Instant, to: Instant, buckets: Type.Integer({ minimum: 1, maximum: 1_000 }) }),
  answer: record({
    /** The first change of the journal; null where there is none. */
    begins: OrNull(Instant),
    /** Changes in each of the equal parts. */
    counts: Type.Array(Type.Integer()),
    grave: Type.Array(Grave),
  }),
})
export type ReplayTimeline = Static<(typeof replayTimeline)['answer']>

export const moments = ['change', 'grave'] as const
export type Moment = (typeof moments)[number]

export const replayMoment = defineQuery({
  name: 'replay.moment',
  summary: 'The nearest change, or incident that came to level 1, after or before an instant',
  permission: 'replay.read',
  params: record({ at: Instant, of: oneOf(moments), direction: oneOf(['next', 'previous']) }),
  answer: record({ at: OrNull(Instant) }),
})

/** Where a unit was: milliseconds since `from`, longitude, latitude, heading or -1, place in `unitStates`. */
const PastPoint = Type.Array(Type.Number(), { minItems: 5, maxItems: 5 })

export const PastUnit = record({
  unit: record({
    ...UnitRef.properties,
    label: Type.String(),
    teamId: OrNull(id<'team'>()),
    teamKind: OrNull(oneOf(teamKinds)),
  }),
  points: Type.Array(PastPoint),
})
export type PastUnit = Static<typeof PastUnit>

export const replayPositions = defineQuery({
  name: 'replay.positions',
  summary: 'Where the units of a township were, thinned, in a window of at most 6 hours; asking is recorded',
  permission: 'replay.read',
  params: record({
    from: Instant,
    to: Instant,
    /** At most one point of a unit in so many seconds. */
    everySeconds: Type.Integer({ minimum: 1, maximum: 600 }),
  }),
  answer: record({
    units: Type.Array(PastUnit),
    states: Type.Array(oneOf(unitStates)),
    /** False where the answer was cut at its limit; ask for less. */
    complete: Type.Boolean(),
  }),
})

export const replayRefusals = {
  /** The client's own: what is past cannot be changed. */
  'replay.read-only': 'denied',
  'replay.time-reversed': 'invalid',
  'replay.time-too-long': 'invalid',
} as const satisfies Record<string, RefusalClass>
