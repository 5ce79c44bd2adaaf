import type { FeedChange } from '@one-centre/shared/feed'
import {
  notify,
  settleNotifications,
  type NotificationCode,
  type Settlement,
} from '@one-centre/shared/notifications'
import type { Person, Team } from '@one-centre/shared/people'
import type { Task } from '@one-centre/shared/tasks'
import type { CommandCall } from '../../kernel/handler.ts'
import { notificationId, teamRecipients } from './rules.ts'

/** Codes about a task are told once a task, so there is only one occasion. */
const OCCASION = ''

/** What follows for the members' notices from one change of a task (N-4, N-6, N-7). */
export function callsAfterTask(
  change: FeedChange,
  task: Task,
  team: Team,
  people: readonly Person[],
): readonly CommandCall[] {
  if (task.state === 'assigned') return tell(task, 'task.assigned', teamRecipients(team, people))
  if (task.state === 'recalled' || task.state === 'replaced') {
    return [
      settle(task, team.memberIds, 'cancelled'),
      ...tell(task, `task.${task.state}`, teamRecipients(team, people)),
    ]
  }
  if (task.state === 'declined' || task.state === 'failed') return [settle(task, team.memberIds, 'cancelled')]
  if (task.times.accepted?.serverAt === change.at) return [settle(task, team.memberIds, 'accepted')]
  const isMember = team.memberIds.includes(change.actor.id)
  if (!isMember || (task.state !== 'delivered' && task.state !== 'read')) return []
  return [settle(task, [change.actor.id], task.state)]
}

function tell(task: Task, code: NotificationCode, personIds: readonly string[]): readonly CommandCall[] {
  if (personIds.length === 0) return []
  const params = { personIds, subject: subjectOf(task), code, occasion: OCCASION, params: {} }
  return [{ name: notify.name, key: code, params }]
}

function settle(task: Task, personIds: readonly string[], as: Settlement): CommandCall {
  const notificationIds = personIds.map(personId =>
    notificationId(subjectOf(task), 'task.assigned', OCCASION, personId),
  )
  return { name: settleNotifications.name, key: as, params: { notificationIds, as } }
}

function subjectOf(task: Task) {
  return { kind: 'task', id: task.id, incidentId: task.incidentId } as const
}
