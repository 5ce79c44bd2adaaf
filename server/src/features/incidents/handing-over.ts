import {
  confirmHandOver,
  handOver,
  voidIncident,
  withdrawIncident,
} from '@one-centre/shared/incident-commands'
import { enter } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse } from '@one-centre/shared/refusals'
import { accept, handleCommand } from '../../kernel/handler.ts'
import { organisationKind } from '../organisations/index.ts'
import { reportTouches } from './intake.ts'
import { answerReports } from './report-commands.ts'
import { allowed, type Context, incidentTouch, oneStep, settle, signed } from './settle.ts'

export const proposeHandOver = handleCommand({
  contract: handOver,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, toOrganisationId, direction, reason } = context.params
    return oneStep(context, incidentId, 'hand-over', incident => {
      const receiver = context.reference.find(organisationKind, toOrganisationId)
      if (receiver === undefined || receiver.retired || toOrganisationId === incident.leadOrganisationId) {
        return refuse('incidents.body-unknown', { organisationId: toOrganisationId })
      }
      const from = incident.state as 'filed' | 'dispatched' | 'accepted' | 'handling'
      return {
        type: 'incident.handover-proposed',
        after: {
          ...incident,
          handover: {
            ...signed(context),
            toOrganisationId,
            direction,
            reason,
            confirmed: null,
            received: null,
            from,
          },
        },
      }
    })
  },
})

/** L-30: the state moves with the shift lead's word; the lead stays with the old body until the receiver has accepted. */
export const ruleOnHandOver = handleCommand({
  contract: confirmHandOver,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, agreed, note } = context.params
    return oneStep(context, incidentId, 'confirm-hand-over', incident => {
      const handover = { ...incident.handover!, confirmed: { ...signed(context), agreed, note } }
      if (!agreed) return { type: 'incident.handover-refused', after: { ...incident, handover } }
      const from = incident.state as 'filed' | 'dispatched' | 'accepted' | 'handling'
      const after = { ...enter(incident, 'handed_over', context.now), handover: { ...handover, from } }
      return { type: 'incident.handed-over', after }
    })
  },
})

export const withdraw = handleCommand({
  contract: withdrawIncident,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => reportTouches(params.incidentId, entities),
  decide: context => {
    const { incidentId, reason } = context.params
    const incident = allowed(context, incidentId, 'withdraw')
    if (isRefusal(incident)) return incident
    return accept(endedBy(context, enter(incident, 'withdrawn', context.now), 'incident.withdrawn', reason), {
      incidentId,
    })
  },
})

export const makeVoid = handleCommand({
  contract: voidIncident,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => reportTouches(params.incidentId, entities),
  decide: context => {
    const { incidentId, reason } = context.params
    const incident = allowed(context, incidentId, 'void')
    if (isRefusal(incident)) return incident
    return accept(endedBy(context, enter(incident, 'void', context.now), 'incident.voided', reason), {
      incidentId,
    })
  },
})

/** The row is kept, and nobody who reported is left without an answer (L-22). */
function endedBy(context: Context, ended: Incident, type: string, reason: string): ReturnType<typeof settle> {
  const after = { ...ended, ended: { ...signed(context), reason } }
  return [...settle(context, { type, after }), ...answerReports(context, ended, reason)]
}
