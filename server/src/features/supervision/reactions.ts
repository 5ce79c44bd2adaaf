import type { Clock } from '@one-centre/shared/clocks'
import { fractionUsed } from '@one-centre/shared/clocks'
import type { FeedChange } from '@one-centre/shared/feed'
import type { Incident } from '@one-centre/shared/incidents'
import { YELLOW_AT } from '@one-centre/shared/lights'
import { relight } from '@one-centre/shared/supervision'
import type { Iso } from '@one-centre/shared/time'
import type { CommandCall, Reaction, TimerOrder } from '../../kernel/handler.ts'
import { calendarOf, clockKind } from '../clocks/index.ts'
import { incidentKind } from '../incidents/index.ts'
import { looksOf } from './rules.ts'

/** Every change of a clock sets its timers anew: a running one has its looks armed, any other has them cancelled. */
export const lightReaction: Reaction = {
  name: 'supervision.lights',
  kinds: [clockKind, incidentKind],
  react: (change, { reference }) => {
    if (change.entity === null) return { commands: [], timers: [] }
    if (change.kind === incidentKind.name) {
      return { commands: callsAfterIncident(change), timers: [] }
    }
    const clock = change.entity as unknown as Clock
    const calendar = calendarOf(reference)
    const used = fractionUsed(clock, change.at, calendar)
    const timers = looksOf(clock, calendar).map(({ name, at }): TimerOrder => {
      const key = `light:${clock.id}:${name}`
      if (at === null || at < change.at) return { key, arm: null }
      return { key, arm: { dueAt: at, command: relight.name, params: { incidentId: clock.incidentId } } }
    })
    return { commands: mayRelight(clock, change.at, used) ? [callOf(clock.incidentId)] : [], timers }
  },
}

/**
 * Whether this change may have changed the light by itself. A new clock is green, and one that starts, stops or
 * stands below the first threshold was green before; a changed limit can have moved it anywhere.
 */
export function mayRelight(clock: Clock, at: Iso, used: number): boolean {
  if (clock.version === 1) return false
  const last = clock.rows[clock.rows.length - 1]!
  const isTurn = last.from === at || last.to === at
  return isTurn ? used >= YELLOW_AT : true
}

/** The third failed check, and the end of an incident. */
function callsAfterIncident(change: FeedChange): readonly CommandCall[] {
  const incident = change.entity as unknown as Incident
  if (incident.imported) return []
  const isThirdRework = incident.state === 'rework' && incident.reworkCount >= 3
  return incident.endedAt === change.at || isThirdRework ? [callOf(incident.id)] : []
}

function callOf(incidentId: string): CommandCall {
  return { name: relight.name, params: { incidentId }, key: incidentId }
}
