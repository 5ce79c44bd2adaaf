import type { Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { expect, test } from 'vitest'
import {
  canReport,
  fieldList,
  foreseen,
  incomingOf,
  nextAction,
  receiptsOwed,
  refusingAction,
  sharedFor,
} from './field-view.ts'

const at = '2026-11-23T09:00:00.000Z'
const team = 'team-1' as Id<'team'>
const township = 'town-1' as Id<'organisation'>
const body = 'body-1' as Id<'organisation'>
const times = {
  assigned: { deviceAt: null, serverAt: at },
  delivered: null,
  read: null,
  accepted: null,
  enRoute: null,
  onScene: null,
  working: null,
  done: null,
  released: null,
}

function task(state: TaskState, more: Partial<Task> = {}): Task {
  return {
    id: `task-${state}` as Id<'task'>,
    township,
    state,
    teamId: team,
    organisationId: body,
    role: 'assist',
    times,
    endedAt: null,
    reservedFor: null,
    ...more,
  } as Task
}

const incident = { id: 'incident-1', township, state: 'dispatched', leadOrganisationId: 'body-2' } as Incident
const member: Actor = {
  id: 'person-1',
  name: 'A',
  personId: 'person-1',
  posts: [{ role: 'member', township, organisationId: body, teamId: team }],
  county: 'county',
}
const given = (name: string, taskId: string, params: unknown = {}) => ({
  name,
  marks: [taskId],
  givenAt: Date.parse(at) + 60_000,
  params,
})

test('U-50 steps given without a network are shown as taken, in the order given', () => {
  const read = task('read')

  const after = foreseen(read, [given('tasks.accept', read.id), given('tasks.depart', read.id)])

  expect(after.state).toBe('en_route')
  expect(after.times.accepted?.serverAt).toBe('2026-11-23T09:01:00.000Z')
})

test('U-50 a step of another task, or no step at all, changes nothing', () => {
  const read = task('read')

  expect(foreseen(read, [given('tasks.accept', 'task-x'), given('incidents.remark', read.id)])).toBe(read)
})

test('U-51 only my teams’ tasks, those waiting for an answer first, the ended last', () => {
  const other = task('assigned', { id: 'task-other', teamId: 'team-2' })
  const all = [task('released', { endedAt: at }), task('done'), task('working'), task('read'), other]

  expect(fieldList(all, [team]).map(one => one.state)).toEqual(['read', 'working', 'done', 'released'])
})

test('U-51 of the ended only the last ten stay', () => {
  const ended = Array.from({ length: 14 }, (_, hour) =>
    task('released', { endedAt: `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z` }),
  )

  const list = fieldList(ended, [team])

  expect(list).toHaveLength(10)
  expect(list[0]?.endedAt).toBe('2026-11-23T13:00:00.000Z')
})

test('U-52 an unopened task is incoming, an opened one is not', () => {
  expect(incomingOf([task('working'), task('delivered')])?.state).toBe('delivered')
  expect(incomingOf([task('read'), task('accepted')])).toBeUndefined()
})

test('U-53 the big button is the next step of the machine', () => {
  const states: readonly TaskState[] = [
    'read',
    'accepted',
    'en_route',
    'on_scene',
    'working',
    'done',
    'failed',
  ]

  expect(states.map(state => nextAction(task(state), incident, member))).toEqual([
    'accept',
    'depart',
    'arrive',
    'start',
    'finish',
    'release',
    undefined,
  ])
})

test('U-53 an assisting team declines before its yes and gives up after it; a lead team cannot decline', () => {
  expect(refusingAction(task('read'), incident, member)).toBe('decline')
  expect(refusingAction(task('working'), incident, member)).toBe('fail')
  expect(refusingAction(task('read', { role: 'lead' }), incident, member)).toBeUndefined()
})

test('U-54 a task that has come owes delivered, an opened one read, neither twice', () => {
  const come = task('assigned')

  expect(receiptsOwed([come], undefined)).toEqual([{ task: come, receipt: 'delivered' }])
  expect(receiptsOwed([come], come.id)).toEqual([{ task: come, receipt: 'read' }])
  expect(receiptsOwed([task('delivered'), task('read')], task('read').id)).toEqual([])
})

test('U-55 the position is shared from the yes until done', () => {
  const states: readonly TaskState[] = [
    'read',
    'accepted',
    'en_route',
    'on_scene',
    'working',
    'done',
    'recalled',
  ]

  const shared = states.filter(state => sharedFor([task(state)]) !== undefined)

  expect(shared).toEqual(['accepted', 'en_route', 'on_scene', 'working'])
})

test('U-56 a report needs what, and where by words or a point', () => {
  expect(canReport({ text: 'x', address: '', located: true })).toBe(true)
  expect(canReport({ text: 'x', address: 'y', located: false })).toBe(true)
  expect(canReport({ text: 'x', address: ' ', located: false })).toBe(false)
  expect(canReport({ text: ' ', address: 'y', located: true })).toBe(false)
})
