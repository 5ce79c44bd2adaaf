import { type Actor, can, holds } from './access.ts'
import type { StampName } from './incident-parts.ts'
import type { Incident, IncidentState } from './incidents.ts'
import { guards, type IncidentFacts } from './incident-guards.ts'
import { standings } from './incident-standing.ts'
import { type IncidentAction, incidentActions, type IncidentRule, incidentTable } from './incident-table.ts'
import { refuse, type Refusal } from './refusals.ts'
import type { Task } from './tasks.ts'
import type { Iso } from './time.ts'

/** Where the action leads from the incident's state; undefined where it is not allowed there (L-1). */
export function targetOf(action: IncidentAction, state: IncidentState): IncidentState | undefined {
  const rule: IncidentRule = incidentTable[action]
  return rule.moves[state]
}

/** Why the action is not allowed now, or null (L-1, L-2, L-3). The server asks it under the lock, the screen for its buttons. */
export function judgeIncident(action: IncidentAction, facts: IncidentFacts): Refusal | null {
  const { incident, actor } = facts
  const rule: IncidentRule = incidentTable[action]
  if (targetOf(action, incident.state) === undefined) {
    return refuse('incidents.not-allowed', { action, state: incident.state })
  }
  if (!can(actor, rule.permission, incident.township)) {
    return refuse('incidents.needs-role', { permission: rule.permission })
  }
  if (!isSystem(actor, incident) && !standings[rule.standing](actor, incident)) {
    return refuse('incidents.not-yours', { action })
  }
  for (const name of rule.guards) {
    const refusal = guards[name](facts)
    if (refusal !== null) return refusal
  }
  return null
}

/** The system stands in for nobody's body; where a guard asks for one, it fails there. */
function isSystem(actor: Actor, incident: Incident): boolean {
  return holds(actor, 'system', incident.township)
}

/** What this person can do with this incident now; the screen's buttons and nothing but them (L-3). */
export function allowedActions(
  incident: Incident,
  actor: Actor,
  tasks: readonly Task[],
  now: Iso,
): readonly IncidentAction[] {
  return incidentActions.filter(action => judgeIncident(action, { incident, tasks, actor, now }) === null)
}

const stampOf: Readonly<Partial<Record<IncidentState, StampName>>> = {
  reported: 'reportedAt',
  filed: 'filedAt',
  dispatched: 'dispatchedAt',
  accepted: 'acceptedAt',
  handling: 'arrivedAt',
  handled: 'handledAt',
  closed: 'closedAt',
  archived: 'archivedAt',
}
const lastTimeStands: readonly StampName[] = ['handledAt', 'verifiedAt', 'closedAt', 'archivedAt']

/** States in which nobody has work with the incident any more. */
export const restingStates = [
  'declined',
  'merged',
  'closed',
  'archived',
  'withdrawn',
  'void',
] as const satisfies readonly IncidentState[]

export function isResting(state: IncidentState): boolean {
  return (restingStates as readonly IncidentState[]).includes(state)
}

export function stamped(incident: Incident, name: StampName, now: Iso): Incident {
  if (incident.stamps[name] !== null && !lastTimeStands.includes(name)) return incident
  return { ...incident, stamps: { ...incident.stamps, [name]: now } }
}

/** The incident in its new state, its stamp written (L-5). */
export function enter(incident: Incident, state: IncidentState, now: Iso): Incident {
  const endedAt = isResting(state) ? (incident.endedAt ?? now) : null
  const moved: Incident = { ...incident, state, endedAt }
  const stamp = stampOf[state]
  return stamp === undefined ? moved : stamped(moved, stamp, now)
}
