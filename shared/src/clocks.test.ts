import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCalendar, type CalendarYear, civilDate, dayNumber, sampleOfficeHours } from './calendar.ts'
import {
  type Clock,
  countedMilliseconds,
  dueAt,
  elapsed,
  fractionUsed,
  limitEnd,
  limitMilliseconds,
  pauseClock,
  reachedAt,
  reassignClock,
  remaining,
  resumeClock,
  startClock,
  stopClock,
} from './clocks.ts'
import type { Limit } from './matters.ts'
import { DAY, fromIso, HOUR, type Iso, MINUTE, toIso } from './time.ts'

const county = '018f0000-0000-7000-8000-000000000001'

function year(of: number, holidays: string[], workdays: string[]): CalendarYear {
  return {
    id: county,
    township: county,
    version: 1,
    year: of,
    holidays,
    workdays,
    officeHours: sampleOfficeHours,
    known: true,
  }
}

/** The end of 2025 and the spring of 2026 as published; 2027 is left unknown. */
const calendar = buildCalendar([
  year(
    2025,
    ['2025-10-01', '2025-10-02', '2025-10-03', '2025-10-06', '2025-10-07', '2025-10-08'],
    ['2025-09-28', '2025-10-11'],
  ),
  year(
    2026,
    [
      '2026-01-01',
      '2026-01-02',
      '2026-02-16',
      '2026-02-17',
      '2026-02-18',
      '2026-02-19',
      '2026-02-20',
      '2026-02-23',
    ],
    ['2026-01-04', '2026-02-14', '2026-02-28'],
  ),
])

function clockFrom(at: Iso, limit: Limit): Clock {
  return startClock({
    id: '018f0000-0000-7000-8000-0000000000c1',
    township: county,
    incidentId: '018f0000-0000-7000-8000-0000000000e1',
    step: 'handling',
    stage: 1,
    cycle: 1,
    limit,
    calendarVersion: calendar.version,
    startedFor: null,
    now: at,
    why: 'dispatched',
    by: 'test',
  })
}

/** `2026-02-13 15:30` in China → instant. */
function local(text: string): Iso {
  return toIso(Date.parse(`${text.replace(' ', 'T')}:00.000+08:00`))
}

const kinds = ['emergency-hour', 'working-hour', 'working-day', 'calendar-day'] as const
const anyLimit: fc.Arbitrary<Limit> = fc.constantFrom(...kinds).chain(kind =>
  (kind.endsWith('hour') ? fc.integer({ min: 1, max: 5_000 }) : fc.integer({ min: 1, max: 30 })).map(
    amount => ({
      kind,
      amount,
    }),
  ),
)
/** Mostly anywhere; often at the edges of days and office hours, around the holidays and the new year. */
const anyStart: fc.Arbitrary<Iso> = fc.oneof(
  fc.integer({ min: Date.UTC(2025, 8, 1), max: Date.UTC(2027, 1, 1) }).map(toIso),
  fc
    .tuple(
      fc.constantFrom(
        '2025-09-27',
        '2025-09-30',
        '2025-12-31',
        '2026-01-04',
        '2026-02-13',
        '2026-02-14',
        '2026-12-31',
      ),
      fc.constantFrom('00:00', '08:59', '09:00', '12:00', '13:59', '14:00', '17:59', '18:00', '23:59'),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([date, time, drift]) => toIso(fromIso(local(`${date} ${time}`)) + drift)),
)
const anyFraction = fc.constantFrom(0.6, 0.8, 1, 1.25, 2)
const anyGaps = fc.array(fc.integer({ min: 0, max: 4 * DAY }), { maxLength: 6 })

/** Pauses and resumes in turn, each a gap after the last. */
function withPauses(clock: Clock, gaps: readonly number[]): Clock {
  let at = fromIso(clock.startedAt)
  return gaps.reduce((before, gap) => {
    at += gap
    const change = before.state === 'running' ? pauseClock : resumeClock
    return change(before, toIso(at), 'test', 'test')
  }, clock)
}

function lengthOfRows(clock: Clock, now: Iso): number {
  return clock.rows.reduce((sum, row) => sum + fromIso(row.to ?? now) - fromIso(row.from), 0)
}

