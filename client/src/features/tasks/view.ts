import { UNDELIVERED_AFTER_MS } from '@one-centre/shared/notifications'
import { dispatchIncident, redispatchIncident, type TeamOrder } from '@one-centre/shared/dispatch-commands'
import type { ParamsOf } from '@one-centre/shared/contract'
import { newId, type Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { TeamAdvice } from '@one-centre/shared/task-commands'
import { phoneTimeOf, timeOf } from '@one-centre/shared/task-machine'
import { taskSteps, type Task, type TaskState, type TaskStep } from '@one-centre/shared/tasks'
import type { Iso } from '@one-centre/shared/time'
import type { Tone } from '../../design/tones.ts'
import { whoDid } from '../../messages/words.ts'

/** Those who can go, nearest first; then the others, those with the fewest reasons against them first (CO-5). */
export function inOrder(teams: readonly TeamAdvice[]): {
  readonly picks: readonly TeamAdvice[]
  readonly others: readonly TeamAdvice[]
} {
  const sorted = [...teams].sort(
    (one, other) => (one.distanceMetres ?? Infinity) - (other.distanceMetres ?? Infinity) || 0,
  )
  const others = sorted.filter(team => !team.pick)
  return {
    picks: sorted.filter(team => team.pick),
    others: others.sort((one, other) => one.against.length - other.against.length),
  }
}

export type PassReason = TeamAdvice['against'][number]['reason']

/** Where nobody can go: how many teams each reason holds back, counted by a team's first reason, most first (CO-14). */
export function whyNobody(
  teams: readonly TeamAdvice[],
): readonly { readonly reason: PassReason; readonly count: number }[] {
  const counts = new Map<PassReason, number>()
  for (const { against } of teams) {
    const reason = against[0]?.reason
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((one, other) => other.count - one.count)
}

/** The team the panel chooses first: the nearest that may lead and whose body has not returned the incident (CO-15). */
export function firstChoice(advice: Advice, incident: Incident): TeamAdvice | undefined {
  const returned = new Set<string>(incident.returns.map(one => one.organisationId))
  return inOrder(advice.teams).picks.find(team => team.mayLead && !returned.has(team.organisationId))
}

/** What the dispatcher has chosen so far. */
export interface Choice {
  readonly leadOrganisationId: Id<'organisation'> | ''
  readonly teamIds: readonly Id<'team'>[]
  readonly reason: string
  readonly note: string
}

interface Advice {
  readonly leadOrganisationIds: readonly Id<'organisation'>[]
  readonly teams: readonly TeamAdvice[]
}

/** The lead body that follows from the teams: the first chosen team's body that may lead, never one that returned it (CO-15). */
export function suggestedLead(
  advice: Advice,
  teamIds: readonly string[],
  incident: Incident,
): Id<'organisation'> | '' {
  const returned = new Set<string>(incident.returns.map(one => one.organisationId))
  const chosen = advice.teams.filter(team => teamIds.includes(team.teamId))
  return (
    chosen.find(team => team.mayLead)?.organisationId ??
    chosen[0]?.organisationId ??
    advice.leadOrganisationIds.find(id => !returned.has(id)) ??
    ''
  )
}

/** Whether something chosen is not advised, so that a reason is owed. */
export function needsReason(advice: Advice, choice: Choice): boolean {
  const against = advice.teams.some(team => choice.teamIds.includes(team.teamId) && !team.pick)
  return against || !mayLead(advice, choice.leadOrganisationId)
}

function mayLead(advice: Advice, organisationId: string): boolean {
  return organisationId === '' || advice.leadOrganisationIds.includes(organisationId)
}

export type ChoiceFlaw = 'lead-missing' | 'reason-missing'

/** Why the choice cannot be sent yet; undefined where it can. */
export function flawOf(advice: Advice, choice: Choice): ChoiceFlaw | undefined {
  if (choice.leadOrganisationId === '') return 'lead-missing'
  return needsReason(advice, choice) && choice.reason.trim() === '' ? 'reason-missing' : undefined
}

/** The order as the server takes it: one lead body, the other teams' bodies assist (CO-7). */
export function dispatchParams(
  incident: Incident,
  advice: Advice,
  choice: Choice,
): ParamsOf<typeof dispatchIncident> {
  const chosen = advice.teams.filter(team => choice.teamIds.includes(team.teamId))
  const bodies = new Set(chosen.map(team => team.organisationId))
  bodies.delete(choice.leadOrganisationId)
  const reason = choice.reason.trim()
  return {
    incidentId: incident.id,
    leadOrganisationId: choice.leadOrganisationId,
    assistingOrganisationIds: [...bodies],
    teams: chosen.map(team => ({
      taskId: newId<'task'>(),
      teamId: team.teamId,
      role: team.organisationId === choice.leadOrganisationId ? 'lead' : 'assist',
      mandatory: team.organisationId === choice.leadOrganisationId,
      queueReason: team.against.some(one => one.reason === 'busy') ? reason.slice(0, 200) : null,
    })),
    overrideReason: needsReason(advice, choice) ? reason : null,
    note: choice.note.trim(),
  }
}

/** One more team for an incident that is under way, or one in another's place. */
export function extraTeam(
  team: TeamAdvice,
  incident: Incident,
  order: { readonly reason: string; readonly mandatory: boolean },
): { readonly team: TeamOrder; readonly overrideReason: string | null } {
  const reason = order.reason.trim()
  const busy = team.against.some(one => one.reason === 'busy')
  return {
    team: {
      taskId: newId<'task'>(),
      teamId: team.teamId,
      role: team.organisationId === incident.leadOrganisationId ? 'lead' : 'assist',
      mandatory: order.mandatory,
      queueReason: busy ? reason.slice(0, 200) : null,
    },
    overrideReason: team.pick ? null : reason,
  }
}

/** After a return it is a redispatch; the params are the same. */
export function dispatchContract(incident: Incident): typeof dispatchIncident | typeof redispatchIncident {
  return incident.state === 'returned' ? redispatchIncident : dispatchIncident
}

/** The steps a task has reached, each with when it really happened (CO-8). */
export function receiptsOf(task: Task): readonly { readonly step: TaskStep; readonly at: Iso }[] {
  return taskSteps.flatMap(step => {
    const at = timeOf(task, step)
    return at === null ? [] : [{ step, at }]
  })
}

/** The steps a phone sent late, each with when it says they were, in the order of the work (CO-36). */
export function lateSteps(task: Task): readonly { readonly step: TaskStep; readonly to: Iso }[] {
  return taskSteps.flatMap(step => {
    const to = phoneTimeOf(task, step)
    return to === null ? [] : [{ step, to }]
  })
}

export interface Said {
  readonly what: 'note' | 'override' | 'queue' | 'waived' | 'ending' | 'result'
  readonly text: string
}

/** What was written about a task, in the order it was: the order with its reasons, then how it went (CO-27). */
export function saidOf(task: Task): readonly Said[] {
  const all: readonly (readonly [Said['what'], string | null | undefined])[] = [
    ['note', task.note],
    ['override', task.overrideReason],
    ['queue', task.queueReason],
    ['waived', task.waived === null ? null : signedWords(task.waived)],
    ['ending', task.ending === null ? null : signedWords(task.ending)],
    ['result', task.result],
  ]
  return all.flatMap(([what, text]) => (text ? [{ what, text }] : []))
}

function signedWords({ by, reason }: NonNullable<Task['ending']>): string {
  return `${whoDid(by)} · ${reason}`
}

const stepWord: Readonly<Record<TaskStep, TaskState>> = {
  assigned: 'assigned',
  delivered: 'delivered',
  read: 'read',
  accepted: 'accepted',
  enRoute: 'en_route',
  onScene: 'on_scene',
  working: 'working',
  done: 'done',
  released: 'released',
}

/** The state that a step leads to, whose word the screen shows. */
export function wordOf(step: TaskStep): TaskState {
  return stepWord[step]
}

/** It was sent and no phone has said in time that it has it (NL-4). `now` in ms. */
export function isUndelivered(task: Task, now: number): boolean {
  const sentAt = timeOf(task, 'assigned')
  return task.state === 'assigned' && sentAt !== null && now - Date.parse(sentAt) >= UNDELIVERED_AFTER_MS
}

export function taskTone(task: Task, now: number): Tone {
  if (isUndelivered(task, now) || task.state === 'declined' || task.state === 'failed') return 'level2'
  if (task.state === 'done' || task.state === 'released') return 'normal'
  if (task.endedAt !== null || task.state === 'reserved') return 'offline'
  return 'level4'
}
