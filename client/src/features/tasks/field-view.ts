import type { Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
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
import { allowedTaskActions, isOpen, stepTask, type TaskAction } from '@one-centre/shared/task-machine'
import type { Task, TaskState, TaskStep } from '@one-centre/shared/tasks'
import { fromIso, toIso, type Iso } from '@one-centre/shared/time'

/** The one way forward of a task, in the order of the work. */
const forward = ['accept', 'depart', 'arrive', 'start', 'finish', 'release'] as const
const backward = ['decline', 'fail'] as const
export type RefusingAction = (typeof backward)[number]

/** Steps that need nothing but the press; finishing says what was done. */
export const stepCommands = {
  accept: acceptTask,
  depart: departTask,
  arrive: arriveTask,
  start: startTask,
  release: releaseTask,
} as const
export type StepAction = keyof typeof stepCommands
export const refusingCommands = { decline: declineTask, fail: failTask } as const

const actionOfCommand: Readonly<Record<string, TaskAction>> = {
  ...Object.fromEntries(Object.entries(stepCommands).map(([action, { name }]) => [name, action])),
  ...Object.fromEntries(Object.entries(refusingCommands).map(([action, { name }]) => [name, action])),
  [finishTask.name]: 'finish',
}

/** What the view needs of a command that has no answer yet, in the order given. */
export interface GivenCommand {
  readonly name: string
  readonly marks: readonly string[]
  /** ms since the epoch. */
  readonly givenAt: number
  readonly params: unknown
}

/** The task as it will be once the commands on their way have arrived, so that work goes on without a network (U-50). */
export function foreseen(task: Task, given: readonly GivenCommand[]): Task {
  return given
    .filter(one => one.marks.includes(task.id))
    .reduce((after, one) => {
      const action = one.name === acknowledgeTask.name ? receiptAction(one.params) : actionOfCommand[one.name]
      const at = toIso(one.givenAt)
      return action === undefined ? after : stepTask(action, after, { deviceAt: at, serverAt: at })
    }, task)
}

function receiptAction(params: unknown): TaskAction {
  const read =
    typeof params === 'object' && params !== null && 'receipt' in params && params.receipt === 'read'
  return read ? 'read' : 'deliver'
}

const unanswered: readonly TaskState[] = ['assigned', 'delivered', 'read']
const underway: readonly TaskState[] = ['accepted', 'en_route', 'on_scene', 'working']

const rank = ({ state }: Task): number => {
  if (unanswered.includes(state)) return 0
  if (underway.includes(state)) return 1
  return state === 'done' ? 2 : 3
}

/** When the task last began or ended: what its place in the list goes by. */
export const sinceOf = (task: Task): Iso =>
  task.endedAt ?? task.times.assigned?.serverAt ?? task.reservedFor ?? ''

/** How many ended tasks stay at hand. */
const ENDED_SHOWN = 10

/** Of my teams: those waiting for an answer, those under way, those done, then the last ended; each newest first (U-51). */
export function fieldList(tasks: readonly Task[], teamIds: readonly Id<'team'>[]): readonly Task[] {
  const mine = tasks
    .filter(task => teamIds.includes(task.teamId) && task.state !== 'reserved')
    .sort((one, other) => rank(one) - rank(other) || (sinceOf(one) < sinceOf(other) ? 1 : -1))
  return [...mine.filter(isOpen), ...mine.filter(task => !isOpen(task)).slice(0, ENDED_SHOWN)]
}

export function teamsOf(actor: Actor | undefined): readonly Id<'team'>[] {
  return [...new Set(actor?.posts.flatMap(post => post.teamId ?? []) ?? [])]
}

/** Nobody of the team has opened it: it fills the screen and rings (U-52). */
export function incomingOf(list: readonly Task[]): Task | undefined {
  return list.find(task => task.state === 'assigned' || task.state === 'delivered')
}

/** The one big button: the next step of the machine, or none (U-53). */
export function nextAction(task: Task, incident: Incident | undefined, actor: Actor | undefined) {
  return firstAllowed(forward, task, incident, actor)
}

/** Saying no: before the yes of an assisting team, or giving up after it (U-53). */
export function refusingAction(task: Task, incident: Incident | undefined, actor: Actor | undefined) {
  return firstAllowed(backward, task, incident, actor)
}

function firstAllowed<Action extends TaskAction>(
  actions: readonly Action[],
  task: Task,
  incident: Incident | undefined,
  actor: Actor | undefined,
): Action | undefined {
  if (incident === undefined || actor === undefined) return undefined
  const allowed = allowedTaskActions(task, incident, actor)
  return actions.find(action => allowed.includes(action))
}

export interface Receipt {
  readonly task: Task
  readonly receipt: 'delivered' | 'read'
}

/** Receipts this phone still owes: delivered for each task it has got, read for the one it shows (U-54). */
export function receiptsOwed(list: readonly Task[], opened: Id<'task'> | undefined): readonly Receipt[] {
  return list.flatMap((task): readonly Receipt[] => {
    if (task.id === opened && (task.state === 'assigned' || task.state === 'delivered'))
      return [{ task, receipt: 'read' }]
    return task.state === 'assigned' ? [{ task, receipt: 'delivered' }] : []
  })
}

/** The accepted task for which this phone says where it is; none, and it says nothing (U-55). */
export function sharedFor(list: readonly Task[]): Task | undefined {
  return list.find(task => underway.includes(task.state))
}

const steps: readonly TaskStep[] = ['assigned', 'accepted', 'enRoute', 'onScene', 'working', 'done']

/** The course of a task for its time line, in ms; undefined is still to come. */
export function courseOf(
  task: Task,
): readonly { readonly step: TaskStep; readonly at: number | undefined }[] {
  return steps.map(step => {
    const time = task.times[step]
    return { step, at: time === null ? undefined : fromIso(time.serverAt) }
  })
}

/** A report says what, and where by words or by a point (U-56). */
export function canReport(form: {
  readonly text: string
  readonly address: string
  readonly located: boolean
}) {
  return form.text.trim() !== '' && (form.located || form.address.trim() !== '')
}

/** What a picture of a report is for. */
export const REPORT = 'report'

/** Where one person's text about a task is kept until the server has it. */
export const finishDraft = (owner: string, taskId: Id<'task'>): string => `finish/${owner}/${taskId}`

const yes: readonly string[] = [
  stepCommands.accept,
  stepCommands.depart,
  stepCommands.arrive,
  stepCommands.start,
].map(({ name }) => name)

/** Whether the yes that allows positions is still on its way; what is measured waits for it (FD-21). */
export function holdsPositions(
  pending: readonly {
    readonly order: { readonly name: string }
    readonly state: { readonly kind: string }
  }[],
): boolean {
  return pending.some(({ order, state }) => state.kind !== 'arriving' && yes.includes(order.name))
}
