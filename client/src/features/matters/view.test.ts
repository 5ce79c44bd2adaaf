import { limitSteps, type Limits } from '@one-centre/shared/matters'
import { expect, test } from 'vitest'
import { limitWords, wrongLimits } from './view.ts'

test('U-65 a limit of whole hours is said in hours, another in minutes, days as days', () => {
  expect(limitWords({ kind: 'working-hour', amount: 120 })).toEqual({
    key: 'admin.matters.length.working-hour.hours',
    count: 2,
  })
  expect(limitWords({ kind: 'emergency-hour', amount: 90 })).toEqual({
    key: 'admin.matters.length.emergency-hour.minutes',
    count: 90,
  })
  expect(limitWords({ kind: 'working-day', amount: 60 })).toEqual({
    key: 'admin.matters.length.working-day',
    count: 60,
  })
})

test('U-65 a limit that is no length, or part of a day, is named by its step', () => {
  const all = Object.fromEntries(
    limitSteps.map(step => [step, { kind: 'working-hour', amount: 30 }]),
  ) as unknown as Limits
  const limits: Limits = {
    ...all,
    intake: { kind: 'working-hour', amount: 0 },
    check: { kind: 'working-day', amount: 1.5 },
    dispatch: { kind: 'calendar-day', amount: Number.NaN },
  }

  expect(wrongLimits(limits)).toEqual(['intake', 'check', 'dispatch'])
})
