import type { Calendar } from '@one-centre/shared/calendar'
import { type Clock, dueAt, limitEnd, reachedAt } from '@one-centre/shared/clocks'
import type { Who } from '@one-centre/shared/incident-parts'
import type { Incident } from '@one-centre/shared/incidents'
import {
  CHASE_AT,
  incidentLight,
  type Overlay,
  RED_AT,
  RED_WITHOUT_REASON_MS,
  SUPERVISE_AT,
  YELLOW_AGAIN_AT,
  YELLOW_AT,
} from '@one-centre/shared/lights'
import type { Chase, Mark, Supervision, SupervisionOrder } from '@one-centre/shared/supervision'
import { fromIso, type Iso, toIso } from '@one-centre/shared/time'

/** Everything a decision about one incident's lateness looks at. */
export interface Scene {
  readonly incident: Incident
  readonly clocks: readonly Clock[]
  readonly calendar: Calendar
  readonly now: Iso
}

type ItemId = () => string

/** Who acts where a clock ran out. */
export const theSystem: Who = { id: 'system', name: 'system' }

/** The parts of a clock's limit at which something happens (S-1); the acceptance clock only warns (C-18). */
export function thresholdsOf(clock: Clock): readonly number[] {
  if (clock.step === 'acceptance') return [CHASE_AT]
  return [YELLOW_AT, YELLOW_AGAIN_AT, CHASE_AT, SUPERVISE_AT, RED_AT]
}

/** When a running clock's light next needs a look: each threshold, and the end of the days without a reason (S-1). */
export function looksOf(
  clock: Clock,
  calendar: Calendar,
): readonly { readonly name: string; readonly at: Iso | null }[] {
  const looks = thresholdsOf(clock).map(fraction => ({
    name: String(fraction),
    at: dueAt(clock, calendar, fraction),
  }))
  if (clock.step === 'acceptance') return looks
  const due = dueAt(clock, calendar, 1)
  return [
    ...looks,
    { name: 'long', at: due === null ? null : toIso(fromIso(due) + RED_WITHOUT_REASON_MS + 1) },
  ]
}

/** An incident nothing was done about yet. */
export function untouched(id: string, incident: Incident): Supervision {
  return {
    id,
    township: incident.township,
    version: 0,
    incidentId: incident.id,
    light: 'green',
    chases: [],
    orders: [],
    marks: [],
  }
}

/** S-5: chases and orders count in the cycle they were made in; an answer to any of them is a reason. */
export function overlayOf(supervision: Supervision, incident: Incident): Overlay {
  const chases = supervision.chases.filter(chase => chase.cycle === incident.cycle)
  const orders = supervision.orders.filter(order => order.cycle === incident.cycle)
  return {
    chases: chases.length,
    reworks: incident.reworkCount,
    supervised: orders.length > 0,
    reasonGiven: [...chases, ...orders].some(item => item.answer !== null),
  }
}

/**
 * What the ledger says at `now`: marks for every threshold reached, a chase at 100 %, an order where one is due,
 * replies that are overdue, the light. Doing it twice changes nothing (S-2). An ended incident is calm (S-6).
 */
export function relit(supervision: Supervision, scene: Scene, newItemId: ItemId): Supervision {
  if (scene.incident.endedAt !== null)
    return supervision.light === 'green' ? supervision : { ...supervision, light: 'green' }
  const fresh = newMarks(supervision, scene)
  const chases = fresh
    .filter(mark => isChase(mark, scene))
    .map(mark => chaseOf(scene, newItemId(), theSystem, clockOf(mark, scene), ''))
  const chased = {
    ...supervision,
    marks: [...supervision.marks, ...fresh],
    chases: [...supervision.chases, ...chases],
  }
  const ordered = withOrderDue(chased, scene, newItemId)
  const orders = ordered.orders.map(order =>
    order.answer === null && order.overdueAt === null && order.replyBy <= scene.now
      ? { ...order, overdueAt: order.replyBy }
      : order,
  )
  const light = incidentLight(scene.clocks, scene.now, scene.calendar, overlayOf(ordered, scene.incident))
  const after = { ...ordered, orders, light }
  return isSame(supervision, after) ? supervision : after
}

/** S-3 A chase by hand goes to the body that leads. */
export function chasedByHand(
  supervision: Supervision,
  scene: Scene,
  by: Who,
  text: string,
  newItemId: ItemId,
): Supervision {
  const chase = chaseOf(scene, newItemId(), by, null, text)
  return relit({ ...supervision, chases: [...supervision.chases, chase] }, scene, newItemId)
}

/** S-4 An order by a leader or an inspector. */
export function supervisedByHand(
  supervision: Supervision,
  scene: Scene,
  by: Who,
  text: string,
  newItemId: ItemId,
): Supervision {
  const order = orderOf(scene, newItemId(), by, 'by-hand', null, text)
  return relit({ ...supervision, orders: [...supervision.orders, order] }, scene, newItemId)
}

