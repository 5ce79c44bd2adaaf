import type { ParamsOf } from '@one-centre/shared/contract'
import {
  advanceStage,
  completeIncident,
  concludeHandOver,
  receiveHandOver,
} from '@one-centre/shared/dispatch-commands'
import { evidenceOwed } from '@one-centre/shared/evidence'
import { enter } from '@one-centre/shared/incident-machine'
import { isBody } from '@one-centre/shared/incident-standing'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import { endedTaskStates } from '@one-centre/shared/tasks'
import { accept, handleCommand, type Decision } from '../../kernel/handler.ts'
import { allowed, type Context, incidentTouch, settle, signed } from '../incidents/index.ts'
import { matterKind } from '../matters/index.ts'
import { organisationKind } from '../organisations/index.ts'
import { underLead } from './rules.ts'
import { settleAll, tasksOf } from './sending.ts'

type Completion = ParamsOf<typeof completeIncident>

/** L-18: a stage is finished with its photos where the matter demands them; the next has a clock of its own. */
export const advance = handleCommand({
  contract: advanceStage,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, photos } = context.params
    const incident = allowed(context, incidentId, 'advance-stage')
    if (isRefusal(incident)) return incident
    const matter =
      incident.matterId === null ? undefined : context.reference.find(matterKind, incident.matterId)
    if (matter?.evidence.photoPerStage === true && photos.length === 0) {
      return refuse('incidents.evidence-missing', { missing: ['photoPerStage'] })
    }
    const after: Incident = {
      ...incident,
      stage: incident.stage + 1,
      stagePhotos: [...incident.stagePhotos, { ...signed(context), stage: incident.stage, photos }],
    }
    return accept(settle(context, { type: 'incident.stage-advanced', after }), { incidentId })
  },
})

function missingEvidence(context: Context, incident: Incident, params: Completion): Refusal | null {
  const matter =
    incident.matterId === null ? undefined : context.reference.find(matterKind, incident.matterId)
  const missing = evidenceOwed(matter, incident, { before: params.photosBefore, after: params.photosAfter })
  return missing.length === 0 ? null : refuse('incidents.evidence-missing', { missing })
}

function conclude(
  context: Context,
  params: Completion,
  incident: Incident,
  organisationId: Incident['leadOrganisationId'],
): Decision<{ incidentId: string }> | Refusal {
  const missing = missingEvidence(context, incident, params)
  if (missing !== null) return missing
  const { incidentId, ...said } = params
  const lead = organisationId!
  const after: Incident = {
    ...enter(incident, 'handled', context.now),
    handlerOrganisationIds: [...new Set([...incident.handlerOrganisationIds, lead])],
    completion: { ...signed(context), organisationId: lead, ...said },
  }
  return accept(settle(context, { type: 'incident.completed', after }), { incidentId })
}

export const complete = handleCommand({
  contract: completeIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId } = context.params
    const incident = allowed(context, incidentId, 'complete', tasksOf(context, incidentId))
    return isRefusal(incident)
      ? incident
      : conclude(context, context.params, incident, incident.leadOrganisationId)
  },
})

export const concludeOutside = handleCommand({
  contract: concludeHandOver,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const incident = allowed(context, context.params.incidentId, 'conclude-hand-over')
    return isRefusal(incident)
      ? incident
      : conclude(context, context.params, incident, incident.leadOrganisationId)
  },
})

/** L-30: with the receiver's acceptance, and not before, it leads. Refused, all is as it was. */
export const receive = handleCommand({
  contract: receiveHandOver,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, accepted, receipt } = context.params
    const incident = allowed(context, incidentId, 'receive-hand-over')
    if (isRefusal(incident)) return incident
    const handover = { ...incident.handover!, received: { ...signed(context), accepted, receipt } }
    const receiver = handover.toOrganisationId
    const inside = context.reference.find(organisationKind, receiver)?.township === context.township
    // Inside the town nobody signs for another body.
    if (inside && !isBody(context.actor, context.township, receiver)) {
      return refuse('incidents.not-yours', { action: 'receive-hand-over' })
    }
    if (!accepted) {
      const back = { ...enter(incident, handover.from, context.now), handover }
      const type = 'incident.handover-declined'
      return accept(settle(context, { type, after: back, entering: 'back' }), { incidentId })
    }
    const before = tasksOf(context, incidentId)
    const tasks = before.map(task => underLead(task, receiver))
    const staying = tasks
      .filter(task => !endedTaskStates.includes(task.state))
      .map(task => task.organisationId)
    const assisting = new Set([...incident.assistingOrganisationIds, ...staying])
    assisting.delete(receiver)
    const taken: Incident = {
      ...(inside ? enter(incident, 'accepted', context.now) : incident),
      leadOrganisationId: receiver,
      assistingOrganisationIds: [...assisting],
      handlerOrganisationIds: [...new Set([...incident.handlerOrganisationIds, receiver])],
      handover,
    }
    const changes = settleAll(context, {
      type: 'incident.handover-received',
      incident: taken,
      tasks,
      taskType: () => 'task.lead-changed',
    })
    return accept(changes, { incidentId })
  },
})
