import { type Actor, can, holds } from './access.ts'
import { isBody, isOfTeam } from './incident-standing.ts'
import type { Incident, IncidentState } from './incidents.ts'
import { refuse, type Refusal } from './refusals.ts'
import {
  endedTaskStates,
  openTaskStates,
  type Task,
  type TaskState,
  type TaskStep,
  type TaskTime,
} from './tasks.ts'
import { fromIso, MINUTE, type Iso } from './time.ts'

/** Who may: the team itself (or its body, for a phone that is silent), or whoever disposes over teams. */
type TaskStanding = 'team' | 'disposer' | 'team-or-disposer' | 'system'

interface TaskRule {
  readonly standing: TaskStanding
  readonly moves: Readonly<Partial<Record<TaskState, TaskState>>>
  /** A message of the phone: it is placed whenever the machine can, late or out of order (T-4). */
  readonly step?: TaskStep
}

const to = (state: TaskState, ...from: readonly TaskState[]): TaskRule['moves'] =>
  Object.fromEntries(from.map(one => [one, state]))

const waiting = ['assigned', 'delivered', 'read'] as const
const onTheWay = ['accepted', 'en_route', 'on_scene', 'working'] as const

/** The machine of one task. A step that skips others is placed: the phone's messages may come in any order. */
export const taskTable = {
  activate: { standing: 'system', moves: to('assigned', 'reserved') },
  deliver: { standing: 'team', step: 'delivered', moves: to('delivered', 'assigned') },
  read: { standing: 'team', step: 'read', moves: to('read', 'assigned', 'delivered') },
  accept: { standing: 'team', step: 'accepted', moves: to('accepted', ...waiting) },
  depart: { standing: 'team', step: 'enRoute', moves: to('en_route', ...waiting, 'accepted') },
  arrive: { standing: 'team', step: 'onScene', moves: to('on_scene', ...waiting, 'accepted', 'en_route') },
  start: {
    standing: 'team',
    step: 'working',
    moves: to('working', ...waiting, 'accepted', 'en_route', 'on_scene'),
  },
  finish: { standing: 'team', step: 'done', moves: to('done', ...waiting, ...onTheWay) },
  release: { standing: 'team-or-disposer', step: 'released', moves: to('released', 'done') },
  decline: { standing: 'team', moves: to('declined', ...waiting) },
  fail: { standing: 'team', moves: to('failed', ...onTheWay) },
  recall: { standing: 'disposer', moves: to('recalled', 'reserved', ...waiting, ...onTheWay) },
  replace: { standing: 'disposer', moves: to('replaced', 'reserved', ...waiting, ...onTheWay) },
  waive: {
    standing: 'disposer',
    moves: Object.fromEntries(
      (['reserved', ...waiting, ...onTheWay, 'declined', 'failed'] as const).map(state => [state, state]),
    ),
  },
} as const satisfies Record<string, TaskRule>
export type TaskAction = keyof typeof taskTable
export const taskActions = Object.keys(taskTable) as readonly TaskAction[]

const progress: readonly TaskState[] = [...waiting, ...onTheWay, 'done', 'released']

/** Incident states in which its teams can still be sent and write their times. */
export const fieldStates: readonly IncidentState[] = [
  'dispatched',
  'accepted',
  'handling',
  'rework',
  'suspended',
  'handed_over',
  'handled',
]

export function isOpen(task: Task): boolean {
  return (openTaskStates as readonly TaskState[]).includes(task.state)
}

const stepOf = (action: TaskAction): TaskStep | undefined => (taskTable[action] as TaskRule).step

/** Where the action leads; the state itself where a late message only adds its time; undefined where it is refused (T-1, T-4). */
export function taskTarget(action: TaskAction, task: Task): TaskState | undefined {
  const rule: TaskRule = taskTable[action]
  const next = rule.moves[task.state]
  if (next !== undefined) return next
  const step = stepOf(action)
  if (step === undefined || task.state === 'reserved') return undefined
  // T-4: the order is the server's; what comes late is written where it belongs and moves nothing back.
  if (endedTaskStates.includes(task.state)) return step === 'released' ? undefined : task.state
  return progress.indexOf(task.state) >= progress.indexOf(targetState(rule)) ? task.state : undefined
}

