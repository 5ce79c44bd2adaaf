import { clocksAfter, wasOnTime, withDues } from '@one-centre/shared/incident-clocks'
import { limitsOf } from '@one-centre/shared/incident-limits'
import { judgeIncident } from '@one-centre/shared/incident-machine'
import type { IncidentAction } from '@one-centre/shared/incident-table'
import type { Incident } from '@one-centre/shared/incidents'
import type { Clock } from '@one-centre/shared/clocks'
import type { Id } from '@one-centre/shared/ids'
import { isRefusal, type Refusal } from '@one-centre/shared/refusals'
import type { Task } from '@one-centre/shared/tasks'
import {
  accept,
  changed,
  type Change,
  type CommandContext,
  type Decision,
  type TimerOrder,
  type Touch,
} from '../../kernel/handler.ts'
import { calendarOf, clockKind } from '../clocks/index.ts'
import { matterKind } from '../matters/index.ts'
import { incidentKind } from './kinds.ts'

/** What decides needs of a command; its params are the command's own affair. */
export type Context = Omit<CommandContext<unknown>, 'params'>

/** Locks an incident with its tasks, clocks and notes. */
export function incidentTouch(incidentId: Id<'incident'>): Touch {
  return { kind: incidentKind, id: incidentId, expect: 'there' }
}

/** Who signs, and when. */
export function signed(context: Context): { readonly at: string; readonly by: { id: string; name: string } } {
  return { at: context.now, by: { id: context.actor.id, name: context.actor.name } }
}

/** The incident, where the machine allows the action; a draft of somebody else does not exist. */
export function allowed(
  context: Context,
  incidentId: Id<'incident'>,
  action: IncidentAction,
  tasks: readonly Task[] = [],
): Incident | Refusal {
  const incident = context.entities.get(incidentKind, incidentId)
  return judgeIncident(action, { incident, tasks, actor: context.actor, now: context.now }) ?? incident
}

export interface Step {
  /** Past tense: `incident.filed`. */
  readonly type: string
  readonly after: Incident
  readonly detail?: Change['detail']
  /** `back` where a detour is undone, so that the step's clock goes on instead of beginning again. */
  readonly entering?: 'anew' | 'back'
  /** Clocks the command has already changed itself. */
  readonly clocks?: readonly Clock[]
}

/** The changes of one step: the incident with its dues, then the clocks that its state moves (L-31 … L-34). */
export function settle(context: Context, step: Step): readonly Change[] {
  const { after } = step
  const calendar = calendarOf(context.reference)
  const before = context.entities.members(clockKind, after.id)
  const matter = after.matterId === null ? undefined : context.reference.find(matterKind, after.matterId)
  const clocks = clocksAfter(after, step.clocks ?? before, {
    limits: limitsOf(matter, after.level),
    calendar,
    now: context.now,
    why: step.type,
    by: context.actor.id,
    newId: () => context.newId<'clock'>(),
    entering: step.entering ?? 'anew',
  })
  const timed = withDues(after, clocks, calendar)
  const judged =
    after.state === 'handled' ? { ...timed, onTime: wasOnTime(after, clocks, context.now, calendar) } : timed
  const moved = clocks.filter(clock => !before.includes(clock))
  return [
    changed(incidentKind, step.type, judged, step.detail),
    ...moved.map(clock => changed(clockKind, `clock.${clock.state}`, clock)),
  ]
}

/** A command that is nothing but one allowed step of one incident. */
export function oneStep(
  context: Context,
  incidentId: Id<'incident'>,
  action: IncidentAction,
  step: (incident: Incident) => Step | Refusal,
): Decision<{ incidentId: Id<'incident'> }> | Refusal {
  const incident = allowed(context, incidentId, action)
  if (isRefusal(incident)) return incident
  const taken = step(incident)
  if (isRefusal(taken)) return taken
  return accept(settle(context, taken), { incidentId })
}

export type TimerName = 'review' | 'archive'

/** One deadline of one incident. */
export function timerKey(incidentId: Id<'incident'>, name: TimerName): string {
  return `incident/${incidentId}/${name}`
}

/** The incident that remembers what it has armed, so that reopening can cancel every one (L-28). */
export function withTimer(incident: Incident, name: TimerName): Incident {
  const key = timerKey(incident.id, name)
  return incident.timers.includes(key) ? incident : { ...incident, timers: [...incident.timers, key] }
}

export function withoutTimer(incident: Incident, key: string): Incident {
  if (!incident.timers.includes(key)) return incident
  return { ...incident, timers: incident.timers.filter(one => one !== key) }
}

export function withoutTimers(incident: Incident): Incident {
  return incident.timers.length === 0 ? incident : { ...incident, timers: [] }
}

export function cancelTimers(incident: Incident): readonly TimerOrder[] {
  return incident.timers.map(key => ({ key, arm: null }))
}
