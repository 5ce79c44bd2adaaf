import { buildCalendar } from '@one-centre/shared/calendar'
import { type Clock, dueAt, pauseClock, resumeClock, startClock, stopClock } from '@one-centre/shared/clocks'
import type { Incident } from '@one-centre/shared/incidents'
import type { LimitStep } from '@one-centre/shared/matters'
import type { Supervision } from '@one-centre/shared/supervision'
import { DAY, fromIso, MINUTE, toIso } from '@one-centre/shared/time'
import { expect, test } from 'vitest'
import {
  acknowledged,
  answered,
  chasedByHand,
  looksOf,
  relit,
  type Scene,
  supervisedByHand,
  theSystem,
  untouched,
} from './rules.ts'

const township = '018f0000-0000-7000-8000-000000000001'
const body = '018f0000-0000-7000-8000-0000000000b1'
const lead = '018f0000-0000-7000-8000-0000000000b2'
const calendar = buildCalendar([])
/** A Monday, 09:00 in China. */
const start = '2026-03-02T01:00:00.000Z'
const li = { id: 'li', name: 'Li' }

function after(minutes: number): string {
  return toIso(fromIso(start) + minutes * MINUTE)
}

/** The facts of an incident that supervision reads. */
function incidentOf(facts: Partial<Incident> = {}): Incident {
  const read = { id: 'i', township, cycle: 1, reworkCount: 0, endedAt: null, leadOrganisationId: lead }
  return { ...read, ...facts } as unknown as Incident
}

function clockOf(step: LimitStep = 'handling', amount = 100): Clock {
  return startClock({
    id: `clock-${step}`,
    township,
    incidentId: 'i',
    step,
    stage: 1,
    cycle: 1,
    limit: { kind: 'emergency-hour', amount },
    calendarVersion: '',
    startedFor: body,
    now: start,
    why: 'dispatched',
    by: 'test',
  })
}

function sceneAt(
  minutes: number,
  clocks: readonly Clock[] = [clockOf()],
  facts: Partial<Incident> = {},
): Scene {
  return { incident: incidentOf(facts), clocks, calendar, now: after(minutes) }
}

function ids(): () => string {
  let last = 0
  return () => `item-${(last += 1)}`
}

const calm = untouched('s', incidentOf())

function look(before: Supervision, scene: Scene): Supervision {
  return relit(before, scene, ids())
}

test('S-1 a running clock is looked at at each threshold and 5 days after its end, a standing one never', () => {
  const clock = clockOf()

  expect(looksOf(clock, calendar).map(({ name, at }) => [name, at])).toEqual([
    ['0.6', after(60)],
    ['0.8', after(80)],
    ['1', after(100)],
    ['1.25', after(125)],
    ['2', after(200)],
    ['long', toIso(fromIso(after(100)) + 5 * DAY + 1)],
  ])
  expect(looksOf(clockOf('acceptance'), calendar).map(({ name, at }) => [name, at])).toEqual([
    ['1', after(100)],
  ])
  const paused = pauseClock(clock, after(10), 'suspended', 'test')
  expect(looksOf(paused, calendar).every(({ at }) => at === null)).toBe(true)
})

test('S-1 a look at its instant finds what it came for', () => {
  for (const { name, at } of looksOf(clockOf(), calendar)) {
    const seen = look(calm, { ...sceneAt(0), now: at! })
    const early = look(calm, { ...sceneAt(0), now: toIso(fromIso(at!) - 1) })
    if (name === 'long') expect(seen.light).toBe('red')
    else expect(seen.marks.length).toBe(early.marks.length + 1)
  }
})

test('S-2 looking twice changes nothing, and a late look marks the instants of the ledger', () => {
  const once = look(calm, sceneAt(90))

  expect(once.marks.map(({ fraction, at }) => [fraction, at])).toEqual([
    [0.6, after(60)],
    [0.8, after(80)],
  ])
  expect(once.light).toBe('yellow')
  expect(look(once, sceneAt(90))).toBe(once)
  expect(look(once, sceneAt(99))).toBe(once)
  expect(look(calm, sceneAt(59))).toBe(calm)
})

test('S-2 one late look does what five timely ones would', () => {
  const timely = [60, 80, 100, 125, 200].reduce((before, minute) => look(before, sceneAt(minute)), calm)
  const late = look(calm, sceneAt(200))

  expect(late.marks).toEqual(timely.marks)
  expect(late.light).toBe('red')
  expect(late.chases).toHaveLength(1)
  expect(late.orders.map(order => order.cause)).toEqual(timely.orders.map(order => order.cause))
})

test('S-2 an extended limit has thresholds of its own', () => {
  const chased = look(calm, sceneAt(100))
  const longer = { ...clockOf(), limit: { kind: 'emergency-hour' as const, amount: 300 } }

  const extended = look(chased, sceneAt(101, [longer]))
  expect(extended.marks).toEqual(chased.marks)
  const over = look(extended, sceneAt(300, [longer]))

  expect(over.marks.filter(mark => mark.fraction === 1).map(mark => mark.at)).toEqual([
    after(100),
    after(300),
  ])
  expect(over.chases).toHaveLength(2)
})

test('S-3 the limit makes one chase to the body whose clock it is', () => {
  const chased = look(calm, sceneAt(100))

  expect(chased.chases).toHaveLength(1)
  expect(chased.chases[0]).toMatchObject({
    by: theSystem,
    toOrganisationId: body,
    clockId: 'clock-handling',
    receipt: null,
  })
  expect(chased.light).toBe('chase')
})

