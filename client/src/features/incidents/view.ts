import { isResting } from '@one-centre/shared/incident-machine'
import type { StampName } from '@one-centre/shared/incident-parts'
import type { Incident, IncidentState } from '@one-centre/shared/incidents'
import type { Light } from '@one-centre/shared/lights'
import type { Level } from '@one-centre/shared/matters'
import type { Report } from '@one-centre/shared/reports'
import { phoneTimeOf, timeOf } from '@one-centre/shared/task-machine'
import type { Task, TaskStep } from '@one-centre/shared/tasks'
import { toIso, type Iso } from '@one-centre/shared/time'
import type { Tone } from '../../design/tones.ts'
import { groupBy } from '../../kernel/group-by.ts'
import { keepSame } from '../../kernel/keep-same.ts'

/** Whose turn it is; each open incident is in exactly one. */
export const queues = ['intake', 'dispatch', 'accept', 'underway', 'verify', 'waiting'] as const
export type Queue = (typeof queues)[number]

const queueOfState: Readonly<Partial<Record<IncidentState, Queue>>> = {
  reported: 'intake',
  checking: 'intake',
  filed: 'dispatch',
  returned: 'dispatch',
  dispatched: 'accept',
  accepted: 'underway',
  handling: 'underway',
  rework: 'underway',
  handled: 'verify',
  suspended: 'waiting',
  handed_over: 'waiting',
}

/** Undefined where nobody at the desk has to do anything: drafts and incidents at rest. */
export function queueOf(incident: Incident): Queue | undefined {
  return queueOfState[incident.state]
}

/** Reported and not yet at rest; a draft is its writer's alone. */
export function isOpenIncident(incident: Incident): boolean {
  return incident.state !== 'draft' && !isResting(incident.state)
}

export function levelTone(level: Level): Tone {
  return `level${level}`
}

/** A light is calm until somebody has to answer. */
export const lightTone: Readonly<Record<Light, Tone>> = {
  green: 'normal',
  yellow: 'level3',
  chase: 'level2',
  supervise: 'level2',
  red: 'level1',
}

/** A running limit has ended. `now` in ms. */
export function isOverdue(incident: Incident, now: number): boolean {
  return overdueIn([incident], now).length > 0
}

/** Those of them whose running limit has ended. `now` in ms. */
export function overdueIn(incidents: readonly Incident[], now: number): readonly Incident[] {
  const at = toIso(now)
  return incidents.filter(({ dueBy }) => dueBy !== null && dueBy <= at)
}

/** Worst level first, then what is due first, then the oldest. */
export function byUrgency(one: Incident, other: Incident): number {
  if (one.level !== other.level) return one.level - other.level
  return compare(one.dueBy, other.dueBy) || compare(startOf(one), startOf(other))
}

function startOf(incident: Incident): Iso | null {
  return incident.stamps.reportedAt
}

/** What has no instant comes last. */
function compare(one: Iso | null, other: Iso | null): number {
  if (one === other) return 0
  if (one === null) return 1
  if (other === null) return -1
  return one < other ? -1 : 1
}

/** The lists a console opens; every number on it is the length of one of them. */
export const listNames = ['open', ...queues, 'overdue', 'serious', 'resting'] as const
export type ListName = (typeof listNames)[number]
export type IncidentLists = Readonly<Record<ListName, readonly Incident[]>>

export type SettledLists = Omit<IncidentLists, 'overdue'>

/**
 * All that only a change moves; what is overdue moves with the clock. `serious` is level 1 and 2; `resting` is what
 * has ended and is still at hand, the last first.
 */
export function settledLists(incidents: readonly Incident[]): SettledLists {
  const open = incidents.filter(isOpenIncident).sort(byUrgency)
  const inQueue = groupBy(open, queueOf)
  const of = (queue: Queue) => inQueue.get(queue) ?? []
  return {
    open,
    intake: of('intake'),
    dispatch: of('dispatch'),
    accept: of('accept'),
    underway: of('underway'),
    verify: of('verify'),
    waiting: of('waiting'),
    serious: open.filter(incident => incident.level <= 2),
    resting: incidents
      .filter(incident => isResting(incident.state))
      .sort((one, other) => ((one.endedAt ?? '') < (other.endedAt ?? '') ? 1 : -1)),
  }
}

/** The lists of before where they hold the same incidents (WA-12). */
export function keepLists(before: IncidentLists | undefined, now: IncidentLists): IncidentLists {
  if (before === undefined) return now
  const kept = Object.fromEntries(
    listNames.map(name => [name, keepSame(before[name], now[name])]),
  ) as IncidentLists
  return listNames.every(name => kept[name] === before[name]) ? before : kept
}

export type Counts = Readonly<Record<ListName, number>>

export function countsOf(lists: IncidentLists): Counts {
  return Object.fromEntries(listNames.map(name => [name, lists[name].length])) as Counts
}

const stepsOfStamp = {
  acceptedAt: ['accepted', 'enRoute', 'onScene', 'working', 'done'],
  arrivedAt: ['onScene', 'working', 'done'],
} as const satisfies Partial<Record<StampName, readonly TaskStep[]>>

/** When the step that made a stamp really was: as corrected, or as the phone recorded it; null where the stamp says it (CO-36). */
export function reallyAt(
  incident: Incident,
  tasks: readonly Task[],
  name: keyof typeof stepsOfStamp,
): Iso | null {
  const stamp = incident.stamps[name]
  for (const task of tasks)
    for (const step of stepsOfStamp[name]) {
      if (stamp === null || task.times[step]?.serverAt !== stamp) continue
      const really = phoneTimeOf(task, step) ?? timeOf(task, step)
      return really === stamp ? null : really
    }
  return null
}

/** When it happened by those who reported it: the earliest that was said. */
export function happenedAt(reports: readonly Pick<Report, 'happenedAt'>[]): Iso | null {
  return reports.flatMap(report => report.happenedAt ?? []).sort()[0] ?? null
}

/** Whether somebody has written down what was done about it or what they found (CO-27). */
export function outcomeKnown({ completion, stagePhotos, verifications, callBack }: Incident): boolean {
  return completion !== null || callBack !== null || stagePhotos.length > 0 || verifications.length > 0
}

/** A length of time in the one unit a person would say, rounded down. */
export function spanOf(milliseconds: number): {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'
  readonly count: number
} {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000))
  if (seconds < 60) return { unit: 'seconds', count: seconds }
  if (seconds < 3_600) return { unit: 'minutes', count: Math.floor(seconds / 60) }
  if (seconds < 48 * 3_600) return { unit: 'hours', count: Math.floor(seconds / 3_600) }
  return { unit: 'days', count: Math.floor(seconds / 86_400) }
}

/** 接报 → 立案 → 派单 → 送达 → 接单 → 到场 → 处置完毕 → 核查 → 办结. */
export const shownStamps = [
  'reportedAt',
  'filedAt',
  'dispatchedAt',
  'deliveredAt',
  'acceptedAt',
  'arrivedAt',
  'handledAt',
  'verifiedAt',
  'closedAt',
] as const satisfies readonly StampName[]
