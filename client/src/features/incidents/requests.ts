import type { Actor } from '@one-centre/shared/access'
import { pendingExtension } from '@one-centre/shared/incident-guards'
import { judgeIncident, targetOf } from '@one-centre/shared/incident-machine'
import type { Who } from '@one-centre/shared/incident-parts'
import type { IncidentAction } from '@one-centre/shared/incident-table'
import type { Incident } from '@one-centre/shared/incidents'
import type { Iso } from '@one-centre/shared/time'
import { byUrgency } from './view.ts'

export type RequestKind = 'decline' | 'extension' | 'suspension' | 'handover'

/** The act that answers each. */
const rulings = {
  decline: 'confirm-decline',
  extension: 'decide-extension',
  suspension: 'decide-suspension',
  handover: 'confirm-hand-over',
} as const satisfies Readonly<Record<RequestKind, IncidentAction>>

/** Something asked for that waits for somebody's word. */
export interface Request {
  readonly kind: RequestKind
  readonly at: Iso
  readonly by: Who
  /** Why, in the words of who asks. */
  readonly reason: string
}

/** What waits for a ruling; what the incident's state has overtaken waits no more (CO-30). */
export function requestsOf(incident: Incident): readonly Request[] {
  const { decline, suspension, handover } = incident
  const extension = pendingExtension(incident)
  const asked: readonly (Request | undefined)[] = [
    decline !== null && decline.confirmed === null
      ? { kind: 'decline', at: decline.at, by: decline.by, reason: decline.text }
      : undefined,
    extension && { kind: 'extension', at: extension.at, by: extension.by, reason: extension.reason },
    suspension !== null && suspension.ruling === null
      ? { kind: 'suspension', at: suspension.at, by: suspension.by, reason: suspension.reason }
      : undefined,
    handover !== null && handover.confirmed === null
      ? { kind: 'handover', at: handover.at, by: handover.by, reason: handover.reason }
      : undefined,
  ]
  return asked
    .filter(request => request !== undefined)
    .filter(({ kind }) => targetOf(rulings[kind], incident.state) !== undefined)
}

/** The incidents that wait for this person's word, the most urgent first (CO-30). */
export function toApprove(incidents: readonly Incident[], actor: Actor, now: Iso): readonly Incident[] {
  return incidents
    .filter(incident =>
      requestsOf(incident).some(
        ({ kind }) => judgeIncident(rulings[kind], { incident, tasks: [], actor, now }) === null,
      ),
    )
    .sort(byUrgency)
}
