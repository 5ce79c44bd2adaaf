import type { Actor } from '@one-centre/shared/access'
import { isOfTeam } from '@one-centre/shared/incident-standing'
import type { Incident } from '@one-centre/shared/incidents'
import { allowedTaskActions, isOpen, stepTask, type TaskAction } from '@one-centre/shared/task-machine'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { toIso } from '@one-centre/shared/time'
import type { PendingCommand } from '../../kernel/pending.ts'

export const phoneSteps = ['accept', 'depart', 'arrive', 'start', 'finish', 'release'] as const
export type PhoneStep = (typeof phoneSteps)[number]
export const refusals = ['decline', 'fail'] as const
export type PhoneRefusal = (typeof refusals)[number]

const nextOf: Readonly<Partial<Record<TaskState, PhoneStep>>> = {
  assigned: 'accept',
  delivered: 'accept',
  read: 'accept',
  accepted: 'depart',
  en_route: 'arrive',
  on_scene: 'start',
  working: 'finish',
  done: 'release',
}

/** The one big button of the task, or undefined where this person may not go on (PH-1). */
export function nextStep(task: Task, incident: Incident, actor: Actor): PhoneStep | undefined {
  const next = nextOf[task.state]
  return next !== undefined && allowedTaskActions(task, incident, actor).includes(next) ? next : undefined
}

/** The way to say no that the state leaves open. */
export function refusalOf(task: Task, incident: Incident, actor: Actor): PhoneRefusal | undefined {
  const allowed = allowedTaskActions(task, incident, actor)
  return refusals.find(action => allowed.includes(action))
}

const actionOf: Readonly<Partial<Record<string, TaskAction>>> = {
  'tasks.accept': 'accept',
  'tasks.depart': 'depart',
  'tasks.arrive': 'arrive',
  'tasks.start': 'start',
  'tasks.finish': 'finish',
  'tasks.release': 'release',
  'tasks.decline': 'decline',
  'tasks.fail': 'fail',
}

function actionIn({ order }: PendingCommand): TaskAction | undefined {
  if (order.name !== 'tasks.acknowledge') return actionOf[order.name]
  const receipt = (order.params as { readonly receipt?: unknown } | null)?.receipt
  return receipt === 'read' ? 'read' : 'deliver'
}

/** The task as it will be once everything said on this device has arrived (PH-2). */
export function asSaid(task: Task, pending: readonly PendingCommand[]): Task {
  return pending
    .filter(({ order }) => order.marks.includes(task.id))
    .reduce((said, command) => {
      const action = actionIn(command)
      const at = toIso(command.order.givenAt)
      return action === undefined ? said : stepTask(action, said, { deviceAt: at, serverAt: at })
    }, task)
}

/** The open tasks of this person's teams, the first assigned first. */
export function tasksOf(
  actor: Actor,
  tasks: readonly Task[],
  pending: readonly PendingCommand[],
): readonly Task[] {
  const began = (task: Task) => task.times.assigned?.serverAt ?? ''
  return tasks
    .filter(task => isOfTeam(actor, task.township, task.teamId))
    .map(task => asSaid(task, pending))
    .filter(isOpen)
    .sort((one, other) => (began(one) < began(other) ? -1 : 1))
}

/** Nobody has opened it yet: it takes the whole screen. */
export function isIncoming(task: Task): boolean {
  return task.state === 'assigned' || task.state === 'delivered'
}

const sharing: readonly TaskState[] = ['accepted', 'en_route', 'on_scene', 'working']

/** PH-3 */
export function sharesPosition(task: Task): boolean {
  return sharing.includes(task.state)
}
