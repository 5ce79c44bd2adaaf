import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { Matter } from '@one-centre/shared/matters'
import type { Team } from '@one-centre/shared/people'
import { isOpen, tookPart } from '@one-centre/shared/task-machine'
import { endedTaskStates, type Task, type TaskTime } from '@one-centre/shared/tasks'
import type { Iso } from '@one-centre/shared/time'

type Organisation = Id<'organisation'>

/** The incident as its tasks make it: which teams are busy with it, which bodies took part (T-8, L-20). */
export function withTasks(incident: Incident, tasks: readonly Task[]): Incident {
  const teamIds = [...new Set(tasks.flatMap(task => task.openTeamId ?? []))].sort()
  const took = tasks.filter(tookPart).map(task => task.organisationId)
  const handlers = [...new Set([...incident.handlerOrganisationIds, ...took])]
  return {
    ...incident,
    teamIds: sameList(teamIds, incident.teamIds) ? incident.teamIds : teamIds,
    handlerOrganisationIds: sameList(handlers, incident.handlerOrganisationIds)
      ? incident.handlerOrganisationIds
      : handlers,
  }
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}

interface Order {
  readonly id: Id<'task'>
  readonly incident: Incident
  readonly leadOrganisationId: Organisation
  readonly team: Team
  readonly role: Task['role']
  readonly mandatory: boolean
  readonly assignedBy: Task['assignedBy']
  readonly note: string
  readonly queueReason: string | null
  readonly overrideReason: string | null
  readonly reservedFor: Iso | null
  readonly now: Iso
}

/** A task that has just been given, or waits for its time; version 0, as the kernel expects of what is new. */
export function newTask(order: Order): Task {
  const { incident, team, reservedFor, now } = order
  const assigned: TaskTime = { deviceAt: null, serverAt: now }
  return {
    id: order.id,
    township: incident.township,
    version: 0,
    incidentId: incident.id,
    cycle: incident.cycle,
    teamId: team.id,
    openTeamId: reservedFor === null ? team.id : null,
    organisationId: team.organisationId,
    leadOrganisationId: order.leadOrganisationId,
    role: order.role,
    mandatory: order.mandatory,
    state: reservedFor === null ? 'assigned' : 'reserved',
    assignedBy: order.assignedBy,
    note: order.note,
    queueReason: order.queueReason,
    overrideReason: order.overrideReason,
    times: {
      assigned: reservedFor === null ? assigned : null,
      delivered: null,
      read: null,
      accepted: null,
      enRoute: null,
      onScene: null,
      working: null,
      done: null,
      released: null,
    },
    corrections: [],
    reservedFor,
    ending: null,
    endedAt: null,
    replacedByTaskId: null,
    waived: null,
    result: '',
    photos: [],
  }
}

export type EndState = 'declined' | 'recalled' | 'replaced' | 'failed'

/** The task as it ends without being done; one that has ended is handed back as it is (T-7). */
export function endTask(task: Task, state: EndState, ending: NonNullable<Task['ending']>): Task {
  if (endedTaskStates.includes(task.state)) return task
  return { ...task, state, ending, endedAt: task.endedAt ?? ending.at, openTeamId: null }
}

/** The tasks of a closing incident: done ones are released, the others called back (T-9). */
export function closeTask(task: Task, ending: NonNullable<Task['ending']>): Task {
  if (task.state !== 'done') return endTask(task, 'recalled', ending)
  const released: TaskTime = { deviceAt: null, serverAt: ending.at }
  return {
    ...task,
    state: 'released',
    times: { ...task.times, released },
    endedAt: ending.at,
    openTeamId: null,
  }
}

/** The task under another lead body; a lead team of the old one goes on as assistance (L-11). */
export function underLead(task: Task, leadOrganisationId: Organisation): Task {
  if (endedTaskStates.includes(task.state) || task.leadOrganisationId === leadOrganisationId) return task
  return {
    ...task,
    leadOrganisationId,
    role: task.organisationId === leadOrganisationId ? task.role : 'assist',
  }
}

export interface Misfit {
  readonly reason: 'off-duty' | 'wrong-kind' | 'not-certified'
  readonly missing: readonly string[]
}

/** What speaks against the team for this matter, apart from being busy (T-11). */
export function misfits(team: Team, matter: Matter | undefined): readonly Misfit[] {
  const found: Misfit[] = []
  if (!team.onDuty) found.push({ reason: 'off-duty', missing: [] })
  if (matter === undefined) return found
  if (matter.teamKinds.length > 0 && !matter.teamKinds.includes(team.kind)) {
    found.push({ reason: 'wrong-kind', missing: matter.teamKinds })
  }
  const missing = matter.capabilities.filter(one => !team.capabilities.includes(one))
  if (missing.length > 0) found.push({ reason: 'not-certified', missing })
  return found
}

/** Tasks that keep a team from going elsewhere. */
export function openTasks(tasks: readonly Task[]): readonly Task[] {
  return tasks.filter(isOpen)
}
