import { type Actor, postsIn } from './access.ts'
import type { Incident } from './incidents.ts'
import {
  APPEAL_WITHIN_DAYS,
  CITIZEN_REOPEN_DAYS,
  archiveAfterDays,
  EXTENSIONS_AT_MOST,
  RETURNS_BEFORE_DESIGNATION,
  SPLIT_WITHIN_HOURS,
} from './incident-limits.ts'
import { verifyingBody } from './incident-standing.ts'
import { refuse, type Refusal } from './refusals.ts'
import type { Task } from './tasks.ts'
import { DAY, fromIso, HOUR, type Iso } from './time.ts'

/** What a guard may look at. Both sides have it: the screen from its replica, the server under the lock. */
export interface IncidentFacts {
  readonly incident: Incident
  readonly tasks: readonly Task[]
  readonly actor: Actor
  readonly now: Iso
}

type Guard = (facts: IncidentFacts) => Refusal | null

const ms = (instant: Iso | null): number => (instant === null ? 0 : fromIso(instant))

const passed = (since: Iso | null, length: number, now: Iso): boolean => ms(now) - ms(since) > length

/** The request of this cycle that waits for a ruling; what an earlier cycle left open asks for nothing any more (L-23). */
export function pendingExtension(incident: Incident): Incident['extensions'][number] | undefined {
  return incident.extensions.find(one => one.ruling === null && one.cycle === incident.cycle)
}

/** What was taken up again without ever having been filed was appealed for. */
export function hasAppealed(incident: Incident): boolean {
  return incident.stamps.filedAt === null && incident.reopened.length > 0
}

function pendingSuspension(incident: Incident): boolean {
  return incident.suspension !== null && incident.suspension.ruling === null
}

/** Only roles outside the centre reopen: the citizen's own window counts. */
function asCitizen(actor: Actor, incident: Incident): boolean {
  return postsIn(actor, incident.township).every(post => post.role === 'citizen')
}

/** Mandatory tasks of this cycle that are neither done nor waived. */
export function tasksAwaited(incident: Incident, tasks: readonly Task[]): readonly Task[] {
  return tasks.filter(
    task =>
      task.cycle === incident.cycle &&
      task.mandatory &&
      task.waived === null &&
      task.times.done === null &&
      task.state !== 'replaced' &&
      task.state !== 'recalled',
  )
}

