import { Type, type Static } from 'typebox'
import { type Calendar, dayOf, isWorkingDay, officeSpans, startOfDay } from './calendar.ts'
import { EntityHead, id, Instant, oneOf, optionalText, record } from './contract.ts'
import type { Id } from './ids.ts'
import { Limit, type LimitStep, limitSteps } from './matters.ts'
import { DAY, fromIso, type Iso, MINUTE, toIso } from './time.ts'

/** One line of the ledger: the clock ran or stood from `from` until `to`; null while it still does. */
export const ClockRow = record({
  state: oneOf(['running', 'paused']),
  from: Instant,
  to: Type.Union([Instant, Type.Null()]),
  /** A code: `dispatched`, `suspended`, `rework` … */
  why: optionalText(80),
  /** The actor's id. */
  by: Type.String({ maxLength: 80 }),
})
export type ClockRow = Static<typeof ClockRow>

/** 时钟: one limit of one incident, with a ledger that accounts for every second since it started. */
export const Clock = record({
  ...EntityHead,
  id: id<'clock'>(),
  incidentId: id<'incident'>(),
  step: oneOf(limitSteps),
  /** 1 围护, 2 修复, 3 恢复; 1 where the step has no stages. */
  stage: Type.Integer({ minimum: 1, maximum: 3 }),
  /** Counts the incident's reopenings, from 1. */
  cycle: Type.Integer({ minimum: 1 }),
  limit: Limit,
  /** `calendar.version` when the clock started; the journal holds that edition. */
  calendarVersion: Type.String({ maxLength: 400 }),
  startedAt: Instant,
  state: oneOf(['running', 'paused', 'stopped']),
  rows: Type.Array(ClockRow, { minItems: 1 }),
  /** The body whose clock it is; null while it is the centre's own. */
  startedFor: Type.Union([id<'organisation'>(), Type.Null()]),
})
export type Clock = Static<typeof Clock>

export interface ClockStart {
  readonly id: Id<'clock'>
  readonly township: Id<'organisation'>
  readonly incidentId: Id<'incident'>
  readonly step: LimitStep
  readonly stage: number
  readonly cycle: number
  readonly limit: Limit
  readonly calendarVersion: string
  readonly startedFor: Id<'organisation'> | null
  readonly now: Iso
  readonly why: string
  readonly by: string
}

/** A new running clock (version 0, as the kernel expects of what is new). */
export function startClock(start: ClockStart): Clock {
  const { now, why, by, ...facts } = start
  return {
    ...facts,
    version: 0,
    startedAt: now,
    state: 'running',
    rows: [{ state: 'running', from: now, to: null, why, by }],
  }
}

/** A running clock stands from now on (C-4); any other is handed back as it is. */
export function pauseClock(clock: Clock, now: Iso, why: string, by: string): Clock {
  if (clock.state !== 'running') return clock
  return openRow({ ...clock, rows: closeRow(clock, now) }, 'paused', now, why, by)
}

/**
 * A paused or stopped clock runs on from where it stood (C-5); a running one is handed back as it is.
 * The time since it stopped becomes a paused row, so that rows still abut (C-2).
 */
export function resumeClock(clock: Clock, now: Iso, why: string, by: string): Clock {
  if (clock.state === 'running') return clock
  if (clock.state === 'paused')
    return openRow({ ...clock, rows: closeRow(clock, now) }, 'running', now, why, by)
  const stoppedAt = lastRow(clock).to ?? now
  const gap: ClockRow = { state: 'paused', from: stoppedAt, to: later(stoppedAt, now), why: 'stopped', by }
  return openRow({ ...clock, rows: [...clock.rows, gap] }, 'running', now, why, by)
}

/** The clock has done its work; its rows stay (C-6). A stopped one is handed back as it is. `why` and `by` are the change's. */
export function stopClock(clock: Clock, now: Iso): Clock {
  if (clock.state === 'stopped') return clock
  return { ...clock, state: 'stopped', rows: closeRow(clock, now) }
}

/** The body it now runs for, after a redispatch: the rows are not touched, the clock is never reset (C-7). */
export function reassignClock(clock: Clock, startedFor: Id<'organisation'> | null): Clock {
  return clock.startedFor === startedFor ? clock : { ...clock, startedFor }
}

/** The limit in ms of counted time: minutes for the hour kinds, days of 24 h for the day kinds. */
export function limitMilliseconds(limit: Limit): number {
  return Math.round(limit.amount * unitOf(limit))
}

/**
 * Counted ms: the sum of the running rows under the calendar (C-1).
 * Emergency hours count always; working hours inside office hours of working days. Day kinds count civil days of
 * 24 h from the midnight **after** the start (民法典 art. 201: the day of the start does not count), working days
 * only on working days, so a limit of n days ends at 24:00 of the n-th; a part of a day counts by the time of day (C-10, C-11, C-12).
 */
