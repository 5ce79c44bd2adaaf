import type { Unit } from '@one-centre/shared/positions'
import type { Task } from '@one-centre/shared/tasks'
import { toIso } from '@one-centre/shared/time'
import { expect, test } from 'vitest'
import { ReportingRights } from './reporting.ts'

const unit: Unit = { kind: 'person', id: 'wang', label: '', teamId: 'team', teamKind: null }
const time = (at: number, deviceAt: number | null = null): Task['times']['accepted'] => ({
  deviceAt: deviceAt === null ? null : toIso(deviceAt),
  serverAt: toIso(at),
})
const task = (
  version: number,
  state: Task['state'],
  times: Partial<Task['times']>,
  endedAt: number | null = null,
): Task =>
  ({
    id: 'task',
    township: 'town',
    version,
    teamId: 'team',
    state,
    times: { accepted: null, enRoute: null, onScene: null, working: null, done: null, ...times },
    endedAt: endedAt === null ? null : toIso(endedAt),
  }) as unknown as Task

test('T-16 the right begins with the team’s yes, on the phone’s clock, and ends when it is done', () => {
  const rights = new ReportingRights()
  rights.put(task(1, 'assigned', {}))
  expect(rights.stateOf(unit, 'town', 1_000)).toBeUndefined()

  rights.put(task(2, 'accepted', { accepted: time(5_000, 3_000) }))
  expect(rights.stateOf(unit, 'town', 2_999)).toBeUndefined()
  expect(rights.stateOf(unit, 'town', 3_000)).toBe('accepted')
  expect(rights.stateOf(unit, 'other', 3_000)).toBeUndefined()

  rights.put(task(3, 'done', { accepted: time(5_000, 3_000), done: time(9_000) }))
  expect(rights.stateOf(unit, 'town', 8_000)).toBe('on-scene')
  expect(rights.stateOf(unit, 'town', 9_001)).toBeUndefined()
})

test('T-16 an older version of the task changes nothing', () => {
  const rights = new ReportingRights()
  rights.put(task(3, 'recalled', { accepted: time(1_000) }, 2_000))
  rights.put(task(2, 'accepted', { accepted: time(1_000) }))

  expect(rights.stateOf(unit, 'town', 5_000)).toBeUndefined()
})
