import { importHistory } from '@one-centre/shared/incident-commands'
import { stampNames } from '@one-centre/shared/incident-parts'
import type { Incident } from '@one-centre/shared/incidents'
import { refuse } from '@one-centre/shared/refusals'
import { DAY, fromIso } from '@one-centre/shared/time'
import { accept, changed, handleCommand } from '../../kernel/handler.ts'
import { calendarOf } from '../clocks/index.ts'
import { incidentKind } from './kinds.ts'

/** L-37: what an older system hands over is archived, marked as imported, in this township, its times in order and past. */
function faultOfImport(incident: Incident, township: string, end: string): string | null {
  if (incident.township !== township) return 'township'
  if (incident.state !== 'archived' || incident.endedAt === null) return 'state'
  if (!incident.imported) return 'imported'
  if (incident.number === null || incident.stamps.reportedAt === null) return 'number'
  if (incident.timers.length > 0 || incident.teamIds.length > 0 || incident.dueBy !== null)
    return 'still-running'
  const order = [...stampNames.filter(name => name !== 'checkedAt' && name !== 'deliveredAt')].flatMap(
    name => incident.stamps[name] ?? [],
  )
  if (order.some((at, index) => index > 0 && at < order[index - 1]!)) return 'stamps'
  return order.some(at => at >= end) ? 'until' : null
}

export const takeOver = handleCommand({
  contract: importHistory,
  touches: params =>
    params.incidents.map(one => ({ kind: incidentKind, id: one.id, expect: 'any' as const })),
  decide: ({ params, entities, township, reference, now }) => {
    const calendar = calendarOf(reference)
    const dayAfter = fromIso(`${params.until}T00:00:00.000Z`) - calendar.offset + DAY
    const end = Math.min(dayAfter, fromIso(now))
    const fresh = params.incidents.filter(one => entities.find(incidentKind, one.id) === undefined)
    for (const [index, incident] of fresh.entries()) {
      const fault = faultOfImport(incident, township, new Date(end).toISOString())
      if (fault !== null)
        return refuse('incidents.import-invalid', { index, number: incident.number, field: fault })
    }
    return accept(
      fresh.map(incident => changed(incidentKind, 'incident.imported', { ...incident, version: 0 })),
      { imported: fresh.length },
    )
  },
})
