import type { FeedChange } from '@one-centre/shared/feed'
import type { Person, Team } from '@one-centre/shared/people'
import type { Supervision } from '@one-centre/shared/supervision'
import type { Task } from '@one-centre/shared/tasks'
import { expect, test } from 'vitest'
import type { CommandCall } from '../../kernel/handler.ts'
import { notificationId } from './rules.ts'
import { callsAfterSupervision } from './supervision-notices.ts'
import { callsAfterTask } from './task-notices.ts'

const at = '2026-03-02T01:00:00.000Z'
const team = { id: 'team', memberIds: ['a', 'b'] } as unknown as Team

function person(id: string, role: string, organisationId = 'o'): Person {
  const posts = [{ role, township: 'town', organisationId }]
  return { id, name: `Name of ${id}`, onDuty: true, disabled: false, posts } as unknown as Person
}

const members = [person('a', 'member'), person('b', 'member')]

function afterTask(facts: Partial<Task>, actorId = 'dispatcher'): readonly CommandCall[] {
  const task = { id: 'task', incidentId: 'incident', times: { accepted: null }, ...facts } as unknown as Task
  const change = { at, actor: { id: actorId, name: '' } } as unknown as FeedChange
  return callsAfterTask(change, task, team, members)
}

const idFor = (personId: string) =>
  notificationId({ kind: 'task', id: 'task', incidentId: 'incident' }, 'task.assigned', '', personId)

test('N-7 an assigned task is told to its members', () => {
  expect(afterTask({ state: 'assigned' })).toEqual([
    {
      name: 'notifications.notify',
      key: 'task.assigned',
      params: {
        personIds: ['a', 'b'],
        subject: { kind: 'task', id: 'task', incidentId: 'incident' },
        code: 'task.assigned',
        occasion: '',
        params: {},
      },
    },
  ])
})

test('N-4 a member who receives or reads settles only their own notice, a stranger none', () => {
  const settled = (personId: string, as: string) => [
    { name: 'notifications.settle', key: as, params: { notificationIds: [idFor(personId)], as } },
  ]

  expect(afterTask({ state: 'delivered' }, 'b')).toEqual(settled('b', 'delivered'))
  expect(afterTask({ state: 'read' }, 'a')).toEqual(settled('a', 'read'))
  expect(afterTask({ state: 'delivered' }, 'dispatcher')).toEqual([])
})

test('N-4 taking the task settles it for all, once', () => {
  const times = { accepted: { deviceAt: null, serverAt: at } } as unknown as Task['times']
  const before = {
    accepted: { deviceAt: null, serverAt: '2026-03-02T00:00:00.000Z' },
  } as unknown as Task['times']

  expect(afterTask({ state: 'accepted', times }, 'a')).toEqual([
    {
      name: 'notifications.settle',
      key: 'accepted',
      params: { notificationIds: [idFor('a'), idFor('b')], as: 'accepted' },
    },
  ])
  expect(afterTask({ state: 'en_route', times: before }, 'a')).toEqual([])
})

test('N-6 a recalled task is cancelled and told, a declined one only cancelled', () => {
  expect(afterTask({ state: 'recalled' }).map(call => call.key)).toEqual(['cancelled', 'task.recalled'])
  expect(afterTask({ state: 'declined' }).map(call => call.key)).toEqual(['cancelled'])
})

const people = [
  person('body', 'body', 'water'),
  person('dispatcher', 'dispatcher'),
  person('leader', 'leader'),
  person('inspector', 'inspector'),
]

function afterSupervision(facts: Partial<Supervision>, detail: object): Record<string, readonly string[]> {
  const entity = { id: 's', incidentId: 'i', light: 'green', chases: [], orders: [], marks: [], ...facts }
  const none = { chaseIds: [], orderIds: [], overdueIds: [], markCount: 0, wasLight: 'green' }
  const change = { version: 3, at, entity, detail: { ...none, ...detail } } as unknown as FeedChange
  const calls = callsAfterSupervision(change, { people, township: 'town', county: 'county' })
  return Object.fromEntries(calls.map(call => [call.key, (call.params as { personIds: string[] }).personIds]))
}

const addressed = { toOrganisationId: 'water' }
const mark = { clockId: 'c', fraction: 0.6, amount: 10, at, ...addressed }

test('N-8 a warning goes to the body, and of several at once only the furthest', () => {
  const marks = [mark, { ...mark, fraction: 0.8 }]

  expect(afterSupervision({ marks }, { markCount: 2 })).toEqual({ 'light.yellow/c/0.8/10': ['body'] })
})

test('N-8 a clock that chases does not also warn', () => {
  const chase = { id: 'k', clockId: 'c', ...addressed } as unknown as Supervision['chases'][number]
  const calls = afterSupervision(
    { marks: [{ ...mark, fraction: 1 }], chases: [chase] },
    { markCount: 1, chaseIds: ['k'] },
  )

  expect(calls).toEqual({ 'supervision.chased/k': ['body', 'dispatcher'] })
})

test('N-8 orders, overdue replies and red go to leaders and inspectors', () => {
  const order = { id: 'o', cause: 'limit', ...addressed } as unknown as Supervision['orders'][number]

  expect(afterSupervision({ orders: [order] }, { orderIds: ['o'] })).toEqual({
    'supervision.ordered/o': ['body', 'inspector', 'leader'],
  })
  expect(afterSupervision({ orders: [order] }, { overdueIds: ['o'] })).toEqual({
    'supervision.reply-overdue/o': ['inspector', 'leader'],
  })
  expect(afterSupervision({ light: 'red' }, {})).toEqual({ 'light.red/3': ['inspector', 'leader'] })
  expect(afterSupervision({ light: 'red' }, { wasLight: 'red' })).toEqual({})
})

test('N-8 a step of the centre is told to the centre', () => {
  const marks = [{ ...mark, toOrganisationId: null }]

  expect(afterSupervision({ marks }, { markCount: 1 })).toEqual({ 'light.yellow/c/0.6/10': ['dispatcher'] })
})

test('N-10 no call carries a name', () => {
  const calls = [...afterTask({ state: 'assigned' }), ...afterTask({ state: 'recalled' })]

  expect(JSON.stringify(calls)).not.toContain('Name of')
})
