import { can } from '@one-centre/shared/access'
import type { TeamOrder } from '@one-centre/shared/dispatch-commands'
import type { Incident, IncidentState } from '@one-centre/shared/incidents'
import { isBody } from '@one-centre/shared/incident-standing'
import type { Id } from '@one-centre/shared/ids'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import {
  activateTask,
  assignTask,
  correctTaskTime,
  recallTask,
  replaceTask,
  reserveTask,
  waiveTask,
} from '@one-centre/shared/task-commands'
import { disposesOver, timeOf } from '@one-centre/shared/task-machine'
import { taskSteps, type Task } from '@one-centre/shared/tasks'
import type { Iso } from '@one-centre/shared/time'
import { accept, handleCommand, type Change, type TimerOrder } from '../../kernel/handler.ts'
import { type Context, incidentKind, incidentTouch, signed, withoutTimer } from '../incidents/index.ts'
import { teamKind } from '../people/index.ts'
import { endTask } from './rules.ts'
import { send, settleAll, tasksOf, teamTouches } from './sending.ts'
import { allowedTask, endWith, saveTask } from './steps.ts'

/** States in which another team can join (T-13). */
const sendable: readonly IncidentState[] = [
  'dispatched',
  'accepted',
  'handling',
  'rework',
  'suspended',
  'handed_over',
]

const activationKey = (taskId: Id<'task'>): string => `task/${taskId}/activate`

interface Joining {
  readonly incidentId: Id<'incident'>
  readonly team: TeamOrder
  readonly overrideReason: string | null
  readonly note: string
}

/** T-3, T-13: a dispatcher sends any team, a body its own to an incident it works on. */
function faultOfSender(context: Context, incident: Incident, teamId: Id<'team'>): Refusal | null {
  if (!sendable.includes(incident.state) || incident.leadOrganisationId === null) {
    return refuse('tasks.incident-not-open', { state: incident.state })
  }
  if (can(context.actor, 'incidents.dispatch', context.township)) return null
  const { organisationId } = context.entities.get(teamKind, teamId)
  const involved = [incident.leadOrganisationId, ...incident.assistingOrganisationIds].includes(
    organisationId,
  )
  if (involved && isBody(context.actor, context.township, organisationId)) return null
  return refuse('tasks.not-yours', { action: 'assign' })
}

function joined(
  context: Context,
  params: Joining,
  reservedFor: Iso | null,
): { incident: Incident; task: Task } | Refusal {
  const incident = context.entities.get(incidentKind, params.incidentId)
  const fault = faultOfSender(context, incident, params.team.teamId)
  if (fault !== null) return fault
  const { overrideReason, note } = params
  const leadOrganisationId = incident.leadOrganisationId!
  const sent = send(context, [params.team], {
    incident,
    leadOrganisationId,
    overrideReason,
    note,
    reservedFor,
  })
  if (isRefusal(sent)) return sent
  const task = sent[0]!
  const bodies = new Set([...incident.assistingOrganisationIds, task.organisationId])
  bodies.delete(leadOrganisationId)
  return { incident: { ...incident, assistingOrganisationIds: [...bodies] }, task }
}

function settleJoined(
  context: Context,
  incident: Incident,
  tasks: readonly Task[],
  taskType: (task: Task) => string,
): readonly Change[] {
  return settleAll(context, { type: 'incident.teams-changed', incident, tasks, taskType })
}

export const assign = handleCommand({
  contract: assignTask,
  touches: params => [incidentTouch(params.incidentId), ...teamTouches(params.team)],
  decide: context => {
    const one = joined(context, context.params, null)
    if (isRefusal(one)) return one
    const tasks = [...tasksOf(context, one.incident.id), one.task]
    return accept(
      settleJoined(context, one.incident, tasks, () => 'task.assigned'),
      { taskId: one.task.id },
    )
  },
})

