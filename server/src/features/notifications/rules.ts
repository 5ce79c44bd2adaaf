import { derivedId, type Id } from '@one-centre/shared/ids'
import type {
  ChannelStep,
  Notification,
  NotificationCode,
  NotificationSubject,
} from '@one-centre/shared/notifications'
import type { Person, Team } from '@one-centre/shared/people'
import type { Role } from '@one-centre/shared/access'
import type { Iso } from '@one-centre/shared/time'

/** The same person is told the same thing about the same subject once, however often it is asked (N-1). */
export function notificationId(
  subject: NotificationSubject,
  code: NotificationCode,
  occasion: string,
  personId: string,
): Id<'notification'> {
  return derivedId<'notification'>('notification', subject.kind, subject.id, code, occasion, personId)
}

export interface Notice {
  readonly id: Id<'notification'>
  readonly township: Id<'organisation'>
  readonly personId: Id<'person'>
  readonly subject: NotificationSubject
  readonly code: NotificationCode
  readonly params: Notification['params']
}

/** 已入库: stored, and sent over the app by being in the feed. */
export function stored(notice: Notice, now: Iso): Notification {
  return {
    ...notice,
    version: 0,
    storedAt: now,
    deliveredAt: null,
    readAt: null,
    acceptedAt: null,
    failedAt: null,
    cancelledAt: null,
    channels: [{ channel: 'app', state: 'sent', at: now }],
  }
}

/** 已送达; the first receipt stays (N-3). It may come after 未送达 was shown. */
export function delivered(notification: Notification, now: Iso): Notification {
  if (notification.deliveredAt !== null) return notification
  return {
    ...notification,
    deliveredAt: now,
    channels: [...notification.channels, appStep('delivered', now)],
  }
}

/** 已读, which is also a delivery (N-3). */
export function read(notification: Notification, now: Iso): Notification {
  if (notification.readAt !== null) return notification
  return { ...delivered(notification, now), readAt: now }
}

/** 已接单 (N-4): the team took the task; it says nothing about which of its phones was reached. */
export function accepted(notification: Notification, now: Iso): Notification {
  return notification.acceptedAt === null ? { ...notification, acceptedAt: now } : notification
}

/** N-6: a notice about a task that is no longer theirs need not arrive any more. */
export function cancelled(notification: Notification, now: Iso): Notification {
  return isPending(notification) ? { ...notification, cancelledAt: now } : notification
}

/** 未送达 (N-5): neither received nor settled in time. */
export function undelivered(notification: Notification, now: Iso): Notification {
  if (!isPending(notification) || notification.failedAt !== null) return notification
  return { ...notification, failedAt: now, channels: [...notification.channels, appStep('failed', now)] }
}

/** Whether the device's receipt is still waited for. */
export function isPending(notification: Notification): boolean {
  return (
    notification.deliveredAt === null && notification.acceptedAt === null && notification.cancelledAt === null
  )
}

function appStep(state: ChannelStep['state'], at: Iso): ChannelStep {
  return { channel: 'app', state, at }
}

/** N-7 The members of a team who are on duty; where none is, all of them, because someone must see it. */
export function teamRecipients(team: Team, people: readonly Person[]): readonly Id<'person'>[] {
  const members = people.filter(person => team.memberIds.includes(person.id) && !person.disabled)
  const onDuty = members.filter(person => person.onDuty)
  return (onDuty.length > 0 ? onDuty : members).map(person => person.id).sort()
}

/** N-8 People with a post of one of the roles in the township; where there is none, at the county. */
export function roleRecipients(
  place: { readonly people: readonly Person[]; readonly township: string; readonly county: string },
  wanted: readonly Role[],
): readonly Id<'person'>[] {
  const holders = (township: string) =>
    place.people
      .filter(person => !person.disabled)
      .filter(person => person.posts.some(post => wanted.includes(post.role) && post.township === township))
      .map(person => person.id)
      .sort()
  const own = holders(place.township)
  return own.length > 0 ? own : holders(place.county)
}

/** N-8 The handling officers of a body. */
export function bodyRecipients(people: readonly Person[], organisationId: string): readonly Id<'person'>[] {
  return people
    .filter(person => !person.disabled)
    .filter(person =>
      person.posts.some(post => post.role === 'body' && post.organisationId === organisationId),
    )
    .map(person => person.id)
    .sort()
}
