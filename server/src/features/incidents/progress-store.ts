import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { Report } from '@one-centre/shared/reports'
import type { Reader } from '../../kernel/handler.ts'

/** Those of the reports that this actor handed in, by the journal; a token is an actor of its own. */
export async function listOwnReports(
  reader: Reader,
  township: Id<'organisation'>,
  ids: readonly Id<'report'>[],
  actorId: string,
): Promise<readonly Report[]> {
  const rows = await reader.query<{ entity: Report }>(
    `select r.entity from reports r
     where r.township = $1 and r.id = any($2::uuid[])
       and exists (select 1 from feed_changes f
                   where f.root_id = r.id and f.entity_id = r.id and f.body ->> 'type' = 'report.received'
                     and f.body -> 'actor' ->> 'id' = $3)`,
    [township, ids, actorId],
  )
  return rows.map(row => row.entity)
}

export async function listByIds(
  reader: Reader,
  township: Id<'organisation'>,
  ids: readonly Id<'incident'>[],
): Promise<readonly Incident[]> {
  if (ids.length === 0) return []
  const rows = await reader.query<{ entity: Incident }>(
    'select entity from incidents where township = $1 and id = any($2::uuid[])',
    [township, ids],
  )
  return rows.map(row => row.entity)
}
