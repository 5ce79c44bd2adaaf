import {
  type CalendarYear,
  civilDate,
  dayNumber,
  type OfficeHours,
  sampleOfficeHours,
} from '@one-centre/shared/calendar'
import { derivedId, type Id } from '@one-centre/shared/ids'
import chineseDays from 'chinese-days'

/** Every yearly notice names these three; the other festivals may share a holiday with them. */
const namedEveryYear = ['元旦', '春节', '国庆节']

interface PublishedYear {
  readonly holidays: string[]
  readonly workdays: string[]
  readonly known: boolean
}

/**
 * What the library has of the State Council's notice of a year. It answers any date, by weekday alone where it has
 * no notice; only an entry of the notice carries a name like `Spring Festival,春节,4`, and that tells them apart (C-15).
 */
export function publishedYear(year: number): PublishedYear {
  const days = Array.from({ length: 366 }, (_, index) => civilDate(dayNumber(`${year}-01-01`) + index))
    .filter(date => date.startsWith(`${year}-`))
    .map(date => chineseDays.getDayDetail(date))
    .filter(detail => detail.name.includes(','))
  const known = namedEveryYear.every(name => days.some(day => day.name.includes(name)))
  if (!known) return { holidays: [], workdays: [], known }
  return {
    holidays: days.filter(day => !day.work).map(day => day.date),
    workdays: days.filter(day => day.work).map(day => day.date),
    known,
  }
}

/** The county's years `from` to `to`, version 0 (new); ids follow from county and year, so seeding twice makes no second row. */
export function calendarSeed(
  county: Id<'organisation'>,
  from: number,
  to: number,
  officeHours: OfficeHours = sampleOfficeHours,
): readonly CalendarYear[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).map(year => ({
    id: calendarYearId(county, year),
    township: county,
    version: 0,
    year,
    officeHours,
    ...publishedYear(year),
  }))
}

export function calendarYearId(county: Id<'organisation'>, year: number): Id<'calendar-year'> {
  return derivedId<'calendar-year'>('calendar-year', county, year)
}
