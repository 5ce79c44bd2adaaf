import { civilDate, dayNumber, sampleOfficeHours, type CalendarYear } from '@one-centre/shared/calendar'

export interface CalendarForm {
  holidays: string
  workdays: string
  hours: string
  known: boolean
}

/** The year as text, one day or span a line; a new year has the office hours of the one before it. */
export function calendarForm(
  stored: CalendarYear | undefined,
  before: CalendarYear | undefined,
): CalendarForm {
  const hours = stored?.officeHours ?? before?.officeHours ?? sampleOfficeHours
  return {
    holidays: writeDates(stored?.holidays ?? []),
    workdays: writeDates(stored?.workdays ?? []),
    hours: hours.map(({ from, to }) => `${from}-${to}`).join('\n'),
    // Who opens an unknown year has the notice at hand; whoever has not takes the mark away.
    known: true,
  }
}

/** Days that follow each other in one line. */
export function writeDates(dates: readonly string[]): string {
  const days = [...new Set(dates.map(dayNumber))].sort((one, other) => one - other)
  const lines: [number, number][] = []
  for (const day of days) {
    const last = lines.at(-1)
    if (last?.[1] === day - 1) last[1] = day
    else lines.push([day, day])
  }
  return lines
    .map(([from, to]) => (from === to ? civilDate(from) : `${civilDate(from)} ~ ${civilDate(to)}`))
    .join('\n')
}

const DATE = String.raw`(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?`
/** One date, or two with anything but a digit between: `~`, `to`, a dash of either script. */
const LINE = new RegExp(String.raw`^${DATE}(?:\s*[^\d\s]+\s*${DATE})?$`)
const LONGEST_SPAN_DAYS = 60

export type ReadDates = { readonly dates: string[] } | { readonly wrong: string }

/** Every day of every line; the first line that is no day and no span is told. */
export function readDates(text: string): ReadDates {
  const dates: string[] = []
  for (const line of linesOf(text)) {
    const parts = LINE.exec(line)
    const from = dayOf(parts?.slice(1, 4))
    const to = parts?.[4] === undefined ? from : dayOf(parts.slice(4, 7))
    if (from === undefined || to === undefined || to < from || to - from > LONGEST_SPAN_DAYS)
      return { wrong: line }
    for (let day = from; day <= to; day += 1) dates.push(civilDate(day))
  }
  return { dates }
}

function dayOf(parts: readonly (string | undefined)[] | undefined): number | undefined {
  if (parts === undefined) return undefined
  const [year = '', month = '', day = ''] = parts
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const number = dayNumber(date)
  return !Number.isNaN(number) && civilDate(number) === date ? number : undefined
}

export type ReadHours = { readonly spans: { from: string; to: string }[] } | { readonly wrong: string }

/** Office hours, one span a line: `09:00-12:00`. */
export function readHours(text: string): ReadHours {
  const spans: { from: string; to: string }[] = []
  for (const line of linesOf(text)) {
    const parts = /^(\d{1,2})[:\uff1a](\d\d)\s*[^\d\s]+\s*(\d{1,2})[:\uff1a](\d\d)$/.exec(line)
    const [from, to] = [timeOf(parts?.[1], parts?.[2]), timeOf(parts?.[3], parts?.[4])]
    if (from === undefined || to === undefined) return { wrong: line }
    spans.push({ from, to })
  }
  return spans.length === 0 ? { wrong: '' } : { spans }
}

function timeOf(hours: string | undefined, minutes: string | undefined): string | undefined {
  const time = `${(hours ?? '').padStart(2, '0')}:${minutes ?? ''}`
  return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time) ? time : undefined
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
