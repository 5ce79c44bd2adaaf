import { type Clock, pauseClock, resumeClock, startClock, stopClock } from '@one-centre/shared/clocks'
import { expect, test } from 'vitest'
import { mayRelight } from './reactions.ts'

const at = '2026-03-02T01:00:00.000Z'
const later = '2026-03-02T02:00:00.000Z'
const clock: Clock = {
  ...startClock({
    id: 'c',
    township: 't',
    incidentId: 'i',
    step: 'handling',
    stage: 1,
    cycle: 1,
    limit: { kind: 'emergency-hour', amount: 100 },
    calendarVersion: '',
    startedFor: null,
    now: at,
    why: 'dispatched',
    by: 'test',
  }),
  version: 1,
}

test('S-11 a clock that starts, stops or stands while green asks for nothing', () => {
  const paused = { ...pauseClock(clock, later, 'suspended', 'test'), version: 2 }

  expect(mayRelight(clock, at, 0)).toBe(false)
  expect(mayRelight(paused, later, 0.59)).toBe(false)
  expect(mayRelight({ ...stopClock(clock, later), version: 2 }, later, 0.59)).toBe(false)
  expect(mayRelight({ ...resumeClock(paused, later, 'resumed', 'test'), version: 3 }, later, 0.59)).toBe(
    false,
  )
})

test('S-11 a clock that was not green, or whose limit changed, asks for a new light', () => {
  expect(mayRelight({ ...stopClock(clock, later), version: 2 }, later, 0.6)).toBe(true)
  expect(
    mayRelight({ ...clock, limit: { kind: 'emergency-hour', amount: 200 }, version: 2 }, later, 0.3),
  ).toBe(true)
})
