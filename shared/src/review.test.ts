import { expect, test } from 'vitest'
import { buildCalendar } from './calendar.ts'
import { pauseClock, resumeClock, startClock, stopClock, type Clock } from './clocks.ts'
import type { Stamps } from './incident-parts.ts'
import { newId } from './ids.ts'
import { reviewIntervals, reviewLimits } from './review.ts'
import { HOUR, MINUTE, toIso } from './time.ts'

const NINE = Date.parse('2026-11-23T01:00:00.000Z')
const at = (minutes: number) => toIso(NINE + minutes * MINUTE)
const calendar = buildCalendar([])

const clock = (step: 'acceptance' | 'arrival' | 'handling', minutes: number, begin: number): Clock =>
  startClock({
    ...{ id: newId(), township: newId(), incidentId: newId(), stage: 1, cycle: 1, startedFor: null },
    ...{ calendarVersion: '', why: 'dispatched', by: 'a', step, now: at(begin) },
    limit: { kind: 'emergency-hour', amount: minutes },
  })

test('RS-20 each limit says what was planned, what happened and by how much', () => {
  const accepted = stopClock(clock('acceptance', 15, 0), at(10))
  const arrived = stopClock(clock('arrival', 30, 10), at(52))
  const paused = resumeClock(
    pauseClock(clock('handling', 60, 20), at(30), 'suspended', 'a'),
    at(90),
    'resumed',
    'a',
  )

  const limits = reviewLimits([arrived, paused, accepted], calendar, at(120))

  expect(limits.map(one => [one.step, one.verdict, one.countedMs / MINUTE, one.allowedMs / MINUTE])).toEqual([
    ['acceptance', 'kept', 10, 15],
    ['arrival', 'broken', 42, 30],
    ['handling', 'running', 40, 60],
  ])
  expect(limits.map(one => [one.startedAt, one.dueBy, one.stoppedAt])).toEqual([
    // Done before it was due, and it is still said when that was.
    [at(0), at(15), at(10)],
    [at(10), at(40), at(52)],
    [at(20), at(140), null],
  ])
  expect(reviewLimits([paused], calendar, at(141))[0]!.verdict).toBe('overdue')
  expect(reviewLimits([pauseClock(paused, at(95), 'suspended', 'a')], calendar, at(999))[0]!.verdict).toBe(
    'paused',
  )
})

test('RS-20 an interval runs from stamp to stamp, and has no length where one is missing or comes before the other', () => {
  const none: Stamps = {
    ...{ reportedAt: null, checkedAt: null, filedAt: null, dispatchedAt: null, deliveredAt: null },
    ...{
      acceptedAt: null,
      arrivedAt: null,
      handledAt: null,
      verifiedAt: null,
      closedAt: null,
      archivedAt: null,
    },
  }
  const stamps = {
    ...none,
    reportedAt: at(0),
    filedAt: at(9),
    dispatchedAt: at(4),
    acceptedAt: at(6),
    handledAt: at(66),
  }

  const intervals = reviewIntervals(stamps)

  expect(intervals.map(one => [one.name, one.milliseconds])).toEqual([
    ['file', 9 * MINUTE],
    ['dispatch', null],
    ['accept', 2 * MINUTE],
    ['arrive', null],
    ['handle', HOUR],
    ['verify', null],
  ])
  expect(reviewIntervals({ ...stamps, arrivedAt: at(36) })[4]).toMatchObject({
    from: at(36),
    milliseconds: HOUR / 2,
  })
})
