import type { Team } from '@one-centre/shared/people'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { expect, test } from 'vitest'
import { teamRow, worstFirst } from './team-view.ts'

const now = Date.parse('2026-11-23T10:00:00.000Z')
const team = (id: string, onDuty = true) => ({ id, name: id, onDuty }) as Team
const none = { deviceAt: null, serverAt: '' }
const task = (state: TaskState, minutesAgo: number): Task => {
  const at = { ...none, serverAt: new Date(now - minutesAgo * 60_000).toISOString() }
  const times = { assigned: at, accepted: at, enRoute: at, onScene: at, done: at }
  return { state, incidentId: `incident-${state}`, times, corrections: [] } as unknown as Task
}

test('WA-4 a team shows the worst of its open tasks and since when', () => {
  const row = teamRow(team('a'), [task('on_scene', 30), task('assigned', 2)], now)

  expect(row).toMatchObject({ step: 'undelivered', since: now - 120_000, incidentId: 'incident-assigned' })
})

test('WA-4 the undelivered first, within a step who waits longest, the idle last', () => {
  const rows = [
    teamRow(team('off', false), [], now),
    teamRow(team('free'), [], now),
    teamRow(team('there'), [task('working', 5)], now),
    teamRow(team('short'), [task('delivered', 1)], now),
    teamRow(team('long'), [task('read', 9)], now),
    teamRow(team('silent'), [task('assigned', 1)], now),
  ]

  expect(worstFirst(rows).map(one => one.id)).toEqual(['silent', 'long', 'short', 'there', 'free', 'off'])
})
