import type { Id } from '@one-centre/shared/ids'
import type { Task } from '@one-centre/shared/tasks'
import type { Iso } from '@one-centre/shared/time'
import type { Reader } from '../../kernel/handler.ts'
import type { BusyWith } from './advice.ts'

/** Every open task of the townships in sight, with the number of its incident; `reports`: its people send positions. */
export async function listBusy(
  reader: Reader,
  townships: readonly Id<'organisation'>[],
): Promise<readonly (BusyWith & { readonly reports: boolean })[]> {
  return reader.query(
    `select t.open_team_id as "teamId", t.incident_id as "incidentId", i.entity ->> 'number' as "incidentNumber",
       t.state in ('accepted', 'en_route', 'on_scene', 'working') as reports
     from tasks t join incidents i on i.id = t.root_id
     where t.open_team_id is not null and t.township = any($1::uuid[]) order by t.id`,
    [townships],
  )
}

export interface LastSeen {
  readonly teamId: Id<'team'>
  readonly lon: number
  readonly lat: number
  readonly measuredAt: Iso
}

/** The newest position of each team since an instant; written by every node within a second of its arrival. */
export async function lastSeen(
  reader: Reader,
  township: Id<'organisation'>,
  since: Iso,
): Promise<readonly LastSeen[]> {
  return reader.query(
    `select distinct on (team_id) team_id as "teamId", lon, lat, measured_at as "measuredAt"
     from position_history where township = $1 and team_id is not null and measured_at >= $2
     order by team_id, measured_at desc`,
    [township, since],
  )
}

/** Of every township: the tasks that are open, and those that ended after an instant. */
export async function listSince(reader: Reader, endedAfter: Iso): Promise<readonly Task[]> {
  const rows = await reader.query<{ readonly entity: Task }>(
    'select entity from tasks where open_team_id is not null or ended_at > $1',
    [endedAfter],
  )
  return rows.map(row => row.entity)
}