test('S-3 an acceptance clock at its limit warns and chases nobody', () => {
  const warned = look(calm, sceneAt(500, [clockOf('acceptance')]))

  expect(warned.chases).toEqual([])
  expect(warned.light).toBe('yellow')
})

test('S-3 a chase by hand goes to the body that leads', () => {
  const chased = chasedByHand(calm, sceneAt(1), li, 'please', ids())

  expect(chased.chases[0]).toMatchObject({ by: li, toOrganisationId: lead, text: 'please', clockId: null })
  expect(chased.light).toBe('chase')
})

test('S-4 at 125 % an order is made, with a reply due at the end of the next working day', () => {
  const ordered = look(look(calm, sceneAt(124)), sceneAt(125))

  expect(ordered.orders).toHaveLength(1)
  expect(ordered.orders[0]).toMatchObject({
    cause: 'limit',
    toOrganisationId: body,
    replyBy: '2026-03-03T16:00:00.000Z',
  })
  expect(ordered.light).toBe('supervise')
})

test('S-4 two chases make an order, a third does not make another', () => {
  const once = chasedByHand(calm, sceneAt(1), li, 'a', ids())
  const twice = chasedByHand(once, sceneAt(2), li, 'b', ids())
  const thrice = chasedByHand(twice, sceneAt(3), li, 'c', ids())

  expect(once.orders).toEqual([])
  expect(twice.orders.map(order => order.cause)).toEqual(['chases'])
  expect(thrice.orders).toHaveLength(1)
})

test('S-4 three reworks make an order once, also after it is answered', () => {
  const scene = sceneAt(1, [clockOf()], { reworkCount: 3 })
  const ordered = look(calm, scene)
  const replied = answered(ordered, ordered.orders[0]!.id, after(2), li, 'done')

  expect(ordered.orders.map(order => order.cause)).toEqual(['reworks'])
  expect(look(replied, scene).orders).toHaveLength(1)
})

test('S-4 an order by hand covers the mark a clock passes while it is open', () => {
  const byHand = supervisedByHand(calm, sceneAt(110), li, 'look into it', ids())
  const passed = look(byHand, sceneAt(130))
  const replied = answered(passed, byHand.orders[0]!.id, after(140), li, 'on it')

  expect(look(replied, sceneAt(141)).orders).toHaveLength(1)
})

test('S-4 a reply that has not come is overdue from the instant it was due', () => {
  const ordered = supervisedByHand(calm, sceneAt(1, []), li, 'why', ids())
  const due = ordered.orders[0]!.replyBy
  const silent = look(ordered, { ...sceneAt(0, []), now: due })
  const early = look(ordered, { ...sceneAt(0, []), now: toIso(fromIso(due) - 1) })

  expect(early).toBe(ordered)
  expect(silent.orders[0]!.overdueAt).toBe(due)
})

test('S-5 a new cycle begins without the chases of the last', () => {
  const twice = chasedByHand(chasedByHand(calm, sceneAt(1), li, 'a', ids()), sceneAt(2), li, 'b', ids())

  expect(twice.light).toBe('supervise')
  expect(look(twice, sceneAt(3, [], { cycle: 2 })).light).toBe('green')
})

test('S-5 an answer keeps a clock that is long over from turning red', () => {
  const clock = clockOf('handling', 30 * 24 * 60)
  const now = toIso(fromIso(dueAt(clock, calendar, 1)!) + 6 * DAY)
  const silent = look(calm, { ...sceneAt(0, [clock]), now })
  const spoken = answered(silent, silent.chases[0]!.id, now, li, 'the pump is in repair')

  expect(silent.light).toBe('red')
  expect(look(spoken, { ...sceneAt(0, [clock]), now }).light).toBe('chase')
})

test('S-6 an ended incident is calm', () => {
  const late = look(calm, sceneAt(200))
  const ended = look(late, sceneAt(201, [stopClock(clockOf(), after(200))], { endedAt: after(200) }))

  expect(ended.light).toBe('green')
  expect(ended.chases).toBe(late.chases)
  expect(look(calm, sceneAt(500, [clockOf()], { endedAt: after(1) }))).toBe(calm)
})

test('S-7 the first receipt stays', () => {
  const chased = look(calm, sceneAt(100))
  const itemId = chased.chases[0]!.id
  const seen = acknowledged(acknowledged(chased, itemId, after(101), li), itemId, after(102), theSystem)

  expect(seen.chases[0]!.receipt).toEqual({ at: after(101), by: li })
})

test('S-8 an answer is also a receipt', () => {
  const chased = look(calm, sceneAt(100))
  const replied = answered(chased, chased.chases[0]!.id, after(103), li, 'on our way')

  expect(replied.chases[0]!.receipt).toEqual({ at: after(103), by: li })
  expect(replied.chases[0]!.answer).toEqual({ at: after(103), by: li, text: 'on our way' })
})

test('S-10 after a pause the looks move by its length', () => {
  const paused = pauseClock(clockOf(), after(50), 'suspended', 'test')
  const resumed = resumeClock(paused, after(80), 'resumed', 'test')

  expect(looksOf(resumed, calendar)[0]!.at).toBe(after(90))
  expect(looksOf(stopClock(resumed, after(85)), calendar).every(({ at }) => at === null)).toBe(true)
})
