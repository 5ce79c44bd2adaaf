import { expect, test } from 'vitest'
import { buildCalendar } from './calendar.ts'
import { type Clock, dueAt, pauseClock, startClock, stopClock } from './clocks.ts'
import { clockLight, incidentLight, type Light, lightOf, noOverlay } from './lights.ts'
import type { LimitStep } from './matters.ts'
import { DAY, fromIso, MINUTE, toIso } from './time.ts'

const calendar = buildCalendar([])
const start = '2026-03-02T01:00:00.000Z'

function clockOf(step: LimitStep, amount = 100): Clock {
  return startClock({
    id: '018f0000-0000-7000-8000-0000000000c1',
    township: '018f0000-0000-7000-8000-000000000001',
    incidentId: '018f0000-0000-7000-8000-0000000000e1',
    step,
    stage: 1,
    cycle: 1,
    limit: { kind: 'emergency-hour', amount },
    calendarVersion: '',
    startedFor: null,
    now: start,
    why: 'dispatched',
    by: 'test',
  })
}

function after(minutes: number): string {
  return toIso(fromIso(start) + minutes * MINUTE)
}

test.each<[number, Light]>([
  [0, 'green'],
  [59, 'green'],
  [60, 'yellow'],
  [99, 'yellow'],
  [100, 'chase'],
  [124, 'chase'],
  [125, 'supervise'],
  [199, 'supervise'],
  [200, 'red'],
])('C-17 at %s %% of the limit the light is %s', (percent, light) => {
  expect(lightOf(clockOf('handling'), after(percent), calendar)).toBe(light)
})

test('C-18 the acceptance clock turns yellow at its limit and goes no further', () => {
  const clock = clockOf('acceptance')

  expect(clockLight(clock, after(99), calendar, false)).toBe('green')
  expect(clockLight(clock, after(100), calendar, false)).toBe('yellow')
  expect(clockLight(clock, after(1_000_000), calendar, false)).toBe('yellow')
})

test('C-19 over for more than 5 days without a reason is red, with one it is not', () => {
  const clock = clockOf('handling', 30 * 24 * 60)
  const due = fromIso(dueAt(clock, calendar, 1)!)

  expect(clockLight(clock, toIso(due + 5 * DAY), calendar, false)).toBe('chase')
  expect(clockLight(clock, toIso(due + 5 * DAY + 1), calendar, false)).toBe('red')
  expect(clockLight(clock, toIso(due + 5 * DAY + 1), calendar, true)).toBe('chase')
  expect(clockLight(pauseClock(clock, toIso(due + 1), 'x', 'x'), toIso(due + 9 * DAY), calendar, false)).toBe(
    'chase',
  )
})

test.each<[string, Partial<typeof noOverlay>, Light]>([
  ['one chase', { chases: 1 }, 'chase'],
  ['two chases', { chases: 2 }, 'supervise'],
  ['two reworks', { reworks: 2 }, 'green'],
  ['three reworks', { reworks: 3 }, 'supervise'],
  ['a leader', { supervised: true }, 'supervise'],
])('C-20 %s: the light is at least %s', (_what, overlay, light) => {
  expect(lightOf(clockOf('handling'), after(0), calendar, { ...noOverlay, ...overlay })).toBe(light)
})

test('C-21 an incident shows the worst of its clocks that are not stopped', () => {
  const late = clockOf('dispatch', 10)
  const early = clockOf('handling', 1_000)

  expect(incidentLight([early, late], after(12), calendar, noOverlay)).toBe('chase')
  expect(incidentLight([early, stopClock(late, after(11))], after(12), calendar, noOverlay)).toBe('green')
  expect(incidentLight([], after(12), calendar, noOverlay)).toBe('green')
})

test('C-22 the light changes at the due instant and not a millisecond before', () => {
  const clock = clockOf('handling', 7)
  for (const [fraction, before, then] of [
    [0.6, 'green', 'yellow'],
    [1, 'yellow', 'chase'],
    [1.25, 'chase', 'supervise'],
    [2, 'supervise', 'red'],
  ] as const) {
    const at = dueAt(clock, calendar, fraction)!
    expect(lightOf(clock, at, calendar)).toBe(then)
    expect(lightOf(clock, toIso(fromIso(at) - 1), calendar)).toBe(before)
  }
})
