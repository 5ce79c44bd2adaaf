import type { ParamsOf } from '@one-centre/shared/contract'
import {
  acceptIncident,
  designateIncident,
  dispatchIncident,
  redispatchIncident,
  returnIncident,
} from '@one-centre/shared/dispatch-commands'
import { enter } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import { endedTaskStates } from '@one-centre/shared/tasks'
import { accept, handleCommand, type Decision } from '../../kernel/handler.ts'
import { allowed, type Context, incidentTouch, signed } from '../incidents/index.ts'
import { organisationKind } from '../organisations/index.ts'
import { endTask, underLead } from './rules.ts'
import { faultOfLead, send, settleAll, tasksOf, teamTouches } from './sending.ts'

type Dispatch = ParamsOf<typeof dispatchIncident>
type Dispatched = Decision<{ incidentId: string; taskIds: string[] }>

/** L-11: one lead, the assisting bodies beside it, and every body a team of which goes along. */
function assistingOf(
  context: Context,
  params: Dispatch,
  going: readonly string[],
): readonly string[] | Refusal {
  const { leadOrganisationId, assistingOrganisationIds } = params
  if (assistingOrganisationIds.includes(leadOrganisationId)) {
    return refuse('incidents.lead-twice', { organisationId: leadOrganisationId })
  }
  const unknown = assistingOrganisationIds.find(one => {
    const body = context.reference.find(organisationKind, one)
    return body === undefined || body.retired
  })
  if (unknown !== undefined) return refuse('incidents.body-unknown', { organisationId: unknown })
  return [...new Set([...assistingOrganisationIds, ...going])].filter(one => one !== leadOrganisationId)
}

function carryOut(
  context: Context,
  params: Dispatch,
  incident: Incident,
  type: string,
): Dispatched | Refusal {
  const { leadOrganisationId, overrideReason, note } = params
  const fault = faultOfLead(context, incident, leadOrganisationId, overrideReason)
  if (fault !== null) return fault
  const sent = send(context, params.teams, {
    incident,
    leadOrganisationId,
    overrideReason,
    note,
    reservedFor: null,
  })
  if (isRefusal(sent)) return sent
  const before = tasksOf(context, incident.id).map(task => underLead(task, leadOrganisationId))
  const tasks = [...before, ...sent]
  const going = tasks.filter(task => !endedTaskStates.includes(task.state)).map(task => task.organisationId)
  const assistingOrganisationIds = assistingOf(context, params, going)
  if (isRefusal(assistingOrganisationIds)) return assistingOrganisationIds

  const dispatchedFirst = incident.dispatchedFirst || incident.stamps.filedAt === null
  const after = {
    ...enter(incident, 'dispatched', context.now),
    leadOrganisationId,
    assistingOrganisationIds: [...assistingOrganisationIds],
    dispatchedFirst,
  }
  const taskType = (task: { readonly version: number }): string =>
    task.version === 0 ? 'task.assigned' : 'task.lead-changed'
  const detail = { overrideReason, note }
  const changes = settleAll(context, { type, incident: after, tasks, taskType, detail })
  return accept(changes, { incidentId: incident.id, taskIds: sent.map(task => task.id) })
}

export const dispatch = handleCommand({
  contract: dispatchIncident,
  touches: params => [incidentTouch(params.incidentId), ...params.teams.flatMap(teamTouches)],
  decide: context => {
    const incident = allowed(context, context.params.incidentId, 'dispatch')
    return isRefusal(incident) ? incident : carryOut(context, context.params, incident, 'incident.dispatched')
  },
})

export const redispatch = handleCommand({
  contract: redispatchIncident,
  touches: params => [incidentTouch(params.incidentId), ...params.teams.flatMap(teamTouches)],
  decide: context => {
    const incident = allowed(context, context.params.incidentId, 'redispatch')
    return isRefusal(incident)
      ? incident
      : carryOut(context, context.params, incident, 'incident.redispatched')
  },
})

/** L-15, L-16: the word of the shift lead or a leader ends the ping-pong; competence is theirs to say. */
export const designate = handleCommand({
  contract: designateIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, organisationId, reason } = context.params
    const incident = allowed(context, incidentId, 'designate')
    if (isRefusal(incident)) return incident
    const fault = faultOfLead(context, incident, organisationId, reason)
    if (fault !== null) return fault
    const after: Incident = {
      ...enter(incident, 'dispatched', context.now),
      leadOrganisationId: organisationId,
      assistingOrganisationIds: incident.assistingOrganisationIds.filter(one => one !== organisationId),
      designated: { ...signed(context), organisationId, reason },
    }
    const tasks = tasksOf(context, incidentId).map(task => underLead(task, organisationId))
    const changes = settleAll(context, {
      type: 'incident.designated',
      incident: after,
      tasks,
      taskType: () => 'task.lead-changed',
    })
    return accept(changes, { incidentId })
  },
})

/** L-12: whoever arrived before the lead body accepted is already handling. */
export const acceptForBody = handleCommand({
  contract: acceptIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId } = context.params
    const incident = allowed(context, incidentId, 'accept')
    if (isRefusal(incident)) return incident
    const tasks = tasksOf(context, incidentId)
    const changes = settleAll(context, {
      type: 'incident.accepted',
      incident: accepted(incident, context.now),
      tasks,
      taskType: () => 'task.changed',
    })
    return accept(changes, { incidentId })
  },
})

/** The incident as the lead body has accepted it. */
export function accepted(incident: Incident, now: string): Incident {
  const lead = incident.leadOrganisationId!
  const after = enter(incident, 'accepted', now)
  const signedFor = {
    ...after,
    handlerOrganisationIds: [...new Set([...after.handlerOrganisationIds, lead])],
  }
  return after.stamps.arrivedAt === null ? signedFor : enter(signedFor, 'handling', now)
}

/** L-14, L-17: the body is out with its teams; the others go on, and so does the handling clock. */
export const returnToCentre = handleCommand({
  contract: returnIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, reason, basis } = context.params
    const incident = allowed(context, incidentId, 'return')
    if (isRefusal(incident)) return incident
    const organisationId = incident.leadOrganisationId!
    const after: Incident = {
      ...enter(incident, 'returned', context.now),
      leadOrganisationId: null,
      returns: [...incident.returns, { ...signed(context), organisationId, reason, basis }],
    }
    const ending = { ...signed(context), reason: basis }
    const tasks = tasksOf(context, incidentId).map(task =>
      task.organisationId === organisationId ? endTask(task, 'recalled', ending) : task,
    )
    const changes = settleAll(context, {
      type: 'incident.returned',
      incident: after,
      tasks,
      taskType: () => 'task.recalled',
      detail: { reason, organisationId },
    })
    return accept(changes, { incidentId })
  },
})
