import type { TeamOrder } from '@one-centre/shared/dispatch-commands'
import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import type { Task } from '@one-centre/shared/tasks'
import type { Iso } from '@one-centre/shared/time'
import { changed, type Change, type Touch } from '../../kernel/handler.ts'
import { type Context, settle, signed } from '../incidents/index.ts'
import { matterKind } from '../matters/index.ts'
import { organisationKind } from '../organisations/index.ts'
import { teamKind } from '../people/index.ts'
import { taskKind } from './kinds.ts'
import { misfits, newTask, openTasks, withTasks } from './rules.ts'

/** Locks the team, so that of two dispatchers one wins, and reads what keeps it busy (T-10). */
export function teamTouches(order: TeamOrder): readonly Touch[] {
  return [
    { kind: taskKind, id: order.taskId, expect: 'new' },
    { kind: teamKind, id: order.teamId, expect: 'there' },
    { kind: taskKind, field: 'openTeamId', value: order.teamId },
  ]
}

export interface Sending {
  readonly incident: Incident
  readonly leadOrganisationId: Id<'organisation'>
  readonly overrideReason: string | null
  readonly note: string
  readonly reservedFor: Iso | null
}

/** The new tasks, or why one of the teams cannot go (T-10, T-11, T-12). */
export function send(
  context: Context,
  orders: readonly TeamOrder[],
  sending: Sending,
): readonly Task[] | Refusal {
  const tasks: Task[] = []
  for (const order of orders) {
    if (tasks.some(task => task.teamId === order.teamId))
      return refuse('tasks.team-twice', { teamId: order.teamId })
    const task = sendOne(context, order, sending)
    if (isRefusal(task)) return task
    tasks.push(task)
  }
  return tasks
}

function sendOne(context: Context, order: TeamOrder, sending: Sending): Task | Refusal {
  const { incident, leadOrganisationId, overrideReason, reservedFor } = sending
  const { teamId } = order
  const team = context.entities.get(teamKind, teamId)
  if (team.retired) return refuse('tasks.team-unknown', { teamId })
  // T-12: the lead role is the lead body's own.
  if (order.role === 'lead' && team.organisationId !== leadOrganisationId) {
    return refuse('tasks.body-not-involved', { teamId, organisationId: team.organisationId })
  }
  if (reservedFor === null) {
    const busy = busyWith(context, order, incident)
    if (busy !== null) return busy
  }
  const matter =
    incident.matterId === null ? undefined : context.reference.find(matterKind, incident.matterId)
  const against = misfits(team, matter).filter(one => reservedFor === null || one.reason !== 'off-duty')
  const worst = against[0]
  if (worst !== undefined && overrideReason === null) {
    const code = worst.reason === 'off-duty' ? 'tasks.team-off-duty' : 'tasks.team-not-competent'
    return refuse(code, { teamId, reason: worst.reason, missing: worst.missing })
  }
  return newTask({
    id: order.taskId,
    incident,
    leadOrganisationId,
    team,
    role: order.role,
    mandatory: order.mandatory,
    assignedBy: signed(context).by,
    note: sending.note,
    queueReason: order.queueReason,
    overrideReason: worst === undefined ? null : overrideReason,
    reservedFor,
    now: context.now,
  })
}

/** T-10: a team with an open task is sent only with a reason why it waits its turn, and never twice to one incident. */
function busyWith(context: Context, order: TeamOrder, incident: Incident): Refusal | null {
  const open = openTasks(context.entities.where(taskKind, 'openTeamId', order.teamId))
  const here = open.find(task => task.incidentId === incident.id)
  if (here !== undefined) return refuse('tasks.team-twice', { teamId: order.teamId, taskId: here.id })
  const task = open[0]
  if (task === undefined || order.queueReason !== null) return null
  return refuse('tasks.team-busy', {
    teamId: order.teamId,
    taskId: task.id,
    incidentId: task.incidentId,
    assignedBy: task.assignedBy.name,
    since: task.times.assigned?.serverAt ?? null,
  })
}

/** L-11, L-13: a body that exists, does not verify, and is competent or overruled for a reason. */
export function faultOfLead(
  context: Context,
  incident: Incident,
  organisationId: Id<'organisation'>,
  overrideReason: string | null,
): Refusal | null {
  const body = context.reference.find(organisationKind, organisationId)
  if (body === undefined || body.retired) return refuse('incidents.body-unknown', { organisationId })
  if (body.verifies) return refuse('incidents.body-not-competent', { organisationId, reason: 'verifies' })
  const matter =
    incident.matterId === null ? undefined : context.reference.find(matterKind, incident.matterId)
  const competent = matter?.leadOrganisationIds.includes(organisationId) ?? false
  if (competent || overrideReason !== null) return null
  return refuse('incidents.body-not-competent', {
    organisationId,
    reason: 'not-listed',
    basis: matter?.basis ?? '',
  })
}

export interface AggregateStep {
  readonly type: string
  /** All tasks of the incident as they are after the step. */
  readonly tasks: readonly Task[]
  readonly incident: Incident
  readonly detail?: Change['detail']
  readonly entering?: 'anew' | 'back'
  /** What each changed task is called in the journal. */
  readonly taskType: (task: Task) => string
}

/** The changes of a step that moves the incident and some of its tasks; the others are not touched (T-2). */
export function settleAll(context: Context, step: AggregateStep): readonly Change[] {
  const before = new Set(tasksOf(context, step.incident.id))
  const moved = step.tasks.filter(task => !before.has(task))
  const { type, detail, entering } = step
  const after = withTasks(step.incident, step.tasks)
  return [
    ...settle(context, {
      type,
      after,
      ...(detail === undefined ? {} : { detail }),
      ...(entering === undefined ? {} : { entering }),
    }),
    ...moved.map(task => changed(taskKind, step.taskType(task), task)),
  ]
}

export function tasksOf(context: Context, incidentId: Id<'incident'>): readonly Task[] {
  return context.entities.members(taskKind, incidentId)
}
