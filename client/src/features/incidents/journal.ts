import type { FeedChange } from '@one-centre/shared/feed'
import { i18n, text } from '../../messages/i18n.ts'

/** Whether there is a text of this key in the language shown or in the first one. */
function known(key: string): boolean {
  return i18n.global.te(key) || i18n.global.te(key, 'zh-CN')
}

/** What a change was, in words; a type without one is shown as it is, never swallowed (CO-12). */
export function changeWord(type: string): string {
  const key = `journal.${type}`
  return known(key) ? text(key) : type
}

/** What a team can do, in words; a county's own word is shown as the county wrote it. */
export function capabilityWord(capability: string): string {
  const key = `teams.capability.${capability}`
  return known(key) ? text(key) : capability
}

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
