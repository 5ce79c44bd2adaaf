import type { Incident } from '@one-centre/shared/incidents'
import { tasksAwaited } from '@one-centre/shared/incident-guards'
import { isResting } from '@one-centre/shared/incident-machine'
import type { Task } from '@one-centre/shared/tasks'
import { seeded, type Seeded } from './seeded.ts'

/** Who acts: somebody of the centre, of a body, of a team. */
export type Performer =
  | { readonly role: 'intake' | 'dispatcher' | 'verifier' }
  | { readonly role: 'body'; readonly organisationId: string }
  | { readonly role: 'member'; readonly teamId: string }

/** What would happen next to an incident if everybody did their work; `afterMs` is how long they take to begin. */
export interface Step {
  readonly act:
    | 'file'
    | 'decline'
    | 'dispatch'
    | 'redispatch'
    | 'return'
    | 'accept-task'
    | 'accept-incident'
    | 'depart'
    | 'arrive'
    | 'start'
    | 'finish'
    | 'release'
    | 'advance-stage'
    | 'complete'
    | 'call-back'
    | 'pass'
    | 'fail'
    | 'chase'
  readonly by: Performer
  readonly afterMs: number
  readonly taskId?: string
}

/** Seconds until somebody begins, least and most. A demo's minutes stand for a working day's hours. */
const PACE = {
  file: [12, 45],
  decline: [20, 60],
  dispatch: [15, 60],
  redispatch: [20, 60],
  return: [25, 70],
  'accept-task': [8, 50],
  'accept-incident': [15, 60],
  depart: [5, 25],
  arrive: [1, 3],
  start: [10, 40],
  finish: [70, 260],
  release: [5, 30],
  'advance-stage': [60, 150],
  complete: [20, 80],
  'call-back': [20, 60],
  pass: [40, 150],
  fail: [40, 120],
  chase: [5, 30],
} as const satisfies Record<Step['act'], readonly [number, number]>

/** Parts of all that go another way than the straight one. */
const DECLINED = 0.03
const RETURNED = 0.04
const ACCEPTED_LATE = 0.08
const FAILED = 0.08
const CHASED = 0.25
/** What nobody hurries to: a visitor who wants to try finds something to do. */
const LEFT_LYING = 0.15
/** Somebody who is late takes this many times as long. */
const LATE = 8

function step(act: Step['act'], by: Performer, random: Seeded, taskId?: string): Step {
  const [least, most] = PACE[act]
  const afterMs = Math.round(random.between(least, most) * 1_000)
  return { act, by, afterMs, ...(taskId === undefined ? {} : { taskId }) }
}

/**
 * The next step of an incident and of each of its tasks; none where people decide alone (checks, suspension,
 * hand-over, merging). The same incident in the same version always gets the same answer (DM-23).
 */
export function nextSteps(
  incident: Incident,
  tasks: readonly Task[],
  options: { readonly seed: number; readonly now: string },
): readonly Step[] {
  if (isResting(incident.state)) return []
  const random = seeded(options.seed, `${incident.id}/${incident.version}`)
  const own = stepOfIncident(incident, tasks, random)
  const ofTasks = tasks.flatMap(
    task => stepOfTask(task, seeded(options.seed, `${task.id}/${task.version}`)) ?? [],
  )
  const chase = chaseOf(incident, options)
  return [...(own === undefined ? [] : [own]), ...ofTasks, ...(chase === undefined ? [] : [chase])]
}

function stepOfIncident(incident: Incident, tasks: readonly Task[], random: Seeded): Step | undefined {
  switch (incident.state) {
    case 'reported':
      return incident.source !== 'hotline' && incident.level > 2 && random.chance(DECLINED)
        ? step('decline', { role: 'intake' }, random)
        : leftLying(step('file', { role: 'intake' }, random), random)
    case 'filed':
      return leftLying(step('dispatch', { role: 'dispatcher' }, random), random)
    case 'returned':
      // After two returns only a leader's word is left, and that is a person's to give.
      return incident.returns.length < 2 ? step('redispatch', { role: 'dispatcher' }, random) : undefined
    case 'dispatched':
      return stepOfDispatched(incident, tasks, random)
    case 'handling':
    case 'rework':
      return stepOfHandling(incident, tasks, random)
    case 'handled':
      return stepOfHandled(incident, random)
    default:
      return undefined
  }
}

function leftLying(planned: Step, random: Seeded): Step {
  return random.chance(LEFT_LYING) ? { ...planned, afterMs: planned.afterMs * LATE } : planned
}

function stepOfDispatched(incident: Incident, tasks: readonly Task[], random: Seeded): Step | undefined {
  const organisationId = incident.leadOrganisationId
  if (organisationId === null) return undefined
  const mayReturn = incident.level > 1 && incident.returns.length === 0 && incident.designated === null
  if (mayReturn && random.chance(RETURNED)) return step('return', { role: 'body', organisationId }, random)
  const hasLeadTeam = tasks.some(task => task.role === 'lead' && task.openTeamId !== null)
  return hasLeadTeam ? undefined : step('accept-incident', { role: 'body', organisationId }, random)
}

function stepOfHandling(incident: Incident, tasks: readonly Task[], random: Seeded): Step | undefined {
  const organisationId = incident.leadOrganisationId
  if (organisationId === null || tasksAwaited(incident, tasks).length > 0) return undefined
  const act = incident.stage < incident.stages ? 'advance-stage' : 'complete'
  return step(act, { role: 'body', organisationId }, random)
}

function stepOfHandled(incident: Incident, random: Seeded): Step {
  const calledBack = (incident.callBack?.at ?? '') >= (incident.stamps.handledAt ?? '')
  if (incident.source === 'hotline' && !calledBack) return step('call-back', { role: 'verifier' }, random)
  const fails = incident.reworkCount === 0 && random.chance(FAILED)
  return step(fails ? 'fail' : 'pass', { role: 'verifier' }, random)
}

const TASK_ACTS: Readonly<Partial<Record<Task['state'], Step['act']>>> = {
  assigned: 'accept-task',
  delivered: 'accept-task',
  read: 'accept-task',
  accepted: 'depart',
  en_route: 'arrive',
  on_scene: 'start',
  working: 'finish',
  done: 'release',
}

function stepOfTask(task: Task, random: Seeded): Step | undefined {
  const act = TASK_ACTS[task.state]
  if (act === undefined) return undefined
  const planned = step(act, { role: 'member', teamId: task.teamId }, random, task.id)
  const late = act === 'accept-task' && random.chance(ACCEPTED_LATE)
  return late ? { ...planned, afterMs: planned.afterMs * LATE } : planned
}

/** Some of what is overdue is chased once, by hand. */
function chaseOf(
  incident: Incident,
  { seed, now }: { readonly seed: number; readonly now: string },
): Step | undefined {
  const late = incident.dueBy !== null && incident.dueBy < now && incident.leadOrganisationId !== null
  if (!late) return undefined
  const random = seeded(seed, `chase/${incident.id}`)
  return random.chance(CHASED) ? step('chase', { role: 'dispatcher' }, random) : undefined
}
