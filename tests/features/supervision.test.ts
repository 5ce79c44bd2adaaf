import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '@one-centre/shared/access'
import { type Clock, pauseClock, resumeClock, startClock, stopClock } from '@one-centre/shared/clocks'
import type { Incident } from '@one-centre/shared/incidents'
import { newId, type Id } from '@one-centre/shared/ids'
import { type Notification, receiptOf } from '@one-centre/shared/notifications'
import type { Supervision } from '@one-centre/shared/supervision'
import { fromIso, MINUTE, SECOND, toIso } from '@one-centre/shared/time'
import { clockKind, clocksSlice } from '../../server/src/features/clocks/index.ts'
import { incidentKind, openDraft } from '../../server/src/features/incidents/index.ts'
import { notificationsSlice } from '../../server/src/features/notifications/index.ts'
import { organisationKind } from '../../server/src/features/organisations/index.ts'
import { personKind, teamKind } from '../../server/src/features/people/index.ts'
import { supervisionSlice } from '../../server/src/features/supervision/index.ts'
import { taskKind } from '../../server/src/features/tasks/index.ts'
import { startKernel, type Kernel } from '../../server/src/kernel/kernel.ts'
import { manualClock, type ManualClock } from '../../server/src/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { quietLog } from '../harness/quiet-log.ts'
import { saveEntity, savingSlice } from '../harness/saving.ts'
import { actorWith } from '../harness/toy-kernel.ts'

const start = '2026-03-02T01:00:00.000Z'
const county = newId<'organisation'>()
const saved = savingSlice([incidentKind, taskKind, personKind, teamKind, organisationKind], [clockKind])

let testDatabase: TestDatabase
let kernel: Kernel
let clock: ManualClock
let town: Id<'organisation'>
let incidentId: Id<'incident'>
let officer: Actor

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  await testDatabase.db.query(
    'insert into installation (county, demo, created_at) values ($1, false, now())',
    [county],
  )
})
afterAll(() => testDatabase.drop())

beforeEach(async () => {
  clock = manualClock(start)
  town = newId()
  incidentId = newId()
  officer = actorWith('body', town, county)
  kernel = await openKernel()
  await saveEntity(kernel, personKind, personOf(officer))
  await saveIncident(incidentId, { leadOrganisationId: town })
})
afterEach(() => kernel.close())

function saveIncident(id: Id<'incident'>, facts: Partial<Incident>): Promise<void> {
  const draft = openDraft({
    id,
    township: town,
    title: 'incident',
    description: '',
    level: 3,
    matterId: null,
    place: { address: '', position: null, gridIds: [], located: 'none' },
    source: 'field',
    openedBy: null,
    photos: [],
  })
  return saveEntity(kernel, incidentKind, { ...draft, state: 'dispatched', ...facts })
}

function openKernel(): Promise<Kernel> {
  return startKernel({
    database: testDatabase.db,
    clock,
    log: quietLog,
    slices: [saved, clocksSlice, supervisionSlice, notificationsSlice],
    townships: () => [town],
    emit: () => undefined,
    belts: 'off',
  })
}

function personOf(actor: Actor): object {
  const { personId: id, posts, name } = actor
  return { id, township: town, name, posts, onDuty: true, disabled: false, organisationId: town }
}

function handlingClock(): Clock {
  return startClock({
    id: newId(),
    township: town,
    incidentId,
    step: 'handling',
    stage: 1,
    cycle: 1,
    limit: { kind: 'emergency-hour', amount: 100 },
    calendarVersion: '',
    startedFor: town,
    now: clock.iso(),
    why: 'dispatched',
    by: 'test',
  })
}

/** Moves on to so many minutes after the start and lets everything that is due, and what follows from it, happen. */
async function at(minutes: number): Promise<void> {
  clock.set(toIso(fromIso(start) + minutes * MINUTE))
  await settle()
}

async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await kernel.reactions.settle([town])
    await kernel.deadlines.poll()
  }
}

async function entities<E>(table: string): Promise<readonly E[]> {
  const { rows } = await testDatabase.db.query<{ entity: E }>(
    `select entity from ${table} where township = $1 order by id`,
    [town],
  )
  return rows.map(row => row.entity)
}

