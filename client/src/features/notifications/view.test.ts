import type { Notification } from '@one-centre/shared/notifications'
import { expect, test } from 'vitest'
import { inboxOf, receiptsOwed } from './view.ts'

const notice = (id: string, given: Partial<Notification> = {}): Notification => ({
  id,
  township: 'east',
  version: 1,
  personId: 'me',
  subject: { kind: 'task', id: 'task', incidentId: 'incident' },
  code: 'task.assigned',
  params: {},
  storedAt: '2026-11-25T08:00:00.000Z',
  deliveredAt: null,
  readAt: null,
  acceptedAt: null,
  failedAt: null,
  cancelledAt: null,
  channels: [],
  ...given,
})
const later = '2026-11-25T09:00:00.000Z'
const ids = (list: readonly Notification[]): string[] => list.map(one => one.id)

test('N-12 the inbox holds one’s own notices, the unread apart, the newest first', () => {
  const inbox = inboxOf(
    [
      notice('old'),
      notice('new', { storedAt: later }),
      notice('read', { deliveredAt: later, readAt: later }),
      notice('theirs', { personId: 'somebody' }),
    ],
    'me',
  )

  expect(ids(inbox.unread)).toEqual(['new', 'old'])
  expect(ids(inbox.read)).toEqual(['read'])
})

test('N-12 what was withdrawn before it arrived is not in the inbox; what had arrived stays', () => {
  const inbox = inboxOf(
    [notice('gone', { cancelledAt: later }), notice('seen', { deliveredAt: later, cancelledAt: later })],
    'me',
  )

  expect(ids(inbox.unread)).toEqual(['seen'])
})

test('N-12 who is no person has an empty inbox', () => {
  expect(inboxOf([notice('a')], null)).toEqual({ unread: [], read: [] })
})

test('N-11 a receipt is owed once for each notice of one’s own that the page has', () => {
  const all = [
    notice('a'),
    notice('failed', { failedAt: later }),
    notice('given'),
    notice('delivered', { deliveredAt: later }),
    notice('gone', { cancelledAt: later }),
    notice('theirs', { personId: 'somebody' }),
    notice('elsewhere', { township: 'west' }),
  ]

  expect(receiptsOwed(all, 'me', new Set(['given']))).toEqual([
    { township: 'east', notificationIds: ['a', 'failed'] },
    { township: 'west', notificationIds: ['elsewhere'] },
  ])
})

test('N-11 a command names at most 200', () => {
  const many = Array.from({ length: 450 }, (_, index) => notice(`n${index}`))

  expect(receiptsOwed(many, 'me', new Set()).map(one => one.notificationIds.length)).toEqual([200, 200, 50])
})
