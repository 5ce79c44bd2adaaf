import type { TrackPoint, Unit, UnitKind, UnitRef } from '@one-centre/shared/positions'
import { DAY, fromIso, toIso } from '@one-centre/shared/time'
import type { Reader } from '../../kernel/handler.ts'
import type { Queryable } from '../../platform/database.ts'
import type { Accepted } from './steps.ts'

/** Partitions made ahead, in days: how long the job may be away before a position has no place. */
const DAYS_AHEAD = 7
/** A measurement is at most 24 h old (PO-5), so it falls on today or yesterday. */
const DAYS_BACK = 1

const dayOf = (milliseconds: number): string => toIso(milliseconds).slice(0, 10)

/** Writes samples set-based; one that is there already is left alone (PO-8). Answers how many were new. */
export async function insertPositions(db: Queryable, samples: readonly Accepted[]): Promise<number> {
  const column = <Value>(of: (sample: Accepted) => Value): Value[] => samples.map(of)
  const { rowCount } = await db.named(
    'positions-insert',
    `insert into position_history (unit_id, unit_kind, team_id, township, measured_at, arrived_at, lon, lat,
                                   accuracy_m, speed_mps, heading_deg, state)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
                          $7::float8[], $8::float8[], $9::float4[], $10::float4[], $11::float4[], $12::text[])
     on conflict do nothing`,
    [
      column(sample => sample.unit.id),
      column(sample => sample.unit.kind),
      column(sample => sample.unit.teamId),
      column(sample => sample.township),
      column(sample => toIso(sample.measuredAt)),
      column(sample => toIso(sample.arrivedAt)),
      column(sample => sample.lon),
      column(sample => sample.lat),
      column(sample => sample.accuracyM),
      column(sample => sample.speedMps),
      column(sample => sample.headingDeg),
      column(sample => sample.state),
    ],
  )
  return rowCount
}

/** Makes the partitions of the coming days and drops those past the retention (PO-40, PO-41). Answers how many were dropped. */
export async function keepPartitions(db: Queryable, now: number, retentionDays: number): Promise<number> {
  const { rows } = await db.query<{ dropped: number }>(
    'select keep_position_partitions($1::date, $2::date, $3::date) as dropped',
    [dayOf(now - retentionDays * DAY), dayOf(now - DAYS_BACK * DAY), dayOf(now + DAYS_AHEAD * DAY)],
  )
  return rows[0]?.dropped ?? 0
}

type RecentRow = Omit<Accepted, 'unit' | 'late' | 'sequence' | 'measuredAt' | 'arrivedAt'> & {
  readonly unitKind: UnitKind
  readonly unitId: string
  readonly measuredAt: string
  readonly arrivedAt: string
}

/** No device counts below zero, so what was read back is never taken for a repetition. */
const SEQUENCE_UNKNOWN = -1

/** The latest sample of each unit measured since `from` (ms); units that are unknown now are left out. */
export async function readRecent(
  db: Queryable,
  from: number,
  findUnit: (ref: UnitRef) => Unit | undefined,
): Promise<readonly Accepted[]> {
  const { rows } = await db.query<RecentRow>(
    `select distinct on (unit_id) unit_kind as "unitKind", unit_id as "unitId", township, lon, lat,
            accuracy_m as "accuracyM", speed_mps as "speedMps", heading_deg as "headingDeg",
            measured_at as "measuredAt", arrived_at as "arrivedAt", state
     from position_history
     where measured_at >= $1
     order by unit_id, measured_at desc`,
    [toIso(from)],
  )
  return rows.flatMap(({ unitKind, unitId, measuredAt, arrivedAt, ...row }) => {
    const unit = findUnit({ kind: unitKind, id: unitId })
    if (unit === undefined) return []
    const times = { measuredAt: fromIso(measuredAt), arrivedAt: fromIso(arrivedAt) }
    return [{ ...row, ...times, unit, sequence: SEQUENCE_UNKNOWN, late: false }]
  })
}

interface TrackRow extends TrackPoint {
  readonly unitKind: UnitKind
  readonly unitId: string
}

/** The rows of a team in `[from, to]`, by unit and time; at most `limit`. */
export async function listTrack(
  reader: Reader,
  {
    teamId,
    township,
    from,
    to,
  }: { readonly teamId: string; readonly township: string; readonly from: string; readonly to: string },
  limit: number,
): Promise<readonly { readonly unit: UnitRef; readonly point: TrackPoint }[]> {
  const rows = await reader.query<TrackRow>(
    `select unit_kind as "unitKind", unit_id as "unitId", lon, lat, accuracy_m as "accuracyM", speed_mps as "speedMps",
            heading_deg as "headingDeg", measured_at as "measuredAt", arrived_at as "arrivedAt"
     from position_history
     where team_id = $1 and township = $2 and measured_at between $3 and $4
     order by unit_id, measured_at
     limit $5`,
    [teamId, township, from, to, limit],
  )
  return rows.map(({ unitKind, unitId, ...point }) => ({ unit: { kind: unitKind, id: unitId }, point }))
}
