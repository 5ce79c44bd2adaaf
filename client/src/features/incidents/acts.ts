import type { Actor } from '@one-centre/shared/access'
import { judgeIncident } from '@one-centre/shared/incident-machine'
import { type IncidentAction, incidentActions } from '@one-centre/shared/incident-table'
import type { Incident } from '@one-centre/shared/incidents'
import type { Refusal } from '@one-centre/shared/refusals'
import type { Task } from '@one-centre/shared/tasks'
import type { Iso } from '@one-centre/shared/time'

/** Guards that somebody can satisfy: what they hold back is this person's to do, only not yet. */
const satisfiable: readonly string[] = [
  'incidents.call-back-missing',
  'incidents.tasks-open',
  'incidents.stages-open',
  'incidents.check-open',
  'incidents.not-filed',
]

export interface HeldBack {
  readonly action: IncidentAction
  readonly why: Refusal
}

/** The acts that only wait for something, each with what it waits for; they are shown, not offered (CO-29). */
export function heldBack(
  incident: Incident,
  actor: Actor,
  tasks: readonly Task[],
  now: Iso,
): readonly HeldBack[] {
  return incidentActions.flatMap(action => {
    const why = judgeIncident(action, { incident, tasks, actor, now })
    return why !== null && satisfiable.includes(why.code) ? [{ action, why }] : []
  })
}

/** The work that is due; the first that is allowed is where Enter leads (CO-31). */
const due: readonly IncidentAction[] = [
  'confirm-decline',
  'decide-extension',
  'decide-suspension',
  'confirm-hand-over',
  'receive-hand-over',
  'conclude-check',
  'file',
  'dispatch',
  'redispatch',
  'designate',
  'accept',
  'complete',
  'conclude-hand-over',
  'advance-stage',
  'pass',
  'call-back',
  'fail',
  'resume',
]
/** What takes an incident out of the work or beside it. */
const seldom: readonly IncidentAction[] = [
  'note',
  'set-level',
  'merge',
  'split',
  'return',
  'hand-over',
  'decline',
  'withdraw',
  'void',
]

function rank(action: IncidentAction): number {
  const at = due.indexOf(action)
  return at >= 0 ? at : due.length + 1 + seldom.indexOf(action)
}

/** What is due first, what is seldom meant last. */
export function byPurpose<Action extends IncidentAction>(actions: readonly Action[]): readonly Action[] {
  return [...actions].sort((one, other) => rank(one) - rank(other))
}
