import {
  acknowledgeDelivery,
  checkDelivery,
  deliverBy,
  type Notification,
  notify,
  readNotifications,
  settleNotifications,
} from '@one-centre/shared/notifications'
import { refuse } from '@one-centre/shared/refusals'
import type { Iso } from '@one-centre/shared/time'
import {
  accept,
  changed,
  type CommandContext,
  type Decision,
  handleCommand,
  type TimerOrder,
  type Touch,
} from '../../kernel/handler.ts'
import { notificationKind } from './kinds.ts'
import {
  accepted,
  cancelled,
  delivered,
  isPending,
  notificationId,
  read,
  stored,
  undelivered,
} from './rules.ts'

interface OfNotifications {
  readonly notificationIds: readonly string[]
}

const timerKey = (id: string): string => `delivery:${id}`

const touches = (params: OfNotifications): readonly Touch[] =>
  params.notificationIds.map(id => ({ kind: notificationKind, id, expect: 'any' }))

function found({ params, entities }: CommandContext<OfNotifications>): readonly Notification[] {
  return [...new Set(params.notificationIds)]
    .map(id => entities.find(notificationKind, id))
    .filter(notification => notification !== undefined)
}

/** Saves those that a rule changed; a timer whose receipt is no longer waited for is cancelled. */
function saved(
  before: readonly Notification[],
  rule: (notification: Notification, now: Iso) => Notification,
  now: Iso,
  type: string,
): Decision<{ count: number }> {
  const pairs = before.map(was => ({ was, is: rule(was, now) })).filter(({ was, is }) => was !== is)
  const settled = pairs.filter(({ was, is }) => isPending(was) && !isPending(is))
  return accept(
    pairs.map(({ is }) => changed(notificationKind, type, is)),
    { count: pairs.length },
    settled.map(({ is }): TimerOrder => ({ key: timerKey(is.id), arm: null })),
  )
}

export const notifyPeople = handleCommand({
  contract: notify,
  touches: ({ personIds, subject, code, occasion }) =>
    personIds.map(personId => ({
      kind: notificationKind,
      id: notificationId(subject, code, occasion, personId),
      expect: 'any' as const,
    })),
  decide: ({ params, entities, township, now }) => {
    const { personIds, subject, code, occasion, params: facts } = params
    const fresh = [...new Set(personIds)]
      .map(personId => ({ personId, id: notificationId(subject, code, occasion, personId) }))
      .filter(({ id }) => entities.find(notificationKind, id) === undefined)
      .map(({ personId, id }) => stored({ id, township, personId, subject, code, params: facts }, now))
    const timers = fresh.map(({ id }): TimerOrder => {
      const arm = { dueAt: deliverBy(now), command: checkDelivery.name, params: { notificationIds: [id] } }
      return { key: timerKey(id), arm }
    })
    const changes = fresh.map(notification => changed(notificationKind, 'notification.stored', notification))
    return accept(changes, { count: fresh.length }, timers)
  },
})

export const acknowledge = handleCommand({
  contract: acknowledgeDelivery,
  touches,
  decide: context => {
    const before = found(context)
    if (before.some(one => one.personId !== context.actor.personId)) return refuse('notifications.not-yours')
    return saved(before, delivered, context.now, 'notification.delivered')
  },
})

export const markRead = handleCommand({
  contract: readNotifications,
  touches,
  decide: context => {
    const before = found(context)
    if (before.some(one => one.personId !== context.actor.personId)) return refuse('notifications.not-yours')
    return saved(before, read, context.now, 'notification.read')
  },
})

export const check = handleCommand({
  contract: checkDelivery,
  touches,
  decide: context => saved(found(context), undelivered, context.now, 'notification.undelivered'),
})

const settlementRules = { delivered, read, accepted, cancelled } as const

export const settle = handleCommand({
  contract: settleNotifications,
  touches,
  decide: context => {
    const { as } = context.params
    return saved(found(context), settlementRules[as], context.now, `notification.${as}`)
  },
})
