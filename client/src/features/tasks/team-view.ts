import type { Id } from '@one-centre/shared/ids'
import type { Team } from '@one-centre/shared/people'
import { timeOf } from '@one-centre/shared/task-machine'
import type { Task } from '@one-centre/shared/tasks'
import type { Tone } from '../../design/tones.ts'
import { isUndelivered } from './view.ts'

/** A team is there while one of its tasks is on scene or at work. */
export function isOnScene(openTasks: readonly Task[]): boolean {
  return openTasks.some(task => task.state === 'on_scene' || task.state === 'working')
}

/** How far a team has come, worst first: a task no phone has, one nobody accepted, then along the way. */
export const teamSteps = [
  'undelivered',
  'unaccepted',
  'accepted',
  'en_route',
  'on_scene',
  'finished',
  'free',
  'off',
] as const
export type TeamStep = (typeof teamSteps)[number]

export const teamStepTone: Readonly<Record<TeamStep, Tone>> = {
  undelivered: 'level2',
  unaccepted: 'level3',
  accepted: 'level4',
  en_route: 'level4',
  on_scene: 'normal',
  finished: 'normal',
  free: 'normal',
  off: 'offline',
}

export interface TeamRow {
  readonly id: Id<'team'>
  readonly name: string
  readonly step: TeamStep
  /** When it came to this step, in ms; undefined where nobody wrote it down. */
  readonly since: number | undefined
  readonly incidentId: Id<'incident'> | undefined
}

function stepOf(task: Task, now: number): TeamStep {
  switch (task.state) {
    case 'assigned':
    case 'delivered':
    case 'read':
      return isUndelivered(task, now) ? 'undelivered' : 'unaccepted'
    case 'accepted':
    case 'en_route':
      return task.state
    case 'on_scene':
    case 'working':
      return 'on_scene'
    default:
      return 'finished'
  }
}

const beganStep = {
  undelivered: 'assigned',
  unaccepted: 'assigned',
  accepted: 'accepted',
  en_route: 'enRoute',
  on_scene: 'onScene',
  finished: 'done',
} as const

/** A team by the worst of its open tasks. `now` in ms. */
export function teamRow(team: Team, openTasks: readonly Task[], now: number): TeamRow {
  const { id, name } = team
  const rank = (task: Task) => teamSteps.indexOf(stepOf(task, now))
  const task = [...openTasks].sort((one, other) => rank(one) - rank(other))[0]
  if (task === undefined) {
    return { id, name, step: team.onDuty ? 'free' : 'off', since: undefined, incidentId: undefined }
  }
  const step = stepOf(task, now)
  const at = step === 'free' || step === 'off' ? null : timeOf(task, beganStep[step])
  return { id, name, step, since: at === null ? undefined : Date.parse(at), incidentId: task.incidentId }
}

/** Worst step first; within one, who has been in it longest. */
export function worstFirst(rows: readonly TeamRow[]): readonly TeamRow[] {
  return [...rows].sort(
    (one, other) =>
      teamSteps.indexOf(one.step) - teamSteps.indexOf(other.step) ||
      compareSince(one.since, other.since) ||
      one.name.localeCompare(other.name, 'zh-CN'),
  )
}

function compareSince(one: number | undefined, other: number | undefined): number {
  if (one === other) return 0
  return (one ?? Infinity) < (other ?? Infinity) ? -1 : 1
}
