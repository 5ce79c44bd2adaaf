import { can, grants, postsIn } from '@one-centre/shared/access'
import { derivedId } from '@one-centre/shared/ids'
import type { Who } from '@one-centre/shared/incident-parts'
import { type Refusal, refuse } from '@one-centre/shared/refusals'
import {
  acknowledgeSupervision,
  answerSupervision,
  chaseIncident,
  relight,
  superviseIncident,
  type Supervision,
} from '@one-centre/shared/supervision'
import {
  accept,
  changed,
  type CommandContext,
  type Decision,
  handleCommand,
  type TimerOrder,
  type Touch,
} from '../../kernel/handler.ts'
import { calendarOf, clockKind } from '../clocks/index.ts'
import { incidentKind } from '../incidents/index.ts'
import { supervisionKind } from './kinds.ts'
import {
  acknowledged,
  answered,
  chasedByHand,
  findItem,
  type Item,
  relit,
  type Scene,
  supervisedByHand,
  untouched,
} from './rules.ts'

interface OfIncident {
  readonly incidentId: string
}
type Context<Params extends OfIncident> = CommandContext<Params>

/** Locking the incident locks its clocks and what was done about it. */
const touches = (params: OfIncident): readonly Touch[] => [
  { kind: incidentKind, id: params.incidentId, expect: 'there' },
]

function sceneOf({ params, entities, reference, now }: Context<OfIncident>): Scene {
  return {
    incident: entities.get(incidentKind, params.incidentId),
    clocks: entities.members(clockKind, params.incidentId),
    calendar: calendarOf(reference),
    now,
  }
}

function supervisionOf({ params, entities }: Context<OfIncident>): Supervision {
  const [supervision] = entities.members(supervisionKind, params.incidentId)
  if (supervision !== undefined) return supervision
  return untouched(derivedId('supervision', params.incidentId), entities.get(incidentKind, params.incidentId))
}

const who = ({ actor }: Context<OfIncident>): Who => ({ id: actor.id, name: actor.name })

/** Saves what changed, says in the detail what is new, and keeps one timer per reply that is owed. */
function saved(
  before: Supervision,
  after: Supervision,
  type: string,
): Decision<{ incidentId: string; light: Supervision['light'] }> {
  const answer = { incidentId: after.incidentId, light: after.light }
  if (before === after) return accept([], answer)
  const chases = after.chases.slice(before.chases.length)
  const orders = after.orders.slice(before.orders.length)
  const detail = {
    chaseIds: chases.map(chase => chase.id),
    orderIds: orders.map(order => order.id),
    markCount: after.marks.length - before.marks.length,
    wasLight: before.light,
    overdueIds: after.orders
      .filter((order, index) => order.overdueAt !== (before.orders[index]?.overdueAt ?? null))
      .map(order => order.id),
  }
  return accept([changed(supervisionKind, type, after, detail)], answer, replyTimers(before, after))
}

function replyTimers(before: Supervision, after: Supervision): readonly TimerOrder[] {
  return after.orders.flatMap((order, index): readonly TimerOrder[] => {
    const old = before.orders[index]
    const key = `reply:${order.id}`
    if (old === undefined) {
      const params = { incidentId: after.incidentId }
      return [{ key, arm: { dueAt: order.replyBy, command: relight.name, params } }]
    }
    return old.answer === null && order.answer !== null ? [{ key, arm: null }] : []
  })
}

export const chase = handleCommand({
  contract: chaseIncident,
  touches,
  decide: context => {
    const scene = sceneOf(context)
    if (scene.incident.endedAt !== null) return refuse('supervision.incident-not-open')
    if (scene.incident.leadOrganisationId === null) return refuse('supervision.nobody-to-chase')
    const before = supervisionOf(context)
    const after = chasedByHand(before, scene, who(context), context.params.text, context.newId)
    return saved(before, after, 'supervision.chased')
  },
})

export const supervise = handleCommand({
  contract: superviseIncident,
  touches,
  decide: context => {
    const scene = sceneOf(context)
    if (scene.incident.endedAt !== null) return refuse('supervision.incident-not-open')
    const before = supervisionOf(context)
    const after = supervisedByHand(before, scene, who(context), context.params.text, context.newId)
    return saved(before, after, 'supervision.ordered')
  },
})

export const light = handleCommand({
  contract: relight,
  touches,
  decide: context => {
    const before = supervisionOf(context)
    return saved(before, relit(before, sceneOf(context), context.newId), 'supervision.lit')
  },
})

/** The item, or why this actor may not act on it. */
function itemOf(
  context: Context<OfIncident & { readonly itemId: string }>,
  supervision: Supervision,
): Item | Refusal {
  const item = findItem(supervision, context.params.itemId)
  if (item === undefined) return refuse('supervision.item-unknown')
  const { actor, township } = context
  const isAddressee = postsIn(actor, township).some(
    post =>
      grants[post.role].includes('supervision.answer') &&
      (post.role === 'system' || post.organisationId === item.toOrganisationId),
  )
  if (isAddressee) return item
  // What the centre was told is answered in the centre.
  const isCentre = item.toOrganisationId === null && can(actor, 'incidents.dispatch', township)
  return isCentre ? item : refuse('supervision.not-yours')
}

export const acknowledge = handleCommand({
  contract: acknowledgeSupervision,
  touches,
  decide: context => {
    const before = supervisionOf(context)
    const item = itemOf(context, before)
    if ('ok' in item) return item
    const after = item.receipt === null ? acknowledged(before, item.id, context.now, who(context)) : before
    return saved(before, after, 'supervision.acknowledged')
  },
})

export const answer = handleCommand({
  contract: answerSupervision,
  touches,
  decide: context => {
    const before = supervisionOf(context)
    const item = itemOf(context, before)
    if ('ok' in item) return item
    if (item.answer !== null) return refuse('supervision.already-answered', { at: item.answer.at })
    const after = answered(before, item.id, context.now, who(context), context.params.text)
    return saved(before, relit(after, sceneOf(context), context.newId), 'supervision.answered')
  },
})
