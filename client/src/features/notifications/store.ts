import { acknowledgeDelivery, readNotifications, type Notification } from '@one-centre/shared/notifications'
import { computed, watch, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'
import { inboxOf, inCommands, receiptsOwed, type InboxView, type Receipts } from './view.ts'

const notificationKind: EntityKind<Notification> = { name: 'notification' }

export interface Inbox {
  readonly view: ComputedRef<InboxView>
  /** The person has opened them (N-13). */
  readonly read: (notifications: readonly Notification[]) => void
}

/** The notices of whoever is signed in; as long as it is mounted, the page gives the device's receipts (N-11). */
export function useInbox(): Inbox {
  const { replica, commands, session } = useLive()
  const all = computed(() => replica.all(notificationKind))
  const personId = computed(() =>
    'info' in session.state.value ? session.state.value.info.actor.personId : null,
  )
  const given = new Set<string>()

  const send = (
    contract: typeof acknowledgeDelivery | typeof readNotifications,
    { township, notificationIds }: Receipts,
  ): void => {
    const params = { notificationIds: [...notificationIds] }
    commands.send(contract, { township, params, queue: 'notifications', marks: notificationIds })
  }
  watch(
    () => receiptsOwed(all.value, personId.value, given),
    owed => {
      for (const receipts of owed) {
        for (const id of receipts.notificationIds) given.add(id)
        send(acknowledgeDelivery, receipts)
      }
    },
    { immediate: true },
  )

  return {
    view: computed(() => inboxOf(all.value, personId.value)),
    read: notifications => {
      const unread = notifications.filter(one => one.readAt === null)
      for (const part of inCommands(unread)) send(readNotifications, part)
    },
  }
}
