import { scopesOf } from '@one-centre/shared/access'
import { CHINA_OFFSET_MINUTES } from '@one-centre/shared/calendar'
import {
  incidentHistory,
  incidentStatistics,
  listIncidents as listContract,
} from '@one-centre/shared/incident-queries'
import { refuse } from '@one-centre/shared/refusals'
import { listReports as listReportsContract, revealContact } from '@one-centre/shared/reports'
import { DAY, fromIso, MINUTE, toIso, type Iso } from '@one-centre/shared/time'
import { handleQuery } from '../../kernel/handler.ts'
import { matterKind } from '../matters/index.ts'
import { incidentKind } from './kinds.ts'
import { incidentAudience } from './rules.ts'
import {
  findContact,
  findIncident,
  inSight,
  listIncidents,
  listReports,
  narrow,
  readHistory,
} from './store.ts'
import { countIncidents } from './statistics-store.ts'

/** The instant a civil day of the county begins, `plus` days later. */
function dayStart(day: string, plus: number): Iso {
  return toIso(fromIso(`${day}T00:00:00.000Z`) - CHINA_OFFSET_MINUTES * MINUTE + plus * DAY)
}

const within = (from: string | null, to: string | null): { from: Iso | null; before: Iso | null } => ({
  from: from === null ? null : dayStart(from, 0),
  before: to === null ? null : dayStart(to, 1),
})

export const list = handleQuery({
  contract: listContract,
  answer: async ({ actor, township, now, params, reader }) => {
    const { filter, offset, limit } = params
    const conditions = narrow(inSight(actor, township), filter, within(filter.from, filter.to), now)
    const { incidents, total } = await listIncidents(reader, conditions, { offset, limit })
    const scopes = new Set(scopesOf(actor, township))
    const shown = incidents.map(one => incidentKind.project?.(one, scopes) ?? one)
    return { ok: true, answer: { incidents: shown, total } }
  },
})

export const history = handleQuery({
  contract: incidentHistory,
  answer: async ({ actor, township, params, reader }) => {
    const scopes = new Set(scopesOf(actor, township))
    const incident = await findIncident(reader, township, params.incidentId)
    const unknown = refuse('entity.unknown', { kind: 'incident', id: params.incidentId })
    // The room reads no history: it is made of words.
    const entitled =
      incident && incidentAudience(incident).some(scope => scope !== 'room' && scopes.has(scope))
    if (incident === undefined || entitled !== true) return unknown
    const rows = await readHistory(reader, township, [incident.id, ...incident.reportIds])
    const changes = rows
      .filter(row => row.audience.some(scope => scope !== 'room' && scopes.has(scope)))
      .map(({ seq, ordinal, type, at, actor: by, kind, id, version, detail, entity }) => {
        return {
          seq,
          ordinal,
          type,
          at,
          actor: by,
          kind,
          id,
          version,
          detail: scopes.has('duty') ? detail : {},
          entity,
        }
      })
    return { ok: true, answer: { changes } }
  },
})

export const statistics = handleQuery({
  contract: incidentStatistics,
  answer: async ({ actor, township, now, params, reader, reference }) => {
    const { from, to, group, levels } = params
    const conditions = inSight(actor, township).require(`state <> 'draft'`)
    conditions.add('reported_at >= $', dayStart(from, 0)).add('reported_at < $', dayStart(to, 1))
    if (levels.length > 0) conditions.add('level = any($::integer[])', levels)
    const majors = new Map(reference.all(matterKind).map(matter => [matter.id, matter.major]))
    const around = { group, now, offsetMinutes: CHINA_OFFSET_MINUTES, majors }
    return { ok: true, answer: { rows: await countIncidents(reader, conditions, around), asOf: now } }
  },
})

export const reports = handleQuery({
  contract: listReportsContract,
  answer: async ({ actor, township, params, reader }) => {
    if (!scopesOf(actor, township).includes('duty'))
      return refuse('access.denied', { permission: 'incidents.read' })
    const { incidentId, source, unanswered, offset, limit } = params
    const incident = incidentId === null ? undefined : await findIncident(reader, township, incidentId)
    if (incidentId !== null && incident === undefined) {
      return refuse('entity.unknown', { kind: 'incident', id: incidentId })
    }
    const ids = incident?.reportIds ?? null
    const found = await listReports(reader, township, { ids, source, unanswered, offset, limit })
    return { ok: true, answer: { reports: [...found.reports], total: found.total } }
  },
})

export const reveal = handleQuery({
  contract: revealContact,
  recorded: true,
  answer: async ({ township, params, reader }) => {
    const contact = await findContact(reader, township, params.reportId)
    if (contact === undefined) return refuse('reports.no-contact', { reportId: params.reportId })
    return { ok: true, answer: contact }
  },
})