function targetState(rule: TaskRule): TaskState {
  return Object.values(rule.moves)[0] ?? 'assigned'
}

/** Why not, or null (T-1, T-2, T-3). */
export function judgeTask(action: TaskAction, task: Task, incident: Incident, actor: Actor): Refusal | null {
  if (!stands(taskTable[action].standing, task, incident, actor)) return refuse('tasks.not-yours', { action })
  if (action === 'decline' && task.role === 'lead') return refuse('tasks.lead-only-returns', {})
  const waivable = task.mandatory && task.waived === null
  if (taskTarget(action, task) === undefined || (action === 'waive' && !waivable)) {
    return refuse('tasks.not-allowed', { action, state: task.state })
  }
  return null
}

function stands(standing: TaskStanding, task: Task, incident: Incident, actor: Actor): boolean {
  if (holds(actor, 'system', task.township)) return true
  if (standing === 'system') return false
  const team =
    isOfTeam(actor, task.township, task.teamId) || isBody(actor, task.township, task.organisationId)
  if (standing === 'team') return team
  const disposes = disposesOver(actor, incident, task.organisationId)
  return standing === 'disposer' ? disposes : team || disposes
}

/** A dispatcher disposes over every team, a body over its own and, where it leads, over every team of the incident (T-3). */
export function disposesOver(
  actor: Actor,
  incident: Incident,
  organisationId: Task['organisationId'],
): boolean {
  return (
    can(actor, 'incidents.dispatch', incident.township) ||
    isBody(actor, incident.township, organisationId) ||
    isBody(actor, incident.township, incident.leadOrganisationId)
  )
}

/** The buttons of one task for one person (T-3). */
export function allowedTaskActions(task: Task, incident: Incident, actor: Actor): readonly TaskAction[] {
  return taskActions.filter(action => {
    const moves = (taskTable[action] as TaskRule).moves[task.state] !== undefined
    return moves && judgeTask(action, task, incident, actor) === null
  })
}

/** The task in its next state, the step's time written if it was not (T-5). Hands back the same object where nothing is new. */
export function stepTask(action: TaskAction, task: Task, time: TaskTime): Task {
  const state = taskTarget(action, task) ?? task.state
  const step = stepOf(action)
  const times = step === undefined || task.times[step] !== null ? task.times : { ...task.times, [step]: time }
  if (state === task.state && times === task.times) return task
  const ended = endedTaskStates.includes(state)
  const moved = { ...task, state, times, endedAt: ended ? (task.endedAt ?? time.serverAt) : null }
  return { ...moved, openTeamId: isOpen(moved) ? moved.teamId : null }
}

/** The body took part: its people said yes or did something (L-20). */
export function tookPart(task: Task): boolean {
  const { accepted, enRoute, onScene, working, done } = task.times
  return [accepted, enRoute, onScene, working, done].some(time => time !== null)
}

/** A phone's clock this far from the server's arrival means that the step was sent late. */
const LATE_MS = MINUTE

/** When the phone says a step was, where it was sent a minute or more later and nobody has corrected it; else null (T-6). */
export function phoneTimeOf(task: Task, step: TaskStep): Iso | null {
  const time = task.times[step]
  if (time === null || time.deviceAt === null || task.corrections.some(one => one.step === step)) return null
  return Math.abs(fromIso(time.serverAt) - fromIso(time.deviceAt)) < LATE_MS ? null : time.deviceAt
}

/** When a step really happened: the last correction, or the time first written (T-6). */
export function timeOf(task: Task, step: TaskStep): Iso | null {
  const correction = task.corrections.filter(one => one.step === step).at(-1)
  return correction?.to ?? task.times[step]?.serverAt ?? null
}
