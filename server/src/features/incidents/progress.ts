import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import { reportId, reportProgress, type Report, type ReportProgress } from '@one-centre/shared/reports'
import { handleQuery } from '../../kernel/handler.ts'
import { listByIds, listOwnReports } from './progress-store.ts'

/** What a sender is told: how far it is and how it ended, nothing of who works on it or of other reporters (L-43). */
export function progressOf(report: Report, incident: Incident | undefined): ReportProgress {
  const { source, sourceId, id, receivedAt, answer, answeredAt } = report
  return {
    source,
    sourceId,
    reportId: id,
    receivedAt,
    answer,
    answeredAt,
    incident:
      incident === undefined
        ? null
        : {
            id: incident.id,
            number: incident.number,
            state: incident.state,
            filedAt: incident.stamps.filedAt,
            dispatchedAt: incident.stamps.dispatchedAt,
            handledAt: incident.stamps.handledAt,
            endedAt: incident.endedAt,
            declined: incident.state === 'declined' ? (incident.decline?.text ?? null) : null,
          },
  }
}

export const progress = handleQuery({
  contract: reportProgress,
  answer: async ({ actor, township, params: { source, sourceIds }, reader }) => {
    const ids = sourceIds.map(sourceId => reportId(township, source, sourceId))
    const reports = await listOwnReports(reader, township, ids, actor.id)
    const opened = await listByIds(reader, township, idsOf(reports.map(report => report.incidentId)))
    const masters = await listByIds(reader, township, idsOf(opened.map(incident => incident.masterId)))
    const byId = new Map([...opened, ...masters].map(incident => [incident.id, incident]))
    /** Of several reports made one, the one that is worked on. */
    const workedOn = (report: Report): Incident | undefined => {
      const own = report.incidentId === null ? undefined : byId.get(report.incidentId)
      return own?.masterId === null || own === undefined ? own : (byId.get(own.masterId) ?? own)
    }
    return {
      ok: true,
      answer: { reports: reports.map(report => progressOf(report, workedOn(report))) },
    }
  },
})

function idsOf(ids: readonly (Id<'incident'> | null)[]): readonly Id<'incident'>[] {
  return [...new Set(ids.flatMap(id => (id === null ? [] : [id])))]
}