async function supervision(): Promise<Supervision | undefined> {
  return (await entities<Supervision>('supervisions'))[0]
}

function run(actor: Actor, name: string, params: object) {
  return kernel.commands.run(actor, name, { commandId: newId(), township: town, params })
}

async function armedKeys(prefix: string): Promise<readonly string[]> {
  const { rows } = await testDatabase.db.query<{ key: string }>(
    'select key from deadlines where township = $1 and starts_with(key, $2) order by due_at',
    [town, prefix],
  )
  return rows.map(row => row.key)
}

test('S-1 the light of a clock that is left alone goes from green to red at its instants', async () => {
  await saveEntity(kernel, clockKind, handlingClock())
  const seen: (string | undefined)[] = []

  for (const minute of [59, 60, 100, 125, 200]) {
    await at(minute)
    seen.push((await supervision())?.light)
  }

  expect(seen).toEqual([undefined, 'yellow', 'chase', 'supervise', 'red'])
  const late = (await supervision())!
  expect(late.chases).toHaveLength(1)
  expect(late.orders.map(order => order.cause)).toEqual(['limit'])
  expect(late.marks.map(mark => mark.at)).toEqual(
    [60, 80, 100, 125, 200].map(m => toIso(fromIso(start) + m * MINUTE)),
  )
})

test('S-2 deadlines outlive a restart and fire once, though the server was away at their instants', async () => {
  await saveEntity(kernel, clockKind, handlingClock())
  await at(59)
  await kernel.close()
  clock.set(toIso(fromIso(start) + 130 * MINUTE))

  kernel = await openKernel()
  await at(130)
  await at(131)

  const late = (await supervision())!
  expect(late.light).toBe('supervise')
  expect(late.marks.map(mark => mark.fraction)).toEqual([0.6, 0.8, 1, 1.25])
  expect(late.chases).toHaveLength(1)
  expect(late.orders).toHaveLength(1)
})

test('S-10 a pause and a stop cancel the timers, and going on sets them anew', async () => {
  const running = handlingClock()
  const keys = [0.6, 0.8, 1, 1.25, 2, 'long'].map(part => `light:${running.id}:${part}`)
  await saveEntity(kernel, clockKind, running)
  await settle()
  expect(await armedKeys('light:')).toEqual(keys)

  await at(50)
  const paused = pauseClock(running, clock.iso(), 'suspended', 'test')
  await saveEntity(kernel, clockKind, paused)
  await at(500)
  expect(await armedKeys('light:')).toEqual([])
  expect(await supervision()).toBeUndefined()

  const resumed = resumeClock(paused, clock.iso(), 'resumed', 'test')
  await saveEntity(kernel, clockKind, resumed)
  await settle()
  expect(await armedKeys('light:')).toEqual(keys)
  await at(510)
  expect((await supervision())?.light).toBe('yellow')

  await saveEntity(kernel, clockKind, stopClock(resumed, clock.iso()))
  await settle()
  expect(await armedKeys('light:')).toEqual([])
  expect((await supervision())?.light).toBe('green')
})

test('S-3 a chase by hand is refused to who may not, and where nobody leads', async () => {
  const dispatcher = actorWith('dispatcher', town, county)

  expect(await run(officer, 'supervision.chase', { incidentId, text: 'now' })).toMatchObject({
    code: 'access.denied',
  })
  expect(await run(dispatcher, 'supervision.supervise', { incidentId, text: 'now' })).toMatchObject({
    code: 'access.denied',
  })
  expect(await run(dispatcher, 'supervision.chase', { incidentId, text: 'now' })).toMatchObject({
    ok: true,
    answer: { light: 'chase' },
  })

  const unled = newId<'incident'>()
  await saveIncident(unled, { leadOrganisationId: null })
  expect(await run(dispatcher, 'supervision.chase', { incidentId: unled, text: 'now' })).toMatchObject({
    code: 'supervision.nobody-to-chase',
  })
})