describe('ledger', () => {
  test('C-1 what is used is the sum of the running rows', () => {
    fc.assert(
      fc.property(anyLimit, anyStart, anyGaps, (limit, start, gaps) => {
        const clock = withPauses(clockFrom(start, limit), gaps)
        const now = toIso(fromIso(start) + 30 * DAY)

        const byRow = clock.rows
          .filter(row => row.state === 'running')
          .map(row => countedMilliseconds({ ...clock, rows: [row] }, now, calendar))

        expect(countedMilliseconds(clock, now, calendar)).toBe(byRow.reduce((a, b) => a + b, 0))
      }),
    )
  })

  test('C-1 elapsed and remaining are in minutes for hours and in days for days', () => {
    const hours = clockFrom(local('2026-03-02 09:00'), { kind: 'emergency-hour', amount: 90 })
    const days = clockFrom(local('2026-03-02 09:00'), { kind: 'calendar-day', amount: 3 })

    expect(elapsed(hours, local('2026-03-02 10:00'), calendar)).toBe(60)
    expect(remaining(hours, local('2026-03-02 11:00'), calendar)).toBe(-30)
    expect(elapsed(days, local('2026-03-04 12:00'), calendar)).toBe(1.5)
    expect(remaining(days, local('2026-03-04 12:00'), calendar)).toBe(1.5)
  })

  test('C-2 rows abut and add up to the time since the start, also after a stop and a rework', () => {
    fc.assert(
      fc.property(
        anyLimit,
        anyStart,
        anyGaps,
        fc.integer({ min: 0, max: DAY }),
        (limit, start, gaps, last) => {
          const walked = withPauses(clockFrom(start, limit), gaps)
          const stop = toIso(fromIso(start) + gaps.reduce((a, b) => a + b, 0) + last)
          const rework = toIso(fromIso(stop) + last)
          const stopped = stopClock(walked, stop)
          const again = resumeClock(stopped, rework, 'rework', 'test')
          const now = toIso(fromIso(rework) + HOUR)

          for (const clock of [walked, stopped, again]) {
            clock.rows.slice(1).forEach((row, index) => expect(row.from).toBe(clock.rows[index]!.to))
            expect(clock.rows[0]!.from).toBe(start)
          }
          expect(lengthOfRows(stopped, now)).toBe(fromIso(stop) - fromIso(start))
          expect(lengthOfRows(again, now)).toBe(fromIso(now) - fromIso(start))
        },
      ),
    )
  })

  test('C-3 the due instant and the elapsed time are inverse to the millisecond', () => {
    fc.assert(
      fc.property(anyLimit, anyStart, anyGaps, anyFraction, (limit, start, gaps, fraction) => {
        const clock = withPauses(clockFrom(start, limit), gaps.length % 2 === 0 ? gaps : gaps.slice(1))
        const due = dueAt(clock, calendar, fraction)!
        const wanted = Math.ceil(fraction * limitMilliseconds(limit))

        if (gaps.length < 2)
          expect(limitEnd(limit, start, calendar)).toBe(dueAt(clockFrom(start, limit), calendar, 1))
        expect(countedUpTo(clock, due)).toBe(wanted)
        expect(countedUpTo(clock, toIso(fromIso(due) - 1))).toBe(wanted - 1)
      }),
      { numRuns: 500 },
    )
  })

  test('C-3 a clock that stands has no due instant, but keeps the one it has passed', () => {
    const clock = clockFrom(local('2026-03-02 09:00'), { kind: 'emergency-hour', amount: 60 })
    const paused = pauseClock(clock, local('2026-03-02 09:45'), 'suspended', 'test')

    expect(dueAt(paused, calendar, 0.5)).toBeNull()
    expect(reachedAt(paused, calendar, 0.5)).toBe(local('2026-03-02 09:30'))
    expect(reachedAt(paused, calendar, 1)).toBeNull()
  })

  test('C-4 a pause uses nothing and never brings the due instant forward', () => {
    fc.assert(
      fc.property(
        anyLimit,
        anyStart,
        fc.integer({ min: 0, max: 10 * DAY }),
        fc.integer({ min: 0, max: 10 * DAY }),
        (limit, start, after, length) => {
          const clock = clockFrom(start, limit)
          const from = toIso(fromIso(start) + after)
          const to = toIso(fromIso(from) + length)
          const paused = pauseClock(clock, from, 'suspended', 'test')
          const resumed = resumeClock(paused, to, 'resumed', 'test')

          expect(countedMilliseconds(paused, to, calendar)).toBe(countedMilliseconds(clock, from, calendar))
          expect(dueAt(resumed, calendar, 1)! >= dueAt(clock, calendar, 1)!).toBe(true)
        },
      ),
    )
  })

  test('C-5 a rework goes on where the clock stood', () => {
    const clock = clockFrom(local('2026-03-02 09:00'), { kind: 'working-hour', amount: 240 })
    const handled = stopClock(clock, local('2026-03-02 11:00'))
    const rework = resumeClock(handled, local('2026-03-04 09:00'), 'rework', 'test')

    expect(elapsed(rework, local('2026-03-04 09:00'), calendar)).toBe(120)
    expect(dueAt(rework, calendar, 1)).toBe(local('2026-03-04 11:00'))
    expect(rework.rows.map(row => row.state)).toEqual(['running', 'paused', 'running'])
  })

  test('C-6 a stopped clock uses no more, and stopping, pausing and resuming twice changes nothing', () => {
    const clock = clockFrom(local('2026-03-02 09:00'), { kind: 'emergency-hour', amount: 60 })
    const stopped = stopClock(clock, local('2026-03-02 09:20'))
    const paused = pauseClock(clock, local('2026-03-02 09:20'), 'suspended', 'test')

    expect(elapsed(stopped, local('2026-03-05 09:00'), calendar)).toBe(20)
    expect(stopClock(stopped, local('2026-03-03 09:00'))).toBe(stopped)
    expect(pauseClock(stopped, local('2026-03-03 09:00'), 'suspended', 'test')).toBe(stopped)
    expect(pauseClock(paused, local('2026-03-03 09:00'), 'suspended', 'test')).toBe(paused)
    expect(resumeClock(clock, local('2026-03-03 09:00'), 'resumed', 'test')).toBe(clock)
  })

  test('C-7 another body changes no row and no due instant', () => {
    const clock = clockFrom(local('2026-03-02 09:00'), { kind: 'working-day', amount: 7 })
    const moved = reassignClock(clock, '018f0000-0000-7000-8000-0000000000b2')

    expect(moved.startedFor).toBe('018f0000-0000-7000-8000-0000000000b2')
    expect(moved.rows).toBe(clock.rows)
    expect(dueAt(moved, calendar, 1)).toBe(dueAt(clock, calendar, 1))
  })

  test('C-13 a server clock that jumps back makes no negative row', () => {
    const clock = clockFrom(local('2026-03-02 09:00'), { kind: 'emergency-hour', amount: 60 })
    const paused = pauseClock(clock, local('2026-03-02 08:00'), 'suspended', 'test')
    const resumed = resumeClock(paused, local('2026-03-02 07:00'), 'resumed', 'test')
    const again = resumeClock(
      stopClock(resumed, local('2026-03-02 06:00')),
      local('2026-03-02 05:00'),
      'rework',
      'test',
    )

    again.rows.forEach(row => expect(row.to === null || row.to >= row.from).toBe(true))
    expect(again.rows.every(row => row.from === local('2026-03-02 09:00'))).toBe(true)
    expect(elapsed(again, local('2026-03-02 08:30'), calendar)).toBe(0)
    expect(elapsed(again, local('2026-03-02 09:30'), calendar)).toBe(30)
  })
})

