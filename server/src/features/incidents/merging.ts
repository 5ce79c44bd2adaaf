import { mergeIncident, splitIncident } from '@one-centre/shared/incident-commands'
import { MERGE_INTO_CLOSED_DAYS } from '@one-centre/shared/incident-limits'
import { enter, isResting } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import { DAY, fromIso, type Iso } from '@one-centre/shared/time'
import { accept, changed, handleCommand } from '../../kernel/handler.ts'
import { incidentKind } from './kinds.ts'
import { allowed, incidentTouch, settle, signed } from './settle.ts'

/** L-9: a master is at hand, or closed a short while ago; never itself merged, never the same incident; what holds others is no one's part. */
function faultOfMaster(incident: Incident, master: Incident, now: Iso): Refusal | null {
  if (incident.id === master.id) return refuse('incidents.merge-itself', {})
  if (incident.mergedFrom.length > 0)
    return refuse('incidents.merge-chain', { holds: incident.mergedFrom.length })
  const justClosed =
    master.state === 'closed' &&
    fromIso(now) - fromIso(master.stamps.closedAt ?? now) <= MERGE_INTO_CLOSED_DAYS * DAY
  if (master.state === 'draft' || (isResting(master.state) && !justClosed)) {
    return refuse('incidents.master-not-open', { state: master.state })
  }
  return null
}

export const merge = handleCommand({
  contract: mergeIncident,
  touches: params => [incidentTouch(params.incidentId), incidentTouch(params.masterId)],
  decide: context => {
    const { incidentId, masterId, reason } = context.params
    const incident = allowed(context, incidentId, 'merge')
    if (isRefusal(incident)) return incident
    const master = context.entities.get(incidentKind, masterId)
    const fault = faultOfMaster(incident, master, context.now)
    if (fault !== null) return fault

    const from = incident.state === 'filed' ? 'filed' : 'reported'
    const after: Incident = {
      ...enter(incident, 'merged', context.now),
      masterId,
      merge: { ...signed(context), reason, from },
    }
    const enlarged: Incident = {
      ...master,
      mergedFrom: [...master.mergedFrom, incidentId],
      reportIds: [...new Set([...master.reportIds, ...incident.reportIds])],
    }
    return accept(
      [
        ...settle(context, { type: 'incident.merged', after }),
        changed(incidentKind, 'incident.enlarged', enlarged, { incidentId }),
      ],
      { incidentId },
    )
  },
})

/** L-10: the merge is undone whole: state, clocks and reports. */
export const split = handleCommand({
  contract: splitIncident,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => {
    const masterId = entities.find(incidentKind, params.incidentId)?.masterId ?? null
    return masterId === null ? [] : [incidentTouch(masterId)]
  },
  decide: context => {
    const { incidentId, reason } = context.params
    const incident = allowed(context, incidentId, 'split')
    if (isRefusal(incident)) return incident
    const master = context.entities.get(incidentKind, incident.masterId!)
    const after: Incident = {
      ...enter(incident, incident.merge?.from ?? 'reported', context.now),
      masterId: null,
      merge: null,
    }
    const reduced: Incident = {
      ...master,
      mergedFrom: master.mergedFrom.filter(id => id !== incidentId),
      reportIds: master.reportIds.filter(id => !incident.reportIds.includes(id)),
    }
    return accept(
      [
        ...settle(context, { type: 'incident.split', after, detail: { reason }, entering: 'back' }),
        changed(incidentKind, 'incident.reduced', reduced, { incidentId }),
      ],
      { incidentId },
    )
  },
})
