import { Type, type Static } from 'typebox'
import { CivilDate, defineQuery, id, Instant, oneOf, record, text } from './contract.ts'
import { FeedChange } from './feed.ts'
import { Incident, incidentStates } from './incidents.ts'
import { Level } from './matters.ts'

const Days = { from: Type.Union([CivilDate, Type.Null()]), to: Type.Union([CivilDate, Type.Null()]) }

/** Every filter narrows; an empty list or null leaves it open. */
export const IncidentFilter = record({
  states: Type.Array(oneOf(incidentStates), { maxItems: incidentStates.length }),
  levels: Type.Array(Level, { maxItems: 4 }),
  matterIds: Type.Array(id<'matter'>(), { maxItems: 100 }),
  gridId: Type.Union([id<'grid'>(), Type.Null()]),
  /** Leads or assists. */
  organisationId: Type.Union([id<'organisation'>(), Type.Null()]),
  /** Part of the number, the title or the address. */
  text: Type.Union([text(80), Type.Null()]),
  /** Days of the report, both included, in the county's time. */
  ...Days,
  overdue: Type.Boolean(),
})
export type IncidentFilter = Static<typeof IncidentFilter>

export const listIncidents = defineQuery({
  name: 'incidents.list',
  summary: 'Incidents, archived ones too, newest first; total is the length of the whole list',
  permission: 'incidents.read',
  params: record({
    filter: IncidentFilter,
    offset: Type.Integer({ minimum: 0, maximum: 100_000 }),
    limit: Type.Integer({ minimum: 1, maximum: 200 }),
  }),
  answer: record({ incidents: Type.Array(Incident), total: Type.Integer() }),
})

export const incidentHistory = defineQuery({
  name: 'incidents.history',
  summary: 'Everything that changed in one incident, its tasks, clocks and notes, oldest first',
  permission: 'incidents.read',
  params: record({ incidentId: id<'incident'>() }),
  answer: record({ changes: Type.Array(FeedChange) }),
})

export const statisticGroups = [
  'none',
  'matter',
  'major',
  'organisation',
  'grid',
  'level',
  'source',
  'hour',
  'day',
  'month',
] as const

/** The intervals between two stamps, in the order they happen. */
export const intervalNames = ['file', 'dispatch', 'accept', 'arrive', 'handle', 'verify'] as const
export type IntervalName = (typeof intervalNames)[number]

/** `count` incidents have both ends; the percentiles are seconds of elapsed time, null where none has. */
export const Interval = record({
  count: Type.Integer(),
  p50: Type.Union([Type.Number(), Type.Null()]),
  p90: Type.Union([Type.Number(), Type.Null()]),
})

export const StatisticRow = record({
  /** An id, a major class, a level, a source, `00`…`23`, a day or a month; empty where the incident has none. */
  key: Type.String(),
  reported: Type.Integer(),
  declined: Type.Integer(),
  /** Closed or archived. */
  closed: Type.Integer(),
  /** Of those reported in the days asked for: their handling limit has ended or they are closed. */
  due: Type.Integer(),
  /** Of the due ones, suspended and therefore left out of the rates. */
  suspended: Type.Integer(),
  /** 按期结案: of the due ones closed with the handling inside its limit. */
  closedOnTime: Type.Integer(),
  overdue: Type.Integer(),
  returned: Type.Integer(),
  reworked: Type.Integer(),
  reopened: Type.Integer(),
  calledBack: Type.Integer(),
  resolved: Type.Integer(),
  satisfied: Type.Integer(),
  intervals: record({
    file: Interval,
    dispatch: Interval,
    accept: Interval,
    arrive: Interval,
    handle: Interval,
    verify: Interval,
  }),
})
export type StatisticRow = Static<typeof StatisticRow>

export const incidentStatistics = defineQuery({
  name: 'incidents.statistics',
  summary: 'Counts and percentiles of the incidents reported in a range of days, by one group',
  permission: 'incidents.read',
  params: record({
    from: CivilDate,
    to: CivilDate,
    group: oneOf(statisticGroups),
    levels: Type.Array(Level, { maxItems: 4 }),
  }),
  answer: record({ rows: Type.Array(StatisticRow), asOf: Instant }),
})