/** Every guard the table names; each returns why not, or null. The rule ids are those of tests/spec/lifecycle.md. */
export const guards = {
  // L-4
  checked: ({ incident }) =>
    incident.state === 'checking' && incident.check?.concluded?.found !== true
      ? refuse('incidents.check-open', {})
      : null,
  'check-useful': ({ incident }) =>
    incident.level === 1 ? refuse('incidents.check-skipped', { level: incident.level }) : null,
  'check-unconcluded': ({ incident }) =>
    incident.check === null || incident.check.concluded === null
      ? null
      : refuse('incidents.check-concluded', {}),
  // L-8
  unfiled: ({ incident }) =>
    incident.stamps.filedAt === null
      ? null
      : refuse('incidents.already-filed', { at: incident.stamps.filedAt }),
  filed: ({ incident }) => (incident.stamps.filedAt === null ? refuse('incidents.not-filed', {}) : null),
  'side-door': ({ incident }) =>
    incident.state === 'filed' || incident.level === 1
      ? null
      : refuse('incidents.not-allowed', { state: incident.state, action: 'dispatch' }),
  // L-6
  'decline-not-pending': ({ incident }) =>
    incident.decline !== null && incident.decline.confirmed === null
      ? refuse('incidents.decline-unconfirmed', {})
      : null,
  'decline-pending': ({ incident }) =>
    incident.decline !== null && incident.decline.confirmed === null
      ? null
      : refuse('incidents.no-request', {}),
  // L-42
  'appeal-first': ({ incident }) => (hasAppealed(incident) ? refuse('incidents.appealed-once', {}) : null),
  'appeal-in-time': ({ incident, now }) =>
    passed(incident.endedAt, APPEAL_WITHIN_DAYS * DAY, now)
      ? refuse('incidents.appeal-too-late', { days: APPEAL_WITHIN_DAYS })
      : null,
  // L-10
  'split-in-time': ({ incident, now }) =>
    passed(incident.merge?.at ?? null, SPLIT_WITHIN_HOURS * HOUR, now)
      ? refuse('incidents.split-too-late', { hours: SPLIT_WITHIN_HOURS })
      : null,
  // L-14
  'may-return': ({ incident }) => {
    if (incident.level === 1) return refuse('incidents.level-one-no-return', {})
    if (incident.designated !== null)
      return refuse('incidents.designated', { reason: incident.designated.reason })
    const before = incident.returns.find(one => one.organisationId === incident.leadOrganisationId)
    return before === undefined ? null : refuse('incidents.returned-once', { at: before.at })
  },
  // L-15
  'not-ping-pong': ({ incident }) =>
    incident.returns.length >= RETURNS_BEFORE_DESIGNATION
      ? refuse('incidents.must-designate', { returns: incident.returns.length })
      : null,
  'ping-pong': ({ incident }) =>
    incident.returns.length >= RETURNS_BEFORE_DESIGNATION
      ? null
      : refuse('incidents.designation-early', { returns: incident.returns.length }),
  // L-18
  'stage-left': ({ incident }) =>
    incident.stage < incident.stages ? null : refuse('incidents.last-stage', { stage: incident.stage }),
  'last-stage': ({ incident }) =>
    incident.stage < incident.stages
      ? refuse('incidents.stages-open', { stage: incident.stage, stages: incident.stages })
      : null,
  // L-19
  'tasks-done': ({ incident, tasks }) => {
    const awaited = tasksAwaited(incident, tasks)
    return awaited.length === 0
      ? null
      : refuse('incidents.tasks-open', { taskIds: awaited.map(task => task.id) })
  },
  // L-20
  'other-body': ({ incident, actor }) =>
    verifyingBody(actor, incident) === undefined ? refuse('incidents.own-work', {}) : null,
  // L-21
  'called-back': ({ incident }) =>
    incident.source === 'hotline' && ms(incident.callBack?.at ?? null) < ms(incident.stamps.handledAt)
      ? refuse('incidents.call-back-missing', {})
      : null,
  // L-23
  'may-extend': ({ incident, now }) => {
    if (incident.level === 1) return refuse('incidents.extension-not-possible', { level: 1 })
    if (pendingExtension(incident) !== undefined) return refuse('incidents.request-pending', {})
    const granted = incident.extensions.filter(
      one => one.ruling?.granted === true && one.cycle === incident.cycle,
    )
    if (granted.length >= EXTENSIONS_AT_MOST)
      return refuse('incidents.extension-too-many', { atMost: EXTENSIONS_AT_MOST })
    if (incident.handleBy === null || now >= incident.handleBy) {
      return refuse('incidents.extension-too-late', { handleBy: incident.handleBy })
    }
    return null
  },
  'extension-pending': ({ incident }) =>
    pendingExtension(incident) === undefined ? refuse('incidents.no-request', {}) : null,
  // L-25
  'may-suspend': ({ incident }) => {
    if (incident.level === 1) return refuse('incidents.suspension-not-possible', { level: 1 })
    return pendingSuspension(incident) ? refuse('incidents.request-pending', {}) : null
  },
  'suspension-pending': ({ incident }) =>
    pendingSuspension(incident) ? null : refuse('incidents.no-request', {}),
  // L-27
  'reopen-in-time': ({ incident, actor, now }) => {
    if (!asCitizen(actor, incident)) return null
    // A citizen takes up again what they reported, and nobody else's affair.
    if (actor.personId === null || actor.personId !== incident.openedBy)
      return refuse('incidents.not-yours', { action: 'reopen' })
    return passed(incident.stamps.closedAt, CITIZEN_REOPEN_DAYS * DAY, now)
      ? refuse('incidents.reopen-too-late', { days: CITIZEN_REOPEN_DAYS })
      : null
  },
  // L-29
  'window-over': ({ incident, now }) =>
    passed(incident.stamps.closedAt, archiveAfterDays[incident.level] * DAY - 1, now)
      ? null
      : refuse('incidents.window-open', { days: archiveAfterDays[incident.level] }),
  // L-30
  'no-handover-pending': ({ incident }) =>
    incident.handover !== null && incident.handover.confirmed === null
      ? refuse('incidents.request-pending', {})
      : null,
  'handover-pending': ({ incident }) =>
    incident.handover !== null && incident.handover.confirmed === null
      ? null
      : refuse('incidents.no-request', {}),
  'handover-unanswered': ({ incident }) =>
    incident.handover === null || incident.handover.received === null
      ? null
      : refuse('incidents.handover-received', {}),
  'handover-received': ({ incident }) =>
    incident.handover?.received?.accepted === true ? null : refuse('incidents.handover-unconfirmed', {}),
} as const satisfies Record<string, Guard>
export type GuardName = keyof typeof guards
