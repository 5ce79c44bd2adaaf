import type { Clock } from '@one-centre/shared/clocks'
import type { Incident } from '@one-centre/shared/incidents'
import type { UnitKind, UnitRef, UnitState } from '@one-centre/shared/positions'
import type { Id } from '@one-centre/shared/ids'
import type { Iso } from '@one-centre/shared/time'
import type { Reader } from '../../kernel/handler.ts'

export interface Span {
  readonly township: Id<'organisation'>
  readonly from: Iso
  readonly to: Iso
}

/** Counted by the index on time alone; the parts are equal and the last one includes its end. */
export async function countChanges(
  reader: Reader,
  { township, from, to }: Span,
  buckets: number,
): Promise<readonly number[]> {
  const rows = await reader.query<{ bucket: number; changes: number }>(
    `select least($4 - 1, floor(extract(epoch from at - $2::timestamptz) * $4
              / greatest(extract(epoch from $3::timestamptz - $2::timestamptz), 0.001)))::integer as bucket,
            count(*)::integer as changes
     from feed_changes where township = $1 and at between $2 and $3 group by 1`,
    [township, from, to, buckets],
  )
  const counts = new Array<number>(buckets).fill(0)
  for (const { bucket, changes } of rows) counts[bucket] = changes
  return counts
}

export async function firstChange(reader: Reader, township: Id<'organisation'>): Promise<Iso | null> {
  const rows = await reader.query<{ at: Iso }>(
    'select at from feed_changes where township = $1 order by at limit 1',
    [township],
  )
  return rows[0]?.at ?? null
}

export interface GraveRow {
  readonly at: Iso
  readonly incidentId: Id<'incident'>
  readonly number: string | null
}

// Word for word the condition of the index `feed_changes_at_level_1`; what was taken over has no moment of its own.
const CAME_TO_LEVEL_1 = `f.township = $1 and f.kind = 'incident' and f.body #>> '{entity,level}' = '1'
  and f.body #>> '{entity,imported}' = 'false'
  and not exists (select 1 from feed_changes e where e.root_id = f.root_id and e.seq < f.seq
    and e.kind = 'incident' and e.body #>> '{entity,level}' = '1')`

/** The first `limit` incidents that came to level 1 in the span. */
export function listGrave(reader: Reader, span: Span, limit: number): Promise<readonly GraveRow[]> {
  return reader.query<GraveRow>(
    `select f.at, f.entity_id as "incidentId", f.body #>> '{entity,number}' as number
     from feed_changes f where ${CAME_TO_LEVEL_1} and f.at between $2 and $3 order by f.at limit $4`,
    [span.township, span.from, span.to, limit],
  )
}

export interface Nearest {
  readonly township: Id<'organisation'>
  readonly at: Iso
  readonly direction: 'next' | 'previous'
}

const ORDER = {
  next: `f.at > $2 order by f.at`,
  previous: `f.at < $2 order by f.at desc`,
} as const

export async function nearestGrave(
  reader: Reader,
  { township, at, direction }: Nearest,
): Promise<Iso | null> {
  const rows = await reader.query<{ at: Iso }>(
    `select f.at from feed_changes f where ${CAME_TO_LEVEL_1} and ${ORDER[direction]} limit 1`,
    [township, at],
  )
  return rows[0]?.at ?? null
}

export async function nearestChange(
  reader: Reader,
  { township, at, direction }: Nearest,
  kinds: readonly string[],
): Promise<Iso | null> {
  const rows = await reader.query<{ at: Iso }>(
    `select f.at from feed_changes f where f.township = $1 and f.kind = any($3::text[])
       and f.body #>> '{entity,imported}' is distinct from 'true' and ${ORDER[direction]} limit 1`,
    [township, at, kinds],
  )
  return rows[0]?.at ?? null
}

export interface PastPointRow {
  readonly unit: UnitRef
  readonly measuredAt: Iso
  readonly lon: number
  readonly lat: number
  readonly headingDeg: number | null
  readonly state: UnitState
}

/** By unit and time, the last point of each unit in each part of `everySeconds`. */
export async function listPastPoints(
  reader: Reader,
  { township, from, to }: Span,
  everySeconds: number,
  limit: number,
): Promise<readonly PastPointRow[]> {
  const rows = await reader.query<
    Omit<PastPointRow, 'unit'> & { readonly kind: UnitKind; readonly id: string }
  >(
    `select distinct on (unit_id, floor(extract(epoch from measured_at) / $4))
            unit_kind as kind, unit_id as id, measured_at as "measuredAt", lon, lat, heading_deg as "headingDeg", state
     from position_history
     where township = $1 and measured_at between $2 and $3
     order by unit_id, floor(extract(epoch from measured_at) / $4), measured_at desc
     limit $5`,
    [township, from, to, everySeconds, limit],
  )
  return rows.map(({ kind, id, ...point }) => ({ unit: { kind, id }, ...point }))
}

export async function findReviewed(
  reader: Reader,
  township: Id<'organisation'>,
  incidentId: Id<'incident'>,
): Promise<Incident | undefined> {
  const rows = await reader.query<{ entity: Incident }>(
    'select entity from incidents where township = $1 and id = $2',
    [township, incidentId],
  )
  return rows[0]?.entity
}

/** Reported before the end of the span and not yet finished at its begin, the gravest and then the oldest first. */
export async function listAtHand(
  reader: Reader,
  { township, from, to }: Span,
  limit: number,
): Promise<readonly Incident[]> {
  const rows = await reader.query<{ entity: Incident }>(
    `select entity from incidents
     where township = $1 and reported_at <= $3 and (ended_at is null or ended_at >= $2)
     order by level, reported_at limit $4`,
    [township, from, to, limit],
  )
  return rows.map(row => row.entity)
}

export async function listClocks(
  reader: Reader,
  township: Id<'organisation'>,
  incidentIds: readonly Id<'incident'>[],
): Promise<readonly Clock[]> {
  const rows = await reader.query<{ entity: Clock }>(
    'select entity from clocks where township = $1 and root_id = any($2::uuid[])',
    [township, incidentIds],
  )
  return rows.map(row => row.entity)
}

export interface StepRow {
  readonly incidentId: Id<'incident'>
  readonly at: Iso
  readonly kind: string
  readonly type: string
  readonly by: string
}

/** The course of each incident from the journal, oldest first; what its clocks did follows from it. */
export function listSteps(
  reader: Reader,
  township: Id<'organisation'>,
  incidentIds: readonly Id<'incident'>[],
  limitEach: number,
): Promise<readonly StepRow[]> {
  return reader.query<StepRow>(
    `select step.* from unnest($2::uuid[]) root (id)
     cross join lateral (
       select root_id as "incidentId", at, kind, body ->> 'type' as type, body #>> '{actor,name}' as by
       from feed_changes where root_id = root.id and township = $1 and kind <> 'clock'
       order by seq, ordinal limit $3
     ) step order by step.at`,
    [township, incidentIds, limitEach],
  )
}
