import { Type, type Static, type TSchema } from 'typebox'
import { defineCommand, EntityHead, id, Instant, oneOf, record } from './contract.ts'
import type { RefusalClass } from './refusals.ts'
import { fromIso, type Iso, SECOND, toIso } from './time.ts'

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

/** NL-4: without a device receipt for 15 s 未送达 is shown; marked a second earlier, so that it is on every screen by then. */
export const UNDELIVERED_AFTER_MS = 14 * SECOND

export const notificationCodes = [
  'task.assigned',
  'task.recalled',
  'task.replaced',
  'light.yellow',
  'light.red',
  'supervision.chased',
  'supervision.ordered',
  'supervision.reply-overdue',
] as const
export type NotificationCode = (typeof notificationCodes)[number]

export const subjectKinds = ['task', 'supervision'] as const

export const NotificationSubject = record({
  kind: oneOf(subjectKinds),
  id: id(),
  incidentId: id<'incident'>(),
})
export type NotificationSubject = Static<typeof NotificationSubject>

/** Facts for the sentence: numbers and code words, never personal data; names are looked up where they may be seen. */
export const NotificationParams = Type.Record(
  Type.String({ maxLength: 40 }),
  Type.Union([Type.Number(), Type.String({ maxLength: 80 })]),
)

export const channels = ['app'] as const

/** One try to reach the person over one channel. */
export const ChannelStep = record({
  channel: oneOf(channels),
  state: oneOf(['sent', 'delivered', 'failed']),
  at: Instant,
})
export type ChannelStep = Static<typeof ChannelStep>

/** 通知: something one person must know, with the four receipts 已入库, 已送达, 已读, 已接单. Each is written once. */
export const Notification = record({
  ...EntityHead,
  id: id<'notification'>(),
  personId: id<'person'>(),
  subject: NotificationSubject,
  code: oneOf(notificationCodes),
  params: NotificationParams,
  storedAt: Instant,
  /** The device has it. */
  deliveredAt: nullable(Instant),
  /** The person has opened it. */
  readAt: nullable(Instant),
  /** The team has taken the task. */
  acceptedAt: nullable(Instant),
  /** 未送达: no device receipt in time; kept when the receipt comes after all. */
  failedAt: nullable(Instant),
  /** It no longer matters: the task was withdrawn before it arrived. */
  cancelledAt: nullable(Instant),
  channels: Type.Array(ChannelStep, { minItems: 1 }),
})
export type Notification = Static<typeof Notification>

export const receipts = ['stored', 'undelivered', 'delivered', 'read', 'accepted', 'cancelled'] as const
export type Receipt = (typeof receipts)[number]

/** What a screen shows of it: the furthest receipt; 未送达 only while there is none (N-2). */
export function receiptOf(notification: Notification): Receipt {
  if (notification.acceptedAt !== null) return 'accepted'
  if (notification.readAt !== null) return 'read'
  if (notification.deliveredAt !== null) return 'delivered'
  if (notification.cancelledAt !== null) return 'cancelled'
  return notification.failedAt === null ? 'stored' : 'undelivered'
}

/** When 未送达 is due. */
export function deliverBy(storedAt: Iso): Iso {
  return toIso(fromIso(storedAt) + UNDELIVERED_AFTER_MS)
}

const notificationIds = Type.Array(id<'notification'>(), { minItems: 1, maxItems: 200 })
const answer = record({ count: Type.Integer() })

export const notify = defineCommand({
  name: 'notifications.notify',
  summary: 'Store one notification per person and send it over the app',
  permission: 'system.time',
  params: record({
    personIds: Type.Array(id<'person'>(), { minItems: 1, maxItems: 200 }),
    subject: NotificationSubject,
    code: oneOf(notificationCodes),
    /** Tells occasions of the same code about the same subject apart. */
    occasion: Type.String({ maxLength: 80 }),
    params: NotificationParams,
  }),
  answer,
})

export const acknowledgeDelivery = defineCommand({
  name: 'notifications.acknowledge-delivery',
  summary: '已送达: the receipt of the device, given without the person',
  permission: 'notifications.own',
  params: record({ notificationIds }),
  answer,
})

export const readNotifications = defineCommand({
  name: 'notifications.read',
  summary: '已读: the person has opened them',
  permission: 'notifications.own',
  params: record({ notificationIds }),
  answer,
})

export const checkDelivery = defineCommand({
  name: 'notifications.check-delivery',
  summary: '未送达: mark what has no device receipt in time',
  permission: 'system.time',
  params: record({ notificationIds }),
  answer,
})

/** What becomes of a task carries over to the notices about it. */
export const settlements = ['delivered', 'read', 'accepted', 'cancelled'] as const
export type Settlement = (typeof settlements)[number]

export const settleNotifications = defineCommand({
  name: 'notifications.settle',
  summary: 'Carry over what became of the task: received, read, accepted, or withdrawn',
  permission: 'system.time',
  params: record({ notificationIds, as: oneOf(settlements) }),
  answer,
})

export const notificationRefusals = {
  'notifications.not-yours': 'denied',
} as const satisfies Record<string, RefusalClass>
