import { Type, type Static } from 'typebox'
import { CivilDate, defineCommand, defineQuery, EntityHead, id, record } from './contract.ts'
import type { RefusalClass } from './refusals.ts'
import { DAY, HOUR, MINUTE, toIso } from './time.ts'

const TimeOfDay = Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' })

/** 办公时间: spans of the civil day in order, `09:00`–`12:00`; `24:00` is the end of the day. */
export const OfficeHours = Type.Array(record({ from: TimeOfDay, to: TimeOfDay }), {
  minItems: 1,
  maxItems: 6,
})
export type OfficeHours = Static<typeof OfficeHours>

/** Sample data, used for a year that no calendar names: 09:00–12:00 and 14:00–18:00. */
export const sampleOfficeHours: OfficeHours = [
  { from: '09:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
]

/** One year of the county's working calendar, from the State Council's yearly notice. */
export const CalendarYear = record({
  ...EntityHead,
  id: id<'calendar-year'>(),
  year: Type.Integer({ minimum: 2000, maximum: 2199 }),
  /** 放假: published days of rest; weekend days may be among them. */
  holidays: Type.Array(CivilDate, { maxItems: 366 }),
  /** 调休: weekend days that are worked. */
  workdays: Type.Array(CivilDate, { maxItems: 366 }),
  officeHours: OfficeHours,
  /** False where the notice is not out yet: weekends are all that is known, and the screen says so. */
  known: Type.Boolean(),
})
export type CalendarYear = Static<typeof CalendarYear>

interface Span {
  /** ms since local midnight. */
  readonly from: number
  readonly to: number
}

/**
 * The working calendar as a lookup. Days are civil day numbers: whole days since 1970-01-01 of the zone.
 * The whole of China keeps UTC+8 and no summer time (since 1992), so adding a fixed offset is exact.
 */
export interface Calendar {
  readonly offset: number
  readonly holidays: ReadonlySet<number>
  readonly workdays: ReadonlySet<number>
  readonly knownYears: ReadonlySet<number>
  readonly officeHours: ReadonlyMap<number, readonly Span[]>
  readonly otherOfficeHours: readonly Span[]
  /** Which edition of which years: `2025.1 2026.3`. */
  readonly version: string
}

/** +08:00 in minutes. */
export const CHINA_OFFSET_MINUTES = 480

/** `years` in any order; a year that is missing falls back to weekends and `officeHours`. */
export function buildCalendar(
  years: readonly CalendarYear[],
  officeHours: OfficeHours = sampleOfficeHours,
  zoneOffsetMinutes: number = CHINA_OFFSET_MINUTES,
): Calendar {
  const sorted = [...years].sort((a, b) => a.year - b.year)
  return {
    offset: zoneOffsetMinutes * MINUTE,
    holidays: new Set(sorted.flatMap(year => year.holidays.map(dayNumber))),
    workdays: new Set(sorted.flatMap(year => year.workdays.map(dayNumber))),
    knownYears: new Set(sorted.filter(year => year.known).map(year => year.year)),
    officeHours: new Map(sorted.map(year => [year.year, spansOf(year.officeHours)])),
    otherOfficeHours: spansOf(officeHours),
    version: sorted.map(year => `${year.year}.${year.version}`).join(' '),
  }
}

/** `2026-11-23` → civil day number. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY
}

/** Civil day number → `2026-11-23`. */
export function civilDate(day: number): string {
  return toIso(day * DAY).slice(0, 10)
}

/** Instant in ms → the civil day it lies in. */
export function dayOf(calendar: Calendar, at: number): number {
  return Math.floor((at + calendar.offset) / DAY)
}

/** Civil day number → the instant in ms at which it begins. */
export function startOfDay(calendar: Calendar, day: number): number {
  return day * DAY - calendar.offset
}

/** 周末不算, 节假日不算, 调休算 (C-8). In a year that is not known only weekends count; see `unknownOn`. */
export function isWorkingDay(calendar: Calendar, day: number): boolean {
  if (calendar.workdays.has(day)) return true
  if (calendar.holidays.has(day)) return false
  // 1970-01-01 was a Thursday: 0 is Monday.
  return mod(day + 3, 7) < 5
}

/** Whether the holidays of the day's year are not known, so that counting through it may be wrong (C-9). */
export function unknownOn(calendar: Calendar, day: number): boolean {
  return !calendar.knownYears.has(yearOf(day))
}

/** The office hours of a working day as instants in ms, in order; none on a day of rest. */
export function officeSpans(calendar: Calendar, day: number): readonly Span[] {
  if (!isWorkingDay(calendar, day)) return []
  const start = startOfDay(calendar, day)
  const spans = calendar.officeHours.get(yearOf(day)) ?? calendar.otherOfficeHours
  return spans.map(span => ({ from: start + span.from, to: start + span.to }))
}

/** Why a year cannot be saved, or null: dates outside it, a date on both lists, office hours that overlap or are empty. */
export function faultOfYear(
  year: Pick<CalendarYear, 'year' | 'holidays' | 'workdays' | 'officeHours'>,
): string | null {
  const dates = [...year.holidays, ...year.workdays]
  const stray = dates.find(date => !date.startsWith(`${year.year}-`) || !exists(date))
  if (stray !== undefined) return stray
  const twice = dates.find((date, index) => dates.indexOf(date) !== index)
  if (twice !== undefined) return twice
  const spans = spansOf(year.officeHours)
  const wrong = spans.findIndex(
    (span, index) => span.from >= span.to || span.from < (spans[index - 1]?.to ?? 0),
  )
  return wrong === -1 ? null : (year.officeHours[wrong]?.from ?? null)
}

function exists(date: string): boolean {
  const day = dayNumber(date)
  return !Number.isNaN(day) && civilDate(day) === date
}

function yearOf(day: number): number {
  return new Date(day * DAY).getUTCFullYear()
}

function spansOf(officeHours: OfficeHours): readonly Span[] {
  return officeHours.map(span => ({ from: timeOfDay(span.from), to: timeOfDay(span.to) }))
}

function timeOfDay(time: string): number {
  return Number(time.slice(0, 2)) * HOUR + Number(time.slice(3)) * MINUTE
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by
}

export const saveCalendarYear = defineCommand({
  name: 'calendar.save-year',
  summary: 'Enter or correct one year of the working calendar',
  permission: 'matters.manage',
  params: record({
    /** Null enters a year, a number corrects it. */
    version: Type.Union([Type.Integer(), Type.Null()]),
    year: CalendarYear.properties.year,
    holidays: CalendarYear.properties.holidays,
    workdays: CalendarYear.properties.workdays,
    officeHours: CalendarYear.properties.officeHours,
    known: CalendarYear.properties.known,
  }),
  answer: record({ calendarYearId: id<'calendar-year'>() }),
})

export const calendarStatus = defineQuery({
  name: 'calendar.status',
  summary: 'Up to which year the holidays are known, and whether that is still enough',
  permission: 'matters.read',
  params: record({}),
  answer: record({
    version: Type.String(),
    /** Null where no year is known at all. */
    lastKnownYear: Type.Union([Type.Integer(), Type.Null()]),
    /** `this-year`: limits are being counted wrongly now; `next-year`: the next year must be entered soon. */
    missing: Type.Union([Type.Literal('this-year'), Type.Literal('next-year'), Type.Null()]),
  }),
})

/** What `calendar.status` says on a civil day. The next year is asked for from 1 November, when the notice is due. */
export function statusOf(
  calendar: Calendar,
  now: number,
): { lastKnownYear: number | null; missing: 'this-year' | 'next-year' | null } {
  const today = dayOf(calendar, now)
  const year = yearOf(today)
  const lastKnownYear = calendar.knownYears.size === 0 ? null : Math.max(...calendar.knownYears)
  if (!calendar.knownYears.has(year)) return { lastKnownYear, missing: 'this-year' }
  const asked = today >= dayNumber(`${year}-11-01`)
  return { lastKnownYear, missing: asked && !calendar.knownYears.has(year + 1) ? 'next-year' : null }
}

export const calendarRefusals = {
  'calendar.year-wrong': 'rule',
  'calendar.county-only': 'rule',
} as const satisfies Record<string, RefusalClass>
