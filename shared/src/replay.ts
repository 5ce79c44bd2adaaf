import { Type, type Static } from 'typebox'
import { defineQuery, id, Instant, oneOf, record } from './contract.ts'
import { intervalNames } from './incident-queries.ts'
import { incidentStates } from './incidents.ts'
import { Level, Limit, limitSteps } from './matters.ts'
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

export const verdicts = ['kept', 'broken', 'running', 'overdue', 'paused'] as const
export type Verdict = (typeof verdicts)[number]

/** One limit as it was planned, and what became of it. */
export const ReviewLimit = record({
  step: oneOf(limitSteps),
  stage: Type.Integer(),
  cycle: Type.Integer(),
  limit: Limit,
  startedAt: Instant,
  /** Until when there was, or is, time if nothing pauses it any more; null while it stands. */
  dueBy: OrNull(Instant),
  /** When the work was done; null where it is not. */
  stoppedAt: OrNull(Instant),
  /** Time that counts, by the ledger and its calendar, and what the limit allows, in ms. */
  countedMs: Type.Number(),
  allowedMs: Type.Number(),
  verdict: oneOf(verdicts),
})
export type ReviewLimit = Static<typeof ReviewLimit>

/** From one stamp to the next; null where one of them is missing. */
export const ReviewInterval = record({
  name: oneOf(intervalNames),
  from: OrNull(Instant),
  to: OrNull(Instant),
  milliseconds: OrNull(Type.Number()),
})
export type ReviewInterval = Static<typeof ReviewInterval>

export const ReviewStep = record({
  at: Instant,
  kind: Type.String(),
  type: Type.String(),
  by: Type.String(),
})
export type ReviewStep = Static<typeof ReviewStep>

/** 复盘: an incident's planned limits beside what happened, and its course. */
export const Review = record({
  incidentId: id<'incident'>(),
  number: OrNull(Type.String()),
  title: Type.String(),
  address: Type.String(),
  level: Level,
  state: oneOf(incidentStates),
  lead: Type.String(),
  reportedAt: OrNull(Instant),
  endedAt: OrNull(Instant),
  limits: Type.Array(ReviewLimit),
  intervals: Type.Array(ReviewInterval),
  steps: Type.Array(ReviewStep),
})
export type Review = Static<typeof Review>

export const reviewIncident = defineQuery({
  name: 'replay.review',
  summary: 'The planned limits of an incident beside what happened, as of now',
  permission: 'replay.read',
  params: record({ incidentId: id<'incident'>() }),
  answer: record({ at: Instant, review: Review }),
})

/** Of one incident, or of all that were at hand between two instants. */
export const ReportOf = Type.Union([
  record({ incidentId: id<'incident'>() }),
  record({ from: Instant, to: Instant }),
])
export type ReportOf = Static<typeof ReportOf>

export const REPORT_DAYS = 31

export const reportReplay = defineQuery({
  name: 'replay.report',
  summary: 'What an after-action report is made of; taking it out of the system is on record',
  permission: 'replay.export',
  params: record({ of: ReportOf }),
  answer: record({
    at: Instant,
    place: Type.String(),
    reviews: Type.Array(Review),
    /** False where there were more incidents than one report holds. */
    complete: Type.Boolean(),
  }),
})
export type ReplayReport = Static<(typeof reportReplay)['answer']>

export const replayRefusals = {
  /** The client's own: what is past cannot be changed. */
  'replay.read-only': 'denied',
  'replay.time-reversed': 'invalid',
  'replay.time-too-long': 'invalid',
  'replay.report-too-long': 'invalid',
} as const satisfies Record<string, RefusalClass>