export function countedMilliseconds(clock: Clock, now: Iso, calendar: Calendar): number {
  const origin = originOf(clock.limit, clock.startedAt, calendar)
  let sum = 0
  for (const row of clock.rows) {
    if (row.state !== 'running') continue
    const from = Math.max(fromIso(row.from), origin)
    const to = fromIso(row.to ?? now)
    sum += measure(clock.limit.kind, from, to, calendar)
  }
  return sum
}

/** Minutes for the hour kinds, days for the day kinds (C-1). */
export function elapsed(clock: Clock, now: Iso, calendar: Calendar): number {
  return countedMilliseconds(clock, now, calendar) / unitOf(clock.limit)
}

/** The same unit as `elapsed`; negative once the limit has passed. */
export function remaining(clock: Clock, now: Iso, calendar: Calendar): number {
  return (limitMilliseconds(clock.limit) - countedMilliseconds(clock, now, calendar)) / unitOf(clock.limit)
}

/** 1 at the limit, more beyond. */
export function fractionUsed(clock: Clock, now: Iso, calendar: Calendar): number {
  return countedMilliseconds(clock, now, calendar) / limitMilliseconds(clock.limit)
}

/** The first instant at which `fraction` of the limit is used if the clock keeps running; null while it does not run (C-3). */
export function dueAt(clock: Clock, calendar: Calendar, fraction: number): Iso | null {
  return clock.state === 'running' ? reachedAt(clock, calendar, fraction) : null
}

/** As `dueAt`, but also of a clock that stands: null where its rows have not used so much. */
export function reachedAt(clock: Clock, calendar: Calendar, fraction: number): Iso | null {
  const origin = originOf(clock.limit, clock.startedAt, calendar)
  let left = Math.ceil(fraction * limitMilliseconds(clock.limit))
  for (const row of clock.rows) {
    if (row.state !== 'running') continue
    const from = Math.max(fromIso(row.from), origin)
    if (row.to === null) return toIso(advance(clock.limit.kind, from, left, calendar))
    const counted = measure(clock.limit.kind, from, fromIso(row.to), calendar)
    if (counted >= left) return toIso(advance(clock.limit.kind, from, left, calendar))
    left -= counted
  }
  return null
}

/** When a limit that starts at `from` ends, if nothing pauses it; no clock is needed to say so (C-3). */
export function limitEnd(limit: Limit, from: Iso, calendar: Calendar): Iso {
  return toIso(advance(limit.kind, originOf(limit, from, calendar), limitMilliseconds(limit), calendar))
}

function unitOf(limit: Limit): number {
  return limit.kind === 'emergency-hour' || limit.kind === 'working-hour' ? MINUTE : DAY
}

function originOf(limit: Limit, startedAt: Iso, calendar: Calendar): number {
  const start = fromIso(startedAt)
  if (unitOf(limit) === MINUTE) return start
  const day = dayOf(calendar, start)
  return startOfDay(calendar, day) === start ? start : startOfDay(calendar, day + 1)
}

interface Counted {
  readonly from: number
  readonly to: number
}

/** The spans of a civil day in which a kind counts; calendar-bound kinds only. */
function countedSpans(
  kind: 'working-hour' | 'working-day',
  day: number,
  calendar: Calendar,
): readonly Counted[] {
  if (kind === 'working-hour') return officeSpans(calendar, day)
  return isWorkingDay(calendar, day)
    ? [{ from: startOfDay(calendar, day), to: startOfDay(calendar, day + 1) }]
    : []
}

function measure(kind: Limit['kind'], from: number, to: number, calendar: Calendar): number {
  if (to <= from) return 0
  if (kind === 'emergency-hour' || kind === 'calendar-day') return to - from
  let sum = 0
  for (let day = dayOf(calendar, from); day <= dayOf(calendar, to); day += 1) {
    for (const span of countedSpans(kind, day, calendar)) {
      sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from))
    }
  }
  return sum
}

/** The first instant at which `amount` ms have been counted since `from`. */
function advance(kind: Limit['kind'], from: number, amount: number, calendar: Calendar): number {
  if (amount <= 0) return from
  if (kind === 'emergency-hour' || kind === 'calendar-day') return from + amount
  let left = amount
  for (let day = dayOf(calendar, from); ; day += 1) {
    for (const span of countedSpans(kind, day, calendar)) {
      const start = Math.max(span.from, from)
      if (start >= span.to) continue
      if (span.to - start >= left) return start + left
      left -= span.to - start
    }
  }
}

function lastRow(clock: Clock): ClockRow {
  return clock.rows[clock.rows.length - 1]!
}

/** A clock of the server that jumps back must not make a negative row. */
function later(a: Iso, b: Iso): Iso {
  return a > b ? a : b
}

function closeRow(clock: Clock, now: Iso): ClockRow[] {
  const last = lastRow(clock)
  return [...clock.rows.slice(0, -1), { ...last, to: later(last.from, now) }]
}

function openRow(clock: Clock, state: ClockRow['state'], now: Iso, why: string, by: string): Clock {
  const from = later(lastRow(clock).to ?? now, now)
  return { ...clock, state, rows: [...clock.rows, { state, from, to: null, why, by }] }
}
