import type { FeedChange } from '@one-centre/shared/feed'

/** Refusals that can mean: somebody was there first. */
const overtaken: readonly string[] = [
  'entity.changed',
  'incidents.not-allowed',
  'incidents.already-filed',
  'incidents.check-concluded',
  'incidents.decline-unconfirmed',
  'incidents.no-request',
  'incidents.request-pending',
  'incidents.handover-received',
  'incidents.must-designate',
  'supervision.already-answered',
  'tasks.team-busy',
  'tasks.team-twice',
  'tasks.not-allowed',
]

export function isOvertaken(code: string): boolean {
  return overtaken.includes(code)
}

/** The last thing another person did to the incident or its tasks since the form was opened; `changes` oldest first (CO-13). */
export function fasterOne(changes: readonly FeedChange[], since: string, me: string): FeedChange | undefined {
  return changes
    .filter(change => change.kind === 'incident' || change.kind === 'task')
    .filter(change => change.at >= since && change.actor.id !== me)
    .at(-1)
}
