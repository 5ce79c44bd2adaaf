import { expect, test } from 'vitest'
import {
  buildCalendar,
  type CalendarYear,
  civilDate,
  dayNumber,
  dayOf,
  faultOfYear,
  isWorkingDay,
  officeSpans,
  sampleOfficeHours,
  startOfDay,
  statusOf,
  unknownOn,
} from './calendar.ts'

const county = '018f0000-0000-7000-8000-000000000001'
const y2026: CalendarYear = {
  id: county,
  township: county,
  version: 3,
  year: 2026,
  holidays: ['2026-02-16', '2026-02-17'],
  workdays: ['2026-02-14'],
  officeHours: [{ from: '08:30', to: '12:00' }],
  known: true,
}
const calendar = buildCalendar([y2026])

test.each([
  ['2026-02-13', true, 'a Friday'],
  ['2026-02-14', true, 'a Saturday that is worked'],
  ['2026-02-15', false, 'a Sunday'],
  ['2026-02-16', false, 'a Monday that is a holiday'],
  ['2026-02-18', true, 'a Wednesday'],
])('C-8 %s works: %s, as %s', (date, works) => {
  expect(isWorkingDay(calendar, dayNumber(date))).toBe(works)
})

test('C-8 a civil day begins at 16:00 UTC of the day before, on every day of the year', () => {
  for (let day = dayNumber('2026-01-01'); day <= dayNumber('2026-12-31'); day += 1) {
    const start = startOfDay(calendar, day)
    expect(new Date(start).toISOString()).toBe(`${civilDate(day - 1)}T16:00:00.000Z`)
    expect(dayOf(calendar, start)).toBe(day)
    expect(dayOf(calendar, start - 1)).toBe(day - 1)
  }
})

test('C-9 a year nobody entered counts weekends only and says that it is not known', () => {
  const monday = dayNumber('2027-02-08')

  expect(isWorkingDay(calendar, monday)).toBe(true)
  expect(unknownOn(calendar, monday)).toBe(true)
  expect(unknownOn(calendar, dayNumber('2026-02-16'))).toBe(false)
  expect(unknownOn(buildCalendar([{ ...y2026, known: false }]), dayNumber('2026-02-16'))).toBe(true)
})

test('C-11 office hours are those of their year, the sample ones elsewhere, none on a day of rest', () => {
  expect(officeSpans(calendar, dayNumber('2026-02-13'))).toEqual([
    { from: Date.parse('2026-02-13T00:30:00Z'), to: Date.parse('2026-02-13T04:00:00Z') },
  ])
  expect(officeSpans(calendar, dayNumber('2027-02-08'))).toHaveLength(sampleOfficeHours.length)
  expect(officeSpans(calendar, dayNumber('2026-02-16'))).toEqual([])
})

test.each([
  ['a date of another year', { holidays: ['2027-01-01'] }, '2027-01-01'],
  ['a date that does not exist', { holidays: ['2026-02-30'] }, '2026-02-30'],
  ['a date on both lists', { holidays: ['2026-02-14'] }, '2026-02-14'],
  ['empty office hours', { officeHours: [{ from: '09:00', to: '09:00' }] }, '09:00'],
  [
    'overlapping office hours',
    {
      officeHours: [
        { from: '09:00', to: '12:00' },
        { from: '11:00', to: '18:00' },
      ],
    },
    '11:00',
  ],
])('C-14 %s is found', (_what, change, fault) => {
  expect(faultOfYear({ ...y2026, ...change })).toBe(fault)
})

test('C-14 a right year has no fault', () => {
  expect(faultOfYear(y2026)).toBeNull()
})

test.each([
  ['2026-10-31T15:59:59.999Z', 2026, null],
  ['2026-10-31T16:00:00.000Z', 2026, 'next-year'],
  ['2026-12-31T16:00:00.000Z', 2026, 'this-year'],
])('C-16 at %s the last known year is %s and missing is %s', (at, lastKnownYear, missing) => {
  expect(statusOf(calendar, Date.parse(at))).toEqual({ lastKnownYear, missing })
})

test('C-16 with no year at all there is none to name', () => {
  expect(statusOf(buildCalendar([]), 0)).toEqual({ lastKnownYear: null, missing: 'this-year' })
})

test('C-9 the version names every year and its edition', () => {
  expect(buildCalendar([{ ...y2026, year: 2027, version: 1 }, y2026]).version).toBe('2026.3 2027.1')
})