describe('kinds of limits', () => {
  test.each([
    ['a weekend', '2026-03-06 15:00', 3, '2026-03-11 24:00'],
    ['Spring Festival between two make-up Saturdays', '2026-02-13 15:00', 2, '2026-02-24 24:00'],
    ['the new year and its make-up Sunday', '2025-12-31 10:00', 1, '2026-01-04 24:00'],
    ['the end of an unknown year', '2026-12-31 10:00', 1, '2027-01-01 24:00'],
    ['a start at midnight, whose whole day counts', '2026-03-02 00:00', 1, '2026-03-02 24:00'],
  ])('C-10 working days over %s', (_what, start, amount, due) => {
    const clock = clockFrom(local(start), { kind: 'working-day', amount })

    expect(dueAt(clock, calendar, 1)).toBe(endOf(due))
  })

  test('C-10 calendar days leave nothing out but the day of the start', () => {
    const clock = clockFrom(local('2026-02-13 15:00'), { kind: 'calendar-day', amount: 90 })

    expect(dueAt(clock, calendar, 1)).toBe(endOf(`${civilDate(dayNumber('2026-02-13') + 90)} 24:00`))
    expect(elapsed(clock, local('2026-02-13 23:59'), calendar)).toBe(0)
  })

  test.each([
    ['the noon break', '2026-03-02 11:30', 60, '2026-03-02 14:30'],
    ['the evening', '2026-03-02 17:30', 60, '2026-03-03 09:30'],
    ['a start on a day of rest', '2026-03-07 10:00', 30, '2026-03-09 09:30'],
    ['the exact end of office hours', '2026-03-02 17:00', 60, '2026-03-02 18:00'],
    ['a make-up Saturday and the festival after it', '2026-02-14 17:30', 60, '2026-02-24 09:30'],
  ])('C-11 working hours over %s', (_what, start, amount, due) => {
    const clock = clockFrom(local(start), { kind: 'working-hour', amount })

    expect(dueAt(clock, calendar, 1)).toBe(local(due))
  })

  test('C-12 emergency hours count on a holiday night', () => {
    const clock = clockFrom(local('2026-02-17 23:30'), { kind: 'emergency-hour', amount: 60 })

    expect(dueAt(clock, calendar, 1)).toBe(local('2026-02-18 00:30'))
    expect(fractionUsed(clock, local('2026-02-18 00:00'), calendar)).toBe(0.5)
  })
})

function endOf(text: string): Iso {
  return toIso(fromIso(local(text.replace('24:00', '00:00'))) + 24 * 60 * MINUTE)
}

/** What had been counted at an earlier instant, from the same rows. */
function countedUpTo(clock: Clock, at: Iso): number {
  const rows = clock.rows
    .filter(row => row.from < at)
    .map(row => ({ ...row, to: row.to === null || row.to > at ? at : row.to }))
  return countedMilliseconds({ ...clock, rows }, at, calendar)
}