export const reserve = handleCommand({
  contract: reserveTask,
  touches: params => [incidentTouch(params.incidentId), ...teamTouches(params.team)],
  decide: context => {
    const { reservedFor, incidentId, team } = context.params
    if (reservedFor <= context.now) return refuse('tasks.reserved-for-past', { reservedFor })
    const one = joined(context, context.params, reservedFor)
    if (isRefusal(one)) return one
    const key = activationKey(team.taskId)
    const incident = { ...one.incident, timers: [...one.incident.timers, key] }
    const tasks = [...tasksOf(context, incidentId), one.task]
    const params = { incidentId, taskId: team.taskId }
    const timer: TimerOrder = { key, arm: { dueAt: reservedFor, command: 'tasks.activate', params } }
    return accept(
      settleJoined(context, incident, tasks, () => 'task.reserved'),
      { taskId: one.task.id },
      [timer],
    )
  },
})

/** T-14: a reserved task is given at its time, even where the team is still busy: then it waits its turn. */
export const activate = handleCommand({
  contract: activateTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const found = allowedTask(context, context.params, 'activate')
    if (isRefusal(found)) return found
    const { task } = found
    const times = { ...task.times, assigned: { deviceAt: null, serverAt: context.now } }
    const after: Task = { ...task, state: 'assigned', times, openTeamId: task.teamId }
    const incident = withoutTimer(found.incident, activationKey(task.id))
    const tasks = tasksOf(context, incident.id).map(one => (one === task ? after : one))
    return accept(
      settleJoined(context, incident, tasks, () => 'task.assigned'),
      { taskId: task.id },
    )
  },
})

export const recall = handleCommand({
  contract: recallTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const ended = endWith(context, context.params, 'recall', 'recalled')
    if (isRefusal(ended)) return ended
    return { ...ended, timers: [{ key: activationKey(context.params.taskId), arm: null }] }
  },
})

export const replace = handleCommand({
  contract: replaceTask,
  touches: params => [incidentTouch(params.incidentId), ...teamTouches(params.team)],
  decide: context => {
    const { incidentId, taskId, team, reason, overrideReason } = context.params
    const found = allowedTask(context, context.params, 'replace')
    if (isRefusal(found)) return found
    const one = joined(context, { incidentId, team, overrideReason, note: found.task.note }, null)
    if (isRefusal(one)) return one
    const ended = endTask(found.task, 'replaced', { ...signed(context), reason })
    const out: Task = { ...ended, replacedByTaskId: one.task.id }
    const tasks = [...tasksOf(context, incidentId).map(task => (task === found.task ? out : task)), one.task]
    const incident = withoutTimer(one.incident, activationKey(taskId))
    const changes = settleJoined(context, incident, tasks, task =>
      task === out ? 'task.replaced' : 'task.assigned',
    )
    return accept(changes, { taskId: one.task.id }, [{ key: activationKey(taskId), arm: null }])
  },
})

export const waive = handleCommand({
  contract: waiveTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const found = allowedTask(context, context.params, 'waive')
    if (isRefusal(found)) return found
    const { incident, task } = found
    const waived = { ...signed(context), reason: context.params.reason }
    const after = task.waived === null ? { ...task, waived } : task
    return saveTask(context, incident, task, after, { task: 'task.waived', action: null })
  },
})

/** T-6: a correction is a further row; the time first written stays, and the corrected order must still be one. */
export const correct = handleCommand({
  contract: correctTaskTime,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, taskId, step, to, reason } = context.params
    const incident = context.entities.get(incidentKind, incidentId)
    const task = tasksOf(context, incidentId).find(one => one.id === taskId)
    if (task === undefined) return refuse('entity.unknown', { kind: 'task', id: taskId })
    if (!disposesOver(context.actor, incident, task.organisationId)) {
      return refuse('tasks.not-yours', { action: 'correct-time' })
    }
    const from = timeOf(task, step)
    if (from === null) return refuse('tasks.time-unknown', { step })
    const at = taskSteps.indexOf(step)
    const earlier = taskSteps.slice(0, at).flatMap(one => timeOf(task, one) ?? [])
    const later = taskSteps.slice(at + 1).flatMap(one => timeOf(task, one) ?? [])
    if (to > context.now || earlier.some(one => one > to) || later.some(one => one < to)) {
      return refuse('tasks.time-out-of-order', { step, to })
    }
    const corrections = [...task.corrections, { ...signed(context), step, from, to, reason }]
    return saveTask(
      context,
      incident,
      task,
      { ...task, corrections },
      { task: 'task.corrected', action: null },
    )
  },
})
