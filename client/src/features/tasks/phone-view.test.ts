import type { Actor } from '@one-centre/shared/access'
import type { Incident } from '@one-centre/shared/incidents'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { expect, test } from 'vitest'
import type { PendingCommand } from '../../kernel/pending.ts'
import { asSaid, isIncoming, nextStep, refusalOf, sharesPosition, tasksOf } from './phone-view.ts'

const times = Object.fromEntries(
  ['assigned', 'delivered', 'read', 'accepted', 'enRoute', 'onScene', 'working', 'done', 'released'].map(
    step => [step, null],
  ),
)
const taskIn = (state: TaskState, role: Task['role'] = 'assist') =>
  ({
    id: 't1',
    township: 'town',
    teamId: 'team',
    organisationId: 'body',
    role,
    state,
    times,
  }) as unknown as Task
const incident = { id: 'i1', township: 'town', leadOrganisationId: 'lead' } as unknown as Incident
const memberOf = (teamId: string): Actor => ({
  id: 'p',
  name: 'n',
  personId: 'p',
  county: 'c',
  posts: [{ role: 'member', township: 'town', organisationId: 'other', teamId }],
})
const saying = (name: string, params: object = {}, about = 't1') =>
  ({
    order: { name, params, marks: [about], givenAt: 0 },
    state: { kind: 'queued' },
  }) as unknown as PendingCommand

test.each([
  ['assigned', 'accept', 'decline'],
  ['read', 'accept', 'decline'],
  ['accepted', 'depart', 'fail'],
  ['en_route', 'arrive', 'fail'],
  ['on_scene', 'start', 'fail'],
  ['working', 'finish', 'fail'],
  ['done', 'release', undefined],
  ['released', undefined, undefined],
] as const)('PH-1 of a task %s the next act is %s, the way to refuse %s', (state, step, refusal) => {
  expect(nextStep(taskIn(state), incident, memberOf('team'))).toBe(step)
  expect(refusalOf(taskIn(state), incident, memberOf('team'))).toBe(refusal)
})

test('PH-1 the lead cannot decline, and another team has no act', () => {
  expect(refusalOf(taskIn('read', 'lead'), incident, memberOf('team'))).toBeUndefined()
  expect(nextStep(taskIn('read'), incident, memberOf('another'))).toBeUndefined()
  expect(tasksOf(memberOf('another'), [taskIn('read')], [])).toEqual([])
})

test('PH-2 what was said moves the task at once, of this task alone', () => {
  const task = taskIn('assigned')
  const receipt = saying('tasks.acknowledge', { receipt: 'read' })
  expect(asSaid(task, [receipt]).state).toBe('read')
  expect(isIncoming(asSaid(task, [receipt]))).toBe(false)
  expect(asSaid(task, [receipt, saying('tasks.accept'), saying('tasks.depart')]).state).toBe('en_route')
  expect(asSaid(task, [saying('tasks.accept', {}, 't2'), saying('incidents.note')])).toBe(task)
  expect(tasksOf(memberOf('team'), [taskIn('done')], [saying('tasks.release')])).toEqual([])
})

test('PH-3 a position is shared from accepting to finishing', () => {
  const states = ['read', 'accepted', 'en_route', 'on_scene', 'working', 'done'] as const
  expect(states.filter(state => sharesPosition(taskIn(state)))).toEqual(states.slice(1, 5))
})
