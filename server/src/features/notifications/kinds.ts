import type { Notification } from '@one-centre/shared/notifications'
import { defineKind } from '../../kernel/kinds.ts'

export const notificationKind = defineKind<Notification>({
  name: 'notification',
  table: 'notifications',
  rootKind: 'notification',
  rootId: notification => notification.id,
  // The centre watches the receipts of tasks; what else a person is told is theirs.
  audience: ({ personId, subject }) =>
    subject.kind === 'task' ? [`person:${personId}`, 'duty'] : [`person:${personId}`],
  snapshotWhere: 'stored_at > $2',
  finished: notification => notification.storedAt,
  reference: false,
})
