import { Type, type Static } from 'typebox'
import { defineCommand, defineQuery, id, Instant, oneOf, optionalText, record, text } from './contract.ts'
import { TeamOrder } from './dispatch-commands.ts'
import { FileIds } from './reports.ts'
import { taskSteps } from './tasks.ts'

/** Every task command names the incident too: its row is the lock of the whole. */
const both = { incidentId: id<'incident'>(), taskId: id<'task'>() }
const answer = record({ taskId: id<'task'>() })
const reason = text(400)
/** When the phone says it happened; null where the phone's clock is not known. */
const deviceAt = Type.Union([Instant, Type.Null()])

const assignParams = {
  incidentId: id<'incident'>(),
  team: TeamOrder,
  overrideReason: Type.Union([reason, Type.Null()]),
  note: optionalText(1_000),
}

export const assignTask = defineCommand({
  name: 'tasks.assign',
  summary: 'Send one more team; a dispatcher any, a body its own',
  permission: 'teams.set-duty',
  params: record(assignParams),
  answer,
})

export const reserveTask = defineCommand({
  name: 'tasks.reserve',
  summary: '预约: send a team at a later time',
  permission: 'teams.set-duty',
  params: record({ ...assignParams, reservedFor: Instant }),
  answer,
})

export const activateTask = defineCommand({
  name: 'tasks.activate',
  summary: 'A reserved task becomes assigned at its time',
  permission: 'incidents.time',
  params: record(both),
  answer,
})

export const acknowledgeTask = defineCommand({
  name: 'tasks.acknowledge',
  summary: 'The phone has it (delivered), or a person has opened it (read)',
  permission: 'tasks.act',
  params: record({ ...both, receipt: oneOf(['delivered', 'read'] as const), deviceAt }),
  answer,
})

export const acceptTask = defineCommand({
  name: 'tasks.accept',
  summary: '接单',
  permission: 'tasks.act',
  params: record({ ...both, deviceAt }),
  answer,
})

export const departTask = defineCommand({
  name: 'tasks.depart',
  summary: '出发',
  permission: 'tasks.act',
  params: record({ ...both, deviceAt }),
  answer,
})

export const arriveTask = defineCommand({
  name: 'tasks.arrive',
  summary: '到场; the first team on scene moves the incident to handling',
  permission: 'tasks.act',
  params: record({ ...both, deviceAt }),
  answer,
})

export const startTask = defineCommand({
  name: 'tasks.start',
  summary: '开始处置',
  permission: 'tasks.act',
  params: record({ ...both, deviceAt }),
  answer,
})

export const finishTask = defineCommand({
  name: 'tasks.finish',
  summary: '完成: what was done, with the photos the matter asks for',
  permission: 'tasks.act',
  params: record({ ...both, deviceAt, result: text(2_000), photos: FileIds }),
  answer,
})

export const declineTask = defineCommand({
  name: 'tasks.decline',
  summary: '拒接 by an assisting team; the lead body can only return',
  permission: 'tasks.act',
  params: record({ ...both, deviceAt, reason }),
  answer,
})

export const failTask = defineCommand({
  name: 'tasks.fail',
  summary: '无法完成',
  permission: 'tasks.act',
  params: record({ ...both, deviceAt, reason }),
  answer,
})

export const recallTask = defineCommand({
  name: 'tasks.recall',
  summary: '召回',
  permission: 'teams.set-duty',
  params: record({ ...both, reason }),
  answer,
})

export const replaceTask = defineCommand({
  name: 'tasks.replace',
  summary: '改派: another team takes the place of this one',
  permission: 'teams.set-duty',
  params: record({ ...both, team: TeamOrder, reason, overrideReason: Type.Union([reason, Type.Null()]) }),
  answer,
})

export const releaseTask = defineCommand({
  name: 'tasks.release',
  summary: '释放: the team is free again; the incident stays as it is',
  permission: 'incidents.note',
  params: record({ ...both, deviceAt }),
  answer,
})

export const waiveTask = defineCommand({
  name: 'tasks.waive',
  summary: 'Stop waiting for a mandatory task',
  permission: 'teams.set-duty',
  params: record({ ...both, reason }),
  answer,
})

export const correctTaskTime = defineCommand({
  name: 'tasks.correct-time',
  summary: 'Say when a step really happened; the time first written stays',
  permission: 'teams.set-duty',
  params: record({ ...both, step: oneOf(taskSteps), to: Instant, reason: text(200) }),
  answer,
})

/** Why a team is not picked, worst first. */
export const passReasons = [
  'other-township',
  'off-duty',
  'busy',
  'stale',
  'not-competent',
  'wrong-kind',
  'not-certified',
] as const

/** One team of the advice: `pick` teams come first, by distance; the others say why not. */
export const TeamAdvice = record({
  teamId: id<'team'>(),
  organisationId: id<'organisation'>(),
  pick: Type.Boolean(),
  /** Straight line in metres from the last known position, or from the base. */
  distanceMetres: Type.Union([Type.Number(), Type.Null()]),
  from: oneOf(['position', 'base', 'nowhere'] as const),
  /** Seconds since the position was measured. */
  positionAgeSeconds: Type.Union([Type.Number(), Type.Null()]),
  /** Its body may lead this matter. */
  mayLead: Type.Boolean(),
  basis: optionalText(400),
  /** Every reason against it; empty for a pick. */
  against: Type.Array(
    record({
      reason: oneOf(passReasons),
      incidentId: Type.Union([id<'incident'>(), Type.Null()]),
      incidentNumber: Type.Union([Type.String(), Type.Null()]),
      missing: Type.Array(Type.String()),
      ageSeconds: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
})
export type TeamAdvice = Static<typeof TeamAdvice>

export const adviseTeams = defineQuery({
  name: 'tasks.advise',
  summary: 'Who can go, and for each other team why not',
  permission: 'incidents.read',
  params: record({ incidentId: id<'incident'>() }),
  answer: record({
    asOf: Instant,
    leadOrganisationIds: Type.Array(id<'organisation'>()),
    teams: Type.Array(TeamAdvice),
  }),
})
