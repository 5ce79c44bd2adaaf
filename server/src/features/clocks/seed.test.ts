import { buildCalendar, dayNumber, faultOfYear, isWorkingDay, unknownOn } from '@one-centre/shared/calendar'
import { expect, test } from 'vitest'
import { calendarSeed, publishedYear } from './seed.ts'

const county = '018f0000-0000-7000-8000-000000000001'

test('C-15 a year without a notice is seeded as unknown and empty, though the library answers it', () => {
  expect(publishedYear(2199)).toEqual({ holidays: [], workdays: [], known: false })
})

test.each([2024, 2025, 2026])('C-15 %s is known, with no fault', year => {
  const [seeded] = calendarSeed(county, year, year)

  expect(seeded!.known).toBe(true)
  expect(seeded!.holidays.length).toBeGreaterThanOrEqual(28)
  expect(faultOfYear(seeded!)).toBeNull()
})

// 国务院办公厅关于2026年部分节假日安排的通知: 2月15日至23日放假, 2月14日, 2月28日上班; 10月10日上班.
test('C-15 the Spring Festival of 2026 is as published', () => {
  const calendar = buildCalendar(calendarSeed(county, 2024, 2028))
  const works = (date: string) => isWorkingDay(calendar, dayNumber(date))

  expect(works('2026-02-14')).toBe(true)
  for (let day = dayNumber('2026-02-15'); day <= dayNumber('2026-02-23'); day += 1) {
    expect(isWorkingDay(calendar, day)).toBe(false)
  }
  expect(works('2026-02-24')).toBe(true)
  expect(works('2026-02-28')).toBe(true)
  expect(works('2026-10-10')).toBe(true)
  expect(unknownOn(calendar, dayNumber('2026-10-10'))).toBe(false)
  expect(unknownOn(calendar, dayNumber('2028-01-01'))).toBe(true)
})

test('C-15 seeding twice names the same rows', () => {
  expect(calendarSeed(county, 2024, 2028)).toEqual(calendarSeed(county, 2024, 2028))
  expect(new Set(calendarSeed(county, 2024, 2028).map(year => year.id)).size).toBe(5)
})