export type Item = Chase | SupervisionOrder

export function findItem(supervision: Supervision, itemId: string): Item | undefined {
  return [...supervision.chases, ...supervision.orders].find(item => item.id === itemId)
}

/** S-7 Giving the receipt twice keeps the first. */
export function acknowledged(supervision: Supervision, itemId: string, at: Iso, by: Who): Supervision {
  return withItem(supervision, itemId, item =>
    item.receipt === null ? { ...item, receipt: { at, by } } : item,
  )
}

/** S-8 An answer is also a receipt. */
export function answered(
  supervision: Supervision,
  itemId: string,
  at: Iso,
  by: Who,
  text: string,
): Supervision {
  return withItem(supervision, itemId, item => ({
    ...item,
    receipt: item.receipt ?? { at, by },
    answer: { at, by, text },
  }))
}

function withItem(
  supervision: Supervision,
  itemId: string,
  change: <I extends Item>(item: I) => I,
): Supervision {
  return {
    ...supervision,
    chases: supervision.chases.map(chase => (chase.id === itemId ? change(chase) : chase)),
    orders: supervision.orders.map(order => (order.id === itemId ? change(order) : order)),
  }
}

function newMarks(supervision: Supervision, scene: Scene): readonly Mark[] {
  const running = scene.clocks.filter(clock => clock.state === 'running')
  return running.flatMap(clock =>
    thresholdsOf(clock).flatMap(fraction => {
      const at = reachedAt(clock, scene.calendar, fraction)
      if (at === null || at > scene.now) return []
      const mark = {
        clockId: clock.id,
        fraction,
        amount: clock.limit.amount,
        toOrganisationId: clock.startedFor,
        at,
      }
      return supervision.marks.some(old => isSameMark(old, mark)) ? [] : [mark]
    }),
  )
}

function isSameMark(a: Mark, b: Mark): boolean {
  return a.clockId === b.clockId && a.fraction === b.fraction && a.amount === b.amount
}

function clockOf(mark: Mark, scene: Scene): Clock {
  return scene.clocks.find(clock => clock.id === mark.clockId)!
}

function isChase(mark: Mark, scene: Scene): boolean {
  return mark.fraction === CHASE_AT && clockOf(mark, scene).step !== 'acceptance'
}

/** At most one order is open at a time; one made or answered since a clock passed its mark covers that mark (S-4). */
function withOrderDue(supervision: Supervision, scene: Scene, newItemId: ItemId): Supervision {
  const { cycle, reworkCount } = scene.incident
  const orders = supervision.orders.filter(order => order.cycle === cycle)
  if (orders.some(order => order.answer === null)) return supervision
  const chases = supervision.chases.filter(chase => chase.cycle === cycle)
  const over = supervision.marks.find(
    mark =>
      mark.fraction === SUPERVISE_AT &&
      scene.clocks.some(
        clock => clock.id === mark.clockId && clock.state === 'running' && clock.limit.amount === mark.amount,
      ) &&
      !orders.some(order => order.at >= mark.at || (order.answer !== null && order.answer.at >= mark.at)),
  )
  const add = (cause: SupervisionOrder['cause'], clock: Clock | null) => ({
    ...supervision,
    orders: [...supervision.orders, orderOf(scene, newItemId(), theSystem, cause, clock, '')],
  })
  if (over !== undefined) return add('limit', clockOf(over, scene))
  if (reworkCount >= 3 && !orders.some(order => order.cause === 'reworks')) return add('reworks', null)
  return chases.length >= 2 && orders.length === 0 ? add('chases', null) : supervision
}

function addressee(scene: Scene, clock: Clock | null): Chase['toOrganisationId'] {
  return clock === null ? scene.incident.leadOrganisationId : clock.startedFor
}

function chaseOf(scene: Scene, id: string, by: Who, clock: Clock | null, text: string): Chase {
  return {
    id,
    cycle: scene.incident.cycle,
    at: scene.now,
    by,
    clockId: clock?.id ?? null,
    toOrganisationId: addressee(scene, clock),
    text,
    receipt: null,
    answer: null,
  }
}

function orderOf(
  scene: Scene,
  id: string,
  by: Who,
  cause: SupervisionOrder['cause'],
  clock: Clock | null,
  text: string,
): SupervisionOrder {
  return { ...chaseOf(scene, id, by, clock, text), id, cause, replyBy: replyBy(scene), overdueAt: null }
}

/** The written reply is due in one working day (S-4). */
function replyBy({ calendar, now }: Scene): Iso {
  return limitEnd({ kind: 'working-day', amount: 1 }, now, calendar)
}

function isSame(before: Supervision, after: Supervision): boolean {
  return (
    before.light === after.light &&
    before.marks.length === after.marks.length &&
    before.chases.length === after.chases.length &&
    before.orders.length === after.orders.length &&
    before.orders.every((order, index) => order.overdueAt === after.orders[index]!.overdueAt)
  )
}
