import { Type, type Static } from 'typebox'
import { defineCommand, id, oneOf, optionalText, record, text } from './contract.ts'
import { Reply, returnReasons } from './incident-parts.ts'
import { FileIds } from './reports.ts'
import { taskRoles } from './tasks.ts'

/** The incident commands that also make or look at tasks; the server keeps them in the tasks slice. */

const incidentId = id<'incident'>()
const answer = record({ incidentId })
const reason = text(400)

/** One team to send. A team with an open task is refused, unless a reason says why it waits its turn. */
export const TeamOrder = record({
  taskId: id<'task'>(),
  teamId: id<'team'>(),
  role: oneOf(taskRoles),
  mandatory: Type.Boolean(),
  queueReason: Type.Union([text(200), Type.Null()]),
})
export type TeamOrder = Static<typeof TeamOrder>

const dispatchParams = {
  incidentId,
  leadOrganisationId: id<'organisation'>(),
  assistingOrganisationIds: Type.Array(id<'organisation'>(), { maxItems: 20 }),
  teams: Type.Array(TeamOrder, { maxItems: 20 }),
  /** Needed where the lead body or a team fails the competence check. */
  overrideReason: Type.Union([text(400), Type.Null()]),
  note: optionalText(1_000),
}
const dispatchAnswer = record({ incidentId, taskIds: Type.Array(id<'task'>()) })

export const dispatchIncident = defineCommand({
  name: 'incidents.dispatch',
  summary: '派遣: one lead body, assisting bodies and teams; at level 1 intake may, and before filing',
  permission: 'incidents.intake',
  params: record(dispatchParams),
  answer: dispatchAnswer,
})

export const redispatchIncident = defineCommand({
  name: 'incidents.redispatch',
  summary: '改派 after a return; after two returns only designating is left',
  permission: 'incidents.dispatch',
  params: record(dispatchParams),
  answer: dispatchAnswer,
})

export const designateIncident = defineCommand({
  name: 'incidents.designate',
  summary: '指定管辖: after two returns the shift lead or a leader names the body, which may not return it',
  permission: 'incidents.lead',
  params: record({ incidentId, organisationId: id<'organisation'>(), reason }),
  answer,
})

export const acceptIncident = defineCommand({
  name: 'incidents.accept',
  summary: '签收 by the lead body; a delivery receipt is not acceptance',
  permission: 'tasks.act',
  params: record({ incidentId }),
  answer,
})

export const returnIncident = defineCommand({
  name: 'incidents.return',
  summary: '退单: once per body, with its basis; the handling clock goes on',
  permission: 'incidents.handle',
  params: record({ incidentId, reason: oneOf(returnReasons), basis: text(400) }),
  answer,
})

export const advanceStage = defineCommand({
  name: 'incidents.advance-stage',
  summary: 'Finish 围护 or 修复 and begin the next stage with its own clock',
  permission: 'tasks.act',
  params: record({ incidentId, photos: FileIds }),
  answer,
})

export const completeIncident = defineCommand({
  name: 'incidents.complete',
  summary: '处置完毕: measures, evidence and the four-part reply',
  permission: 'incidents.handle',
  params: record({
    incidentId,
    measures: text(2_000),
    reply: Reply,
    photosBefore: FileIds,
    photosAfter: FileIds,
  }),
  answer,
})

export const passIncident = defineCommand({
  name: 'incidents.pass',
  summary: '核查通过 by another body; the incident closes and every reporter is answered',
  permission: 'incidents.verify',
  params: record({
    incidentId,
    note: optionalText(1_000),
    photos: FileIds,
    /** What the reporters are told. */
    answer: text(2_000),
  }),
  answer,
})

export const failIncident = defineCommand({
  name: 'incidents.fail',
  summary: '核查未通过: back to the handlers as rework',
  permission: 'incidents.verify',
  params: record({ incidentId, note: text(1_000), photos: FileIds }),
  answer,
})

export const reopenIncident = defineCommand({
  name: 'incidents.reopen',
  summary: '重启: every armed timer is cancelled first and a new cycle begins',
  permission: 'incidents.reopen',
  params: record({ incidentId, reason }),
  answer,
})

export const receiveHandOver = defineCommand({
  name: 'incidents.receive-hand-over',
  summary: 'The receiver takes it or refuses; for a body outside the dispatcher records its receipt',
  permission: 'incidents.note',
  params: record({ incidentId, accepted: Type.Boolean(), receipt: text(400) }),
  answer,
})

export const concludeHandOver = defineCommand({
  name: 'incidents.conclude-hand-over',
  summary: 'Record what the body outside reports as its result; verification follows',
  permission: 'incidents.dispatch',
  params: record({
    incidentId,
    measures: text(2_000),
    reply: Reply,
    photosBefore: FileIds,
    photosAfter: FileIds,
  }),
  answer,
})
