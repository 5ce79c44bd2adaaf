import { deliverBy, type Notification, receiptOf } from '@one-centre/shared/notifications'
import type { Person, Team } from '@one-centre/shared/people'
import { expect, test } from 'vitest'
import {
  accepted,
  bodyRecipients,
  cancelled,
  delivered,
  isPending,
  notificationId,
  read,
  roleRecipients,
  stored,
  teamRecipients,
  undelivered,
} from './rules.ts'

const subject = { kind: 'task', id: 'task', incidentId: 'incident' } as const
const now = '2026-03-02T01:00:00.000Z'
const later = '2026-03-02T01:00:14.000Z'
const latest = '2026-03-02T01:01:00.000Z'
const fresh: Notification = stored(
  { id: 'n', township: 't', personId: 'p', subject, code: 'task.assigned', params: {} },
  now,
)

function person(id: string, facts: Partial<Person> = {}): Person {
  return { id, onDuty: true, disabled: false, posts: [], ...facts } as unknown as Person
}

test('N-1 the same notice to the same person has one id', () => {
  const id = notificationId(subject, 'task.assigned', '', 'p')

  expect(notificationId({ ...subject }, 'task.assigned', '', 'p')).toBe(id)
  expect(notificationId(subject, 'task.assigned', '', 'q')).not.toBe(id)
  expect(notificationId(subject, 'task.recalled', '', 'p')).not.toBe(id)
  expect(notificationId(subject, 'task.assigned', '2', 'p')).not.toBe(id)
})

test('N-2 the furthest receipt is shown', () => {
  const failed = undelivered(fresh, later)

  expect(receiptOf(fresh)).toBe('stored')
  expect(receiptOf(failed)).toBe('undelivered')
  expect(receiptOf(delivered(failed, latest))).toBe('delivered')
  expect(receiptOf(read(failed, latest))).toBe('read')
  expect(receiptOf(accepted(failed, latest))).toBe('accepted')
  expect(receiptOf(cancelled(failed, latest))).toBe('cancelled')
})

test('N-3 each receipt is written once and reading delivers', () => {
  const opened = read(fresh, later)

  expect(opened).toMatchObject({ deliveredAt: later, readAt: later })
  expect(read(opened, latest)).toBe(opened)
  expect(delivered(opened, latest)).toBe(opened)
  expect(read(delivered(fresh, now), later)).toMatchObject({ deliveredAt: now, readAt: later })
})

test('N-3 a late receipt leaves the failure on record', () => {
  const late = delivered(undelivered(fresh, later), latest)

  expect(late).toMatchObject({ failedAt: later, deliveredAt: latest })
  expect(late.channels.map(step => step.state)).toEqual(['sent', 'failed', 'delivered'])
})

test('N-5 未送达 comes after 14 seconds, once, and not where the receipt is no longer waited for', () => {
  const failed = undelivered(fresh, later)

  expect(deliverBy(now)).toBe(later)
  expect(failed.failedAt).toBe(later)
  expect(undelivered(failed, latest)).toBe(failed)
  for (const settled of [delivered(fresh, now), accepted(fresh, now), cancelled(fresh, now)]) {
    expect(isPending(settled)).toBe(false)
    expect(undelivered(settled, later)).toBe(settled)
  }
})

test('N-6 a notice that has arrived is not cancelled', () => {
  const arrived = delivered(fresh, now)

  expect(cancelled(arrived, later)).toBe(arrived)
})

test('N-7 members on duty are told; where none is, all; a disabled person never', () => {
  const team = { memberIds: ['a', 'b', 'c'] } as unknown as Team
  const off = { onDuty: false }

  expect(teamRecipients(team, [person('b'), person('a', off), person('z')])).toEqual(['b'])
  expect(teamRecipients(team, [person('b', off), person('a', off)])).toEqual(['a', 'b'])
  expect(teamRecipients(team, [person('a', { disabled: true }), person('b', off)])).toEqual(['b'])
})

test('N-8 a role is looked for in the township first, then at the county; a body by its officers', () => {
  const post = (role: string, township: string, organisationId = 'o') =>
    ({ posts: [{ role, township, organisationId }] }) as unknown as Partial<Person>
  const people = [
    person('a', post('leader', 'town')),
    person('b', post('leader', 'county')),
    person('c', post('inspector', 'county')),
    person('d', post('body', 'town', 'water')),
    person('e', post('member', 'town', 'water')),
  ]
  const place = { people, township: 'town', county: 'county' }

  expect(roleRecipients(place, ['leader'])).toEqual(['a'])
  expect(roleRecipients(place, ['inspector'])).toEqual(['c'])
  expect(bodyRecipients(people, 'water')).toEqual(['d'])
})