test('S-6 an incident that has ended is neither chased nor supervised', async () => {
  const ended = newId<'incident'>()
  await saveIncident(ended, { leadOrganisationId: town, endedAt: start })

  for (const name of ['supervision.chase', 'supervision.supervise']) {
    expect(
      await run(actorWith('leader', town, county), name, { incidentId: ended, text: 'now' }),
    ).toMatchObject({
      code: 'supervision.incident-not-open',
    })
  }
})

test('S-7 S-8 only the body that was addressed gives receipt and answer, and the answer once', async () => {
  const leader = actorWith('leader', town, county)
  await run(leader, 'supervision.supervise', { incidentId, text: 'why' })
  const itemId = (await supervision())!.orders[0]!.id
  const stranger = { ...officer, posts: [{ ...officer.posts[0]!, organisationId: newId<'organisation'>() }] }

  const answer = { incidentId, itemId, text: 'the pump broke' }
  expect(await run(stranger, 'supervision.acknowledge', { incidentId, itemId })).toMatchObject({
    code: 'supervision.not-yours',
  })
  expect(await run(stranger, 'supervision.answer', answer)).toMatchObject({ code: 'supervision.not-yours' })
  expect(await run(officer, 'supervision.acknowledge', { incidentId, itemId })).toMatchObject({ ok: true })
  expect(await armedKeys('reply:')).toEqual([`reply:${itemId}`])
  expect(await run(officer, 'supervision.answer', answer)).toMatchObject({ ok: true })
  expect(await run(officer, 'supervision.answer', answer)).toMatchObject({
    code: 'supervision.already-answered',
  })
  expect(await armedKeys('reply:')).toEqual([])
})

test('N-8 the chase of a clock reaches the officers of its body, once', async () => {
  await saveEntity(kernel, clockKind, handlingClock())
  for (const minute of [60, 80, 100, 101]) await at(minute)

  const told = await entities<Notification>('notifications')
  const codes = told.map(one => one.code).sort()
  expect(codes).toEqual(['light.yellow', 'light.yellow', 'supervision.chased'])
  expect(told.every(one => one.personId === officer.personId)).toBe(true)
})

async function assignTask(member: Actor): Promise<Record<string, unknown>> {
  const team = { id: newId<'team'>(), township: town, memberIds: [member.personId], onDuty: true }
  await saveEntity(kernel, personKind, personOf(member))
  await saveEntity(kernel, teamKind, team)
  const task = {
    id: newId<'task'>(),
    township: town,
    incidentId,
    teamId: team.id,
    state: 'assigned',
    times: { accepted: null },
  }
  await saveEntity(kernel, taskKind, task)
  await settle()
  return task
}

async function theNotification(): Promise<Notification> {
  const all = await entities<Notification>('notifications')
  expect(all).toHaveLength(1)
  return all[0]!
}

test('N-5 a task whose phone is silent shows 未送达 after 14 seconds, and delivered when it speaks', async () => {
  const member = actorWith('member', town, county)
  await assignTask(member)
  const { id } = await theNotification()
  clock.advance(14 * SECOND - 1)
  await settle()
  expect(receiptOf(await theNotification())).toBe('stored')

  clock.advance(1)
  await settle()
  expect(receiptOf(await theNotification())).toBe('undelivered')

  await run(member, 'notifications.acknowledge-delivery', { notificationIds: [id] })
  expect(receiptOf(await theNotification())).toBe('delivered')
})

test('N-9 only the person a notification is for gives its receipts', async () => {
  await assignTask(actorWith('member', town, county))
  const { id } = await theNotification()

  for (const name of ['notifications.read', 'notifications.acknowledge-delivery']) {
    expect(await run(actorWith('member', town, county), name, { notificationIds: [id] })).toMatchObject({
      code: 'notifications.not-yours',
    })
  }
  expect(receiptOf(await theNotification())).toBe('stored')
})

test('N-4 the phone’s receipt for the task is enough, and taking it settles the notice', async () => {
  const member = actorWith('member', town, county)
  const task = await assignTask(member)
  await saveEntity(kernel, taskKind, {
    ...task,
    state: 'accepted',
    times: { accepted: { deviceAt: null, serverAt: clock.iso() } },
  })
  await settle()

  expect(receiptOf(await theNotification())).toBe('accepted')
  expect(await armedKeys('delivery:')).toEqual([])
})
