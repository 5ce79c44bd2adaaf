import type { Id } from '@one-centre/shared/ids'
import { enter, stamped } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import {
  acceptTask,
  acknowledgeTask,
  arriveTask,
  declineTask,
  departTask,
  failTask,
  finishTask,
  releaseTask,
  startTask,
} from '@one-centre/shared/task-commands'
import { judgeTask, stepTask, type TaskAction } from '@one-centre/shared/task-machine'
import type { Task } from '@one-centre/shared/tasks'
import type { Iso } from '@one-centre/shared/time'
import { accept, changed, handleCommand, type Change, type Decision } from '../../kernel/handler.ts'
import { type Context, incidentKind, incidentTouch, signed } from '../incidents/index.ts'
import { accepted } from './dispatching.ts'
import { taskKind } from './kinds.ts'
import { endTask, type EndState, withTasks } from './rules.ts'
import { settleAll, tasksOf } from './sending.ts'

export interface Both {
  readonly incidentId: Id<'incident'>
  readonly taskId: Id<'task'>
}
type Done = Decision<{ taskId: Id<'task'> }>

export interface Found {
  readonly incident: Incident
  readonly task: Task
}

/** The task and its incident, where the machine allows the action. */
export function allowedTask(context: Context, params: Both, action: TaskAction): Found | Refusal {
  const incident = context.entities.get(incidentKind, params.incidentId)
  const task = tasksOf(context, params.incidentId).find(one => one.id === params.taskId)
  if (task === undefined) return refuse('entity.unknown', { kind: 'task', id: params.taskId })
  return judgeTask(action, task, incident, context.actor) ?? { incident, task }
}

/** The incident as the step of one task moves it (L-12): first receipt, the lead team's word, the first on scene. */
function followed(incident: Incident, task: Task, action: TaskAction, now: Iso): Incident {
  if (action === 'deliver' || action === 'read') return stamped(incident, 'deliveredAt', now)
  const there = action === 'arrive' || action === 'start' || action === 'finish'
  const met = there ? stamped(incident, 'arrivedAt', now) : incident
  const lead = task.role === 'lead' && task.cycle === incident.cycle
  if (met.state === 'dispatched' && lead) return accepted(met, now)
  return met.state === 'accepted' && there ? enter(met, 'handling', now) : met
}

const incidentTypes = { accepted: 'incident.accepted', handling: 'incident.arrived' } as const

function typeOf(before: Incident, after: Incident): string {
  if (after.state === before.state) return 'incident.teams-changed'
  return incidentTypes[after.state as keyof typeof incidentTypes]
}

/** Saves one task, and the incident only where the step moved it (T-2). Nothing new is no change (T-5). */
export function saveTask(
  context: Context,
  incident: Incident,
  before: Task,
  after: Task,
  types: { readonly task: string; readonly action: TaskAction | null; readonly detail?: Change['detail'] },
): Done {
  if (after === before) return accept([], { taskId: before.id })
  const tasks = tasksOf(context, incident.id).map(task => (task === before ? after : task))
  const ended = before.endedAt !== null
  const met = types.action === null || ended ? incident : followed(incident, after, types.action, context.now)
  const moved = withTasks(met, tasks)
  if (isSame(moved, incident)) {
    return accept([changed(taskKind, types.task, after, types.detail)], { taskId: after.id })
  }
  const changes = settleAll(context, {
    type: typeOf(incident, moved),
    incident: moved,
    tasks,
    taskType: () => types.task,
    detail: { taskId: after.id, ...types.detail },
  })
  return accept(changes, { taskId: after.id })
}

function isSame(a: Incident, b: Incident): boolean {
  return (
    a.state === b.state &&
    a.stamps === b.stamps &&
    a.teamIds === b.teamIds &&
    a.handlerOrganisationIds === b.handlerOrganisationIds
  )
}

function takeStep(
  context: Context,
  params: Both & { readonly deviceAt: Iso | null },
  action: TaskAction,
  more: (task: Task) => Task = task => task,
): Done | Refusal {
  const found = allowedTask(context, params, action)
  if (isRefusal(found)) return found
  const { incident, task } = found
  const stepped = stepTask(action, task, { deviceAt: params.deviceAt, serverAt: context.now })
  const after = stepped === task ? task : more(stepped)
  return saveTask(context, incident, task, after, { task: types[action], action })
}

const types: Readonly<Record<TaskAction, string>> = {
  activate: 'task.assigned',
  deliver: 'task.delivered',
  read: 'task.read',
  accept: 'task.accepted',
  depart: 'task.departed',
  arrive: 'task.arrived',
  start: 'task.started',
  finish: 'task.done',
  release: 'task.released',
  decline: 'task.declined',
  fail: 'task.failed',
  recall: 'task.recalled',
  replace: 'task.replaced',
  waive: 'task.waived',
}

export const acknowledge = handleCommand({
  contract: acknowledgeTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context =>
    takeStep(context, context.params, context.params.receipt === 'read' ? 'read' : 'deliver'),
})

export const acceptByTeam = handleCommand({
  contract: acceptTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => takeStep(context, context.params, 'accept'),
})

export const depart = handleCommand({
  contract: departTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => takeStep(context, context.params, 'depart'),
})

export const arrive = handleCommand({
  contract: arriveTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => takeStep(context, context.params, 'arrive'),
})

export const start = handleCommand({
  contract: startTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => takeStep(context, context.params, 'start'),
})

export const finish = handleCommand({
  contract: finishTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { result, photos } = context.params
    return takeStep(context, context.params, 'finish', task => ({ ...task, result, photos }))
  },
})

export const release = handleCommand({
  contract: releaseTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => takeStep(context, context.params, 'release'),
})

/** Ends the task with a reason; a task that has ended is not ended again. */
export function endWith(
  context: Context,
  params: Both & { readonly reason: string },
  action: TaskAction,
  state: EndState,
): Done | Refusal {
  const found = allowedTask(context, params, action)
  if (isRefusal(found)) return found
  const after = endTask(found.task, state, { ...signed(context), reason: params.reason })
  return saveTask(context, found.incident, found.task, after, { task: types[action], action: null })
}

export const decline = handleCommand({
  contract: declineTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => endWith(context, context.params, 'decline', 'declined'),
})

export const fail = handleCommand({
  contract: failTask,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => endWith(context, context.params, 'fail', 'failed'),
})
