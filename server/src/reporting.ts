import type { Id } from '@one-centre/shared/ids'
import type { Unit, UnitState } from '@one-centre/shared/positions'
import type { EmergencyResponse } from '@one-centre/shared/responses'
import type { Task, TaskTime } from '@one-centre/shared/tasks'
import { fromIso, HOUR, MINUTE, toIso } from '@one-centre/shared/time'
import { responseKind } from './features/organisations/index.ts'
import { personKind, teamKind } from './features/people/index.ts'
import { listSince, taskKind } from './features/tasks/index.ts'
import type { Reference } from './kernel/handler.ts'
import type { Kernel } from './kernel/kernel.ts'
import { sqlOf } from './kernel/sql.ts'
import type { Database } from './platform/database.ts'

/** Which units may report positions: those with an accepted task, from its acceptance to its end, and those on duty while an emergency response runs (principle 5). */
export interface Reporting {
  stateOf(unit: Unit, township: Id<'organisation'>, at: number): UnitState | undefined
}

/** When a team may be asked where it is; ms since the epoch, both ends included. */
export interface Span {
  readonly township: string
  readonly teamId: string
  readonly from: number
  readonly to: number
  readonly state: UnitState
}

/** An offline phone may hand in later what it measured before a task ended; older spans are let go. */
const REMEMBER_ENDED_MS = 6 * HOUR
/** How far the phone's idea of the server's time may be off. */
const CLOCK_TOLERANCE_MS = MINUTE

const stateOfTask: Readonly<Partial<Record<Task['state'], UnitState>>> = {
  accepted: 'accepted',
  en_route: 'en-route',
  on_scene: 'on-scene',
  working: 'on-scene',
}

/** From the first step that says yes to the end; a phone without a network says when it was (FD-20). */
export function spanOf(task: Task): Span | undefined {
  const { assigned, accepted, enRoute, onScene, working, done } = task.times
  const began = accepted ?? enRoute ?? onScene ?? working
  if (began === null) return undefined
  const from = happened(began, assigned === null ? fromIso(began.serverAt) : fromIso(assigned.serverAt))
  const finished = done === null ? Number.POSITIVE_INFINITY : happened(done, from)
  return {
    township: task.township,
    teamId: task.teamId,
    from,
    to: Math.min(finished, endOf(task)),
    state: stateOfTask[task.state] ?? 'accepted',
  }
}

function endOf({ endedAt }: Task): number {
  return endedAt === null ? Number.POSITIVE_INFINITY : fromIso(endedAt)
}

/** The phone's time of a step where it can be true: not before `earliest`, not after the server heard of it. */
function happened({ deviceAt, serverAt }: TaskTime, earliest: number): number {
  const latest = fromIso(serverAt)
  if (deviceAt === null) return latest
  const at = fromIso(deviceAt)
  const plausible = at >= earliest - CLOCK_TOLERANCE_MS && at <= latest + CLOCK_TOLERANCE_MS
  return plausible ? Math.min(Math.max(at, earliest), latest) : latest
}

/** Follows the tasks of all townships in memory; what it forgets is only what nobody may report for any more. */
export async function followReporting(
  kernel: Kernel,
  database: Database,
  now: () => number,
): Promise<Reporting> {
  const byTeam = new Map<string, Map<string, Span>>()

  const keep = (task: Task): void => {
    const spans = byTeam.get(task.teamId) ?? new Map<string, Span>()
    const span = spanOf(task)
    if (span === undefined) spans.delete(task.id)
    else spans.set(task.id, span)
    for (const [id, old] of spans) if (old.to < now() - REMEMBER_ENDED_MS) spans.delete(id)
    if (spans.size > 0) byTeam.set(task.teamId, spans)
    else byTeam.delete(task.teamId)
  }

  kernel.nodeFeed.listen((_township, rows) => {
    for (const row of rows) if (row.kind === taskKind.name) keep(row.entity as Task)
  })
  for (const task of await listSince(sqlOf(database), toIso(now() - REMEMBER_ENDED_MS))) keep(task)

  return {
    stateOf: (unit, township, at) => {
      const spans = unit.teamId === null ? undefined : byTeam.get(unit.teamId)
      const span = [...(spans?.values() ?? [])].find(
        one => one.township === township && one.from <= at && at <= one.to,
      )
      if (span !== undefined) return span.state
      const { reference, county } = kernel
      const declared = reference.all(responseKind)
      const runs = declared.some(one => runsAt(one, township, county, at))
      return runs && isOnDuty(reference, unit, township) ? 'emergency' : undefined
    },
  }
}

/** Whether the response held in the township at an instant (ms). */
export function runsAt(
  response: EmergencyResponse,
  township: Id<'organisation'>,
  county: Id<'organisation'>,
  at: number,
): boolean {
  if (response.township !== township && response.township !== county) return false
  const ended = response.endedAt === null ? Number.POSITIVE_INFINITY : fromIso(response.endedAt)
  return fromIso(response.declaredAt) <= at && at <= ended
}

/** On duty now, in that township: somebody off duty is nobody's to follow, whatever runs. */
function isOnDuty(reference: Reference, unit: Unit, township: Id<'organisation'>): boolean {
  const found = unit.kind === 'team' ? reference.find(teamKind, unit.id) : reference.find(personKind, unit.id)
  return found !== undefined && found.onDuty && found.township === township
}
