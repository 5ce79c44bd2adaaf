import type { FeedChange } from '@one-centre/shared/feed'
import { notify, type Notification, type NotificationCode } from '@one-centre/shared/notifications'
import type { Person } from '@one-centre/shared/people'
import type { Mark, Supervision } from '@one-centre/shared/supervision'
import type { CommandCall } from '../../kernel/handler.ts'
import { bodyRecipients, roleRecipients } from './rules.ts'

/** Who there is to tell, and where the incident lies. */
export interface Audience {
  readonly people: readonly Person[]
  readonly township: string
  readonly county: string
}

/** What the change of a supervision says of itself; written by its commands. */
interface Detail {
  readonly chaseIds: readonly string[]
  readonly orderIds: readonly string[]
  readonly overdueIds: readonly string[]
  readonly markCount: number
  readonly wasLight: string
}

/** Who is told of a change of light, a chase or an order (N-8), by the table of lights. */
export function callsAfterSupervision(change: FeedChange, audience: Audience): readonly CommandCall[] {
  const supervision = change.entity as unknown as Supervision
  const detail = change.detail as unknown as Detail
  const leaders = roleRecipients(audience, ['leader', 'inspector'])
  const tell = (
    code: NotificationCode,
    occasion: string,
    personIds: readonly string[],
    params: Notification['params'],
  ) => callOf(supervision, code, occasion, personIds, params)
  return [
    ...warnings(supervision, detail.markCount).flatMap(mark =>
      tell('light.yellow', `${mark.clockId}/${mark.fraction}/${mark.amount}`, handlers(mark, audience), {
        percent: Math.round(mark.fraction * 100),
      }),
    ),
    ...supervision.chases
      .filter(chase => detail.chaseIds.includes(chase.id))
      .flatMap(chase =>
        tell(
          'supervision.chased',
          chase.id,
          [...handlers(chase, audience), ...roleRecipients(audience, ['dispatcher'])],
          {},
        ),
      ),
    ...supervision.orders
      .filter(order => detail.orderIds.includes(order.id))
      .flatMap(order =>
        tell('supervision.ordered', order.id, [...handlers(order, audience), ...leaders], {
          cause: order.cause,
        }),
      ),
    ...detail.overdueIds.flatMap(id => tell('supervision.reply-overdue', id, leaders, {})),
    ...(supervision.light === 'red' && detail.wasLight !== 'red'
      ? tell('light.red', String(change.version), leaders, {})
      : []),
  ]
}

/** Of the marks a look has added, the furthest of each clock that warns and does not chase. */
function warnings(supervision: Supervision, markCount: number): readonly Mark[] {
  const fresh = markCount === 0 ? [] : supervision.marks.slice(-markCount)
  const furthest = new Map(fresh.map(mark => [mark.clockId, mark]))
  return [...furthest.values()].filter(
    mark => mark.fraction < 1 || !supervision.chases.some(chase => chase.clockId === mark.clockId),
  )
}

/** The body that was meant; the dispatchers where the step is the centre's own. */
function handlers(item: { readonly toOrganisationId: string | null }, audience: Audience): readonly string[] {
  if (item.toOrganisationId === null) return roleRecipients(audience, ['dispatcher', 'shift_lead'])
  return bodyRecipients(audience.people, item.toOrganisationId)
}

function callOf(
  supervision: Supervision,
  code: NotificationCode,
  occasion: string,
  personIds: readonly string[],
  params: Notification['params'],
): readonly CommandCall[] {
  const recipients = [...new Set(personIds)].sort()
  if (recipients.length === 0) return []
  const subject = { kind: 'supervision', id: supervision.id, incidentId: supervision.incidentId }
  return [
    {
      name: notify.name,
      key: `${code}/${occasion}`,
      params: { personIds: recipients, subject, code, occasion, params },
    },
  ]
}
