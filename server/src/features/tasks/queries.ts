import { scopesOf } from '@one-centre/shared/access'
import { refuse } from '@one-centre/shared/refusals'
import { adviseTeams as contract } from '@one-centre/shared/task-commands'
import { countsInAdvice, REPORT_INTERVAL_MS, unitFreshness } from '@one-centre/shared/unit-freshness'
import { fromIso, SECOND, toIso } from '@one-centre/shared/time'
import { handleQuery } from '../../kernel/handler.ts'
import { findIncident, isForTheRoom } from '../incidents/index.ts'
import { matterKind } from '../matters/index.ts'
import { teamKind } from '../people/index.ts'
import { adviseTeams, type Seen } from './advice.ts'
import { lastSeen, listBusy } from './store.ts'

/** Older positions say nothing about where a team is now (PO-26: lost after 180 intervals). */
const LOST_AFTER_MS = 180 * REPORT_INTERVAL_MS

export const advise = handleQuery({
  contract,
  answer: async ({ actor, township, now, params, reader, reference }) => {
    const incident = await findIncident(reader, township, params.incidentId)
    if (incident === undefined || isForTheRoom(incident, new Set(scopesOf(actor, township)))) {
      return refuse('entity.unknown', { kind: 'incident', id: params.incidentId })
    }
    const matter = incident.matterId === null ? undefined : reference.find(matterKind, incident.matterId)
    const busy = await listBusy(reader, [township])
    const rows = await lastSeen(reader, township, toIso(fromIso(now) - LOST_AFTER_MS))
    const seen = new Map(
      rows.map(row => {
        const ageMs = fromIso(now) - fromIso(row.measuredAt)
        const stale = !countsInAdvice(unitFreshness(ageMs, REPORT_INTERVAL_MS))
        const position = { lon: row.lon, lat: row.lat }
        return [
          row.teamId,
          { position, ageSeconds: Math.max(0, Math.round(ageMs / SECOND)), stale } satisfies Seen,
        ]
      }),
    )
    const working = new Set(busy.filter(one => one.reports).map(one => one.teamId))
    const teams = adviseTeams({
      incident,
      matter,
      teams: reference.list(teamKind, township),
      busy,
      // A team that need not report (PO-1) is not stale: its base stands for it.
      seen: teamId => {
        const last = seen.get(teamId)
        return last?.stale === true && !working.has(teamId) ? undefined : last
      },
    })
    return { ok: true, answer: { asOf: now, leadOrganisationIds: matter?.leadOrganisationIds ?? [], teams } }
  },
})
