import type {
  Interval,
  incidentStatistics,
  IntervalName,
  StatisticRow,
} from '@one-centre/shared/incident-queries'
import { intervalNames } from '@one-centre/shared/incident-queries'
import type { AnswerOf, ParamsOf } from '@one-centre/shared/contract'
import type { Static } from 'typebox'
import type { Iso } from '@one-centre/shared/time'
import type { Reader } from '../../kernel/handler.ts'
import type { Conditions } from './store.ts'

type Group = ParamsOf<typeof incidentStatistics>['group']

/** The key of each group, over `i` (incidents), `m` (matter → major class), `g` (one row a grid) and `$OFFSET` minutes. */
const keys: Readonly<Record<Group, string>> = {
  none: `''`,
  matter: `coalesce(i.matter_id, '')`,
  major: `coalesce(m.major, '')`,
  organisation: `coalesce(i.lead_organisation_id, '')`,
  grid: `coalesce(g.id, '')`,
  level: `i.level::text`,
  source: `i.source`,
  hour: `to_char(i.reported_at::timestamptz at time zone 'UTC' + $OFFSET, 'HH24')`,
  day: `to_char(i.reported_at::timestamptz at time zone 'UTC' + $OFFSET, 'YYYY-MM-DD')`,
  month: `to_char(i.reported_at::timestamptz at time zone 'UTC' + $OFFSET, 'YYYY-MM')`,
}

const joins: Readonly<Partial<Record<Group, string>>> = {
  major: 'left join unnest($IDS::text[], $MAJORS::text[]) as m (id, major) on m.id = i.matter_id',
  grid: 'left join lateral jsonb_array_elements_text(i.grid_ids) as g (id) on true',
}

/** 应结: the handling limit has ended, or it is closed before. */
const due = `(i.closed or (i.handle_by is not null and i.handle_by < $NOW) or i.state = 'suspended')`

const counts = `
  count(*)::integer as reported,
  count(*) filter (where i.state = 'declined')::integer as declined,
  count(*) filter (where i.closed)::integer as closed,
  count(*) filter (where ${due})::integer as due,
  count(*) filter (where i.state = 'suspended')::integer as suspended,
  count(*) filter (where i.closed and i.on_time)::integer as "closedOnTime",
  count(*) filter (where i.ended_at is null and i.due_by < $NOW)::integer as overdue,
  count(*) filter (where i.return_count > 0)::integer as returned,
  count(*) filter (where i.rework_count > 0)::integer as reworked,
  count(*) filter (where i.cycle > 1)::integer as reopened,
  count(*) filter (where i.reached)::integer as "calledBack",
  count(*) filter (where i.reached and i.resolved)::integer as resolved,
  count(*) filter (where i.reached and i.satisfaction = 'satisfied')::integer as satisfied`

const percentiles = intervalNames
  .map(
    name => `
  count(i.${name}_seconds)::integer as ${name}_count,
  percentile_cont(array[0.5, 0.9]) within group (order by i.${name}_seconds) as ${name}_parts`,
  )
  .join(',')

interface Around {
  readonly group: Group
  readonly now: Iso
  readonly offsetMinutes: number
  readonly majors: ReadonlyMap<string, string>
}

type RawRow = Record<string, unknown> & { readonly key: string }

/** One statement over generated columns: no row of an incident is read. */
export async function countIncidents(
  reader: Reader,
  conditions: Conditions,
  around: Around,
): Promise<AnswerOf<typeof incidentStatistics>['rows']> {
  const where = conditions.sql
  const now = `${conditions.place(around.now)}::text`
  const offset = `make_interval(mins => ${conditions.place(around.offsetMinutes)}::integer)`
  const ids = conditions.place([...around.majors.keys()])
  const majors = conditions.place([...around.majors.values()])
  const fill = (sql: string): string =>
    sql
      .replaceAll('$NOW', now)
      .replaceAll('$OFFSET', offset)
      .replaceAll('$IDS', ids)
      .replaceAll('$MAJORS', majors)
  const rows = await reader.query<RawRow>(
    `with asked as (select ${now} as now, ${offset} as shift, ${ids}::text[] as ids, ${majors}::text[] as majors),
       i as (select * from incidents where ${where})
     select ${fill(keys[around.group])} as key, ${fill(counts)}, ${percentiles}
     from asked cross join i ${fill(joins[around.group] ?? '')} group by 1 order by 1`,
    conditions.values,
  )
  return rows.map(rowOf)
}

function rowOf(raw: RawRow): StatisticRow {
  const { key, ...rest } = raw
  const intervals = Object.fromEntries(
    intervalNames.map(name => [name, intervalOf(rest[`${name}_count`], rest[`${name}_parts`])]),
  ) as Record<IntervalName, Static<typeof Interval>>
  const figures = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !/_(count|parts)$/.test(name)),
  ) as Omit<StatisticRow, 'key' | 'intervals'>
  return { key, ...figures, intervals }
}

function intervalOf(count: unknown, parts: unknown): Static<typeof Interval> {
  const [p50, p90] = Array.isArray(parts) ? (parts as number[]) : []
  return { count: Number(count), p50: p50 ?? null, p90: p90 ?? null }
}
