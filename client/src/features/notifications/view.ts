import type { Id } from '@one-centre/shared/ids'
import type { Notification } from '@one-centre/shared/notifications'

export interface InboxView {
  /** Newest first, as both lists. */
  readonly unread: readonly Notification[]
  readonly read: readonly Notification[]
}

/** A person's own notices; what was withdrawn before it arrived is told nobody (N-12). */
export function inboxOf(all: readonly Notification[], personId: Id<'person'> | null): InboxView {
  const mine = all
    .filter(one => one.personId === personId && isTold(one))
    .sort((one, other) => (one.storedAt < other.storedAt ? 1 : -1))
  return {
    unread: mine.filter(one => one.readAt === null),
    read: mine.filter(one => one.readAt !== null),
  }
}

function isTold({ cancelledAt, deliveredAt }: Notification): boolean {
  return cancelledAt === null || deliveredAt !== null
}

/** As many as one command may name. */
const MOST_AT_ONCE = 200

export interface Receipts {
  readonly township: Id<'organisation'>
  readonly notificationIds: readonly Id<'notification'>[]
}

/** The device's receipts still owed, a command's worth each (N-11). */
export function receiptsOwed(
  all: readonly Notification[],
  personId: Id<'person'> | null,
  given: ReadonlySet<string>,
): readonly Receipts[] {
  const owed = all.filter(
    one => one.personId === personId && one.deliveredAt === null && isTold(one) && !given.has(one.id),
  )
  return inCommands(owed)
}

/** One township and at most a command's worth each. */
export function inCommands(notifications: readonly Notification[]): readonly Receipts[] {
  return [...new Set(notifications.map(one => one.township))].flatMap(township => {
    const ids = notifications.filter(one => one.township === township).map(one => one.id)
    const parts = Array.from({ length: Math.ceil(ids.length / MOST_AT_ONCE) }, (_, part) =>
      ids.slice(part * MOST_AT_ONCE, (part + 1) * MOST_AT_ONCE),
    )
    return parts.map(notificationIds => ({ township, notificationIds }))
  })
}
