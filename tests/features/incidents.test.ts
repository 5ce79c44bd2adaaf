import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopesOf, type Actor } from '@one-centre/shared/access'
import type { Incident } from '@one-centre/shared/incidents'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal, type Outcome } from '@one-centre/shared/refusals'
import { HOUR, MINUTE, toIso } from '@one-centre/shared/time'
import { clocksSlice } from '../../server/src/features/clocks/index.ts'
import { incidents, openDraft } from '../../server/src/features/incidents/index.ts'
import { matterKind } from '../../server/src/features/matters/index.ts'
import { gridKind, organisationKind } from '../../server/src/features/organisations/index.ts'
import { personKind, teamKind } from '../../server/src/features/people/index.ts'
import { tasks } from '../../server/src/features/tasks/index.ts'
import { readSnapshot } from '../../server/src/kernel/feed.ts'
import { startKernel, type Kernel } from '../../server/src/kernel/kernel.ts'
import { manualClock, type ManualClock } from '../../server/src/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { params } from '../harness/incident-story.ts'
import { quietLog } from '../harness/quiet-log.ts'
import { saveEntity, savingSlice } from '../harness/saving.ts'
import { actorWith } from '../harness/toy-kernel.ts'
import { buildTown, MONDAY, type ActorName, type Town } from '../harness/town.ts'

const saved = savingSlice([organisationKind, teamKind, matterKind, gridKind, personKind], [])

let database: TestDatabase
let kernel: Kernel
let clock: ManualClock
const town: Town = buildTown()
const { actors, township } = town

beforeAll(async () => {
  database = await createTestDatabase()
  await database.db.query('insert into installation (county, demo, created_at) values ($1, false, now())', [
    town.county,
  ])
  clock = manualClock(toIso(MONDAY))
  kernel = await startKernel({
    database: database.db,
    clock,
    log: quietLog,
    slices: [saved, clocksSlice, incidents, tasks],
    townships: () => [township],
    emit: () => undefined,
    belts: 'off',
  })
  for (const [kind, entity] of town.entities) {
    if (entity.township === township) await saveEntity(kernel, kind, entity)
  }
})
afterAll(async () => {
  await kernel.close()
  await database.drop()
})

const made = (incidentId: Id<'incident'>): ReturnType<typeof params> => params(town, incidentId, clock.now())

function run(who: ActorName | Actor, name: string, more: object): Promise<Outcome<unknown>> {
  const actor = typeof who === 'string' ? actors[who] : who
  return kernel.commands.run(actor, name, { commandId: newId(), township, params: more })
}

async function must(who: ActorName | Actor, name: string, more: object): Promise<void> {
  const outcome = await run(who, name, more)
  if (isRefusal(outcome)) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
}

async function ask<Answer>(who: ActorName | Actor, name: string, more: object): Promise<Answer> {
  const actor = typeof who === 'string' ? actors[who] : who
  const outcome = await kernel.queries.run(actor, name, { township, params: more })
  if (isRefusal(outcome)) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
  return outcome.answer as Answer
}

async function filed(): Promise<Id<'incident'>> {
  const incidentId = newId<'incident'>()
  await must('citizen', 'reports.submit', made(incidentId).report)
  await must('intake', 'incidents.file', made(incidentId).file)
  return incidentId
}

async function handled(): Promise<Id<'incident'>> {
  const incidentId = await filed()
  const order = made(incidentId).dispatch
  await must('dispatcher', 'incidents.dispatch', order)
  const task = { incidentId, taskId: order.teams[0]!.taskId, deviceAt: null }
  for (const step of ['accept', 'depart', 'arrive', 'start']) {
    clock.advance(MINUTE)
    await must('memberA', `tasks.${step}`, task)
  }
  await must('memberA', 'tasks.finish', { ...task, result: '已清理', photos: [] })
  await must('bodyA', 'incidents.complete', made(incidentId).complete)
  return incidentId
}

const everything = {
  states: [],
  levels: [],
  matterIds: [],
  gridId: null,
  organisationId: null,
  text: null,
  from: null,
  to: null,
  overdue: false,
}
const list = (
  who: ActorName | Actor,
  filter: object = {},
): Promise<{ incidents: Incident[]; total: number }> =>
  ask(who, 'incidents.list', { filter: { ...everything, ...filter }, offset: 0, limit: 50 })

test('L-1 an incident goes from the report to the archive through the database', async () => {
  const incidentId = await handled()

  await must('verifier', 'incidents.pass', made(incidentId).pass)
  clock.advance(7 * 24 * HOUR)
  await kernel.deadlines.poll()

  const { incidents: found } = await list('dispatcher', { states: ['archived'] })
  expect(found.map(one => [one.id, one.state, one.onTime])).toEqual([[incidentId, 'archived', true]])
  const history = await ask<{ changes: { type: string }[] }>('dispatcher', 'incidents.history', {
    incidentId,
  })
  expect(history.changes.map(one => one.type).filter(type => type.startsWith('incident.'))).toEqual([
    'incident.reported',
    'incident.filed',
    'incident.dispatched',
    'incident.accepted',
    'incident.arrived',
    'incident.completed',
    'incident.closed',
    'incident.archived',
  ])
})

test('T-10 of two dispatchers who send one team at the same moment exactly one wins', async () => {
  const both = [await filed(), await filed()]
  const orders = both.map(incidentId => {
    const order = made(incidentId).dispatch
    return { ...order, teams: [made(incidentId).team(2)], leadOrganisationId: town.bodies[1]!.id }
  })

  const outcomes = await Promise.all(orders.map(order => run('dispatcher', 'incidents.dispatch', order)))

  const codes = outcomes.map(outcome => (isRefusal(outcome) ? outcome.code : 'sent'))
  expect(codes.sort()).toEqual(['sent', 'tasks.team-busy'])
})

test('L-36 a body finds in the list what it works on and nothing else', async () => {
  const incidentId = await filed()
  await must('dispatcher', 'incidents.dispatch', {
    ...made(incidentId).dispatch,
    teams: [made(incidentId).team(1)],
  })

  const mine = await list('bodyA', { states: ['dispatched'] })
  const others = await list('bodyC')

  expect(mine.incidents.map(one => one.id)).toContain(incidentId)
  expect(mine.incidents.every(one => one.leadOrganisationId === town.bodies[0]!.id)).toBe(true)
  expect(others.total).toBe(0)
})

test('L-36 the room reads no words of an incident', async () => {
  const wall = actorWith('wall', township, town.county)

  const { incidents: found } = await list(wall)

  expect(found.length).toBeGreaterThan(0)
  expect(
    found.every(one => one.description === '' && one.place.address === '' && one.completion === null),
  ).toBe(true)
  const denied = await kernel.queries.run(wall, 'incidents.history', {
    township,
    params: { incidentId: found[0]!.id },
  })
  expect(denied).toMatchObject({ ok: false, code: 'entity.unknown' })
})

test('L-38 every filter of the list narrows, and the total is the length of the whole list', async () => {
  const incidentId = await filed()
  const number = (await list('dispatcher')).incidents.find(one => one.id === incidentId)!.number!
  clock.advance(40 * 24 * HOUR)

  const byText = await list('dispatcher', { text: number })
  const byGrid = await list('dispatcher', { gridId: town.grid.id, states: ['filed'] })
  const late = await list('dispatcher', { overdue: true })
  const today = await list('dispatcher', { from: toIso(clock.now()).slice(0, 10) })
  const nobody = await list('dispatcher', { text: '%' })

  expect(byText.incidents.map(one => one.id)).toEqual([incidentId])
  expect(byGrid.incidents.map(one => one.id)).toContain(incidentId)
  expect(late.incidents.map(one => one.id)).toContain(incidentId)
  expect(late.total).toBe(late.incidents.length)
  expect(today.total).toBe(0)
  expect(nobody.total).toBe(0)
})

test('L-39 a reporter’s name and phone are masked, and revealing them is on record', async () => {
  const incidentId = await filed()
  const { reports } = await ask<{ reports: { id: string; reporterMasked: unknown }[] }>(
    'intake',
    'reports.list',
    {
      incidentId,
      source: null,
      unanswered: true,
      offset: 0,
      limit: 10,
    },
  )
  const reportId = reports[0]!.id

  const contact = await ask('intake', 'reports.reveal-contact', { reportId, reason: '回访' })

  expect(reports[0]!.reporterMasked).toEqual({ name: '王**', phone: '138****1234' })
  expect(contact).toEqual({ name: '王小明', phone: '13812341234' })
  const rows = await database.db.query<{ actor_id: string }>('select actor_id from recorded_queries')
  expect(rows.rows.map(row => row.actor_id)).toEqual([actors.intake.id])
  const leaked = await database.db.query<{ count: number }>(
    `select count(*) as count from feed_changes where body::text like '%13812341234%'`,
  )
  expect(leaked.rows[0]!.count).toBe(0)
})

test('L-38 a report handed in twice is one report', async () => {
  const incidentId = newId<'incident'>()
  const report = made(incidentId).report

  await must('citizen', 'reports.submit', report)
  const again = await run('citizen', 'reports.submit', { ...report, incidentId: newId() })

  expect(again).toMatchObject({ ok: true, seq: 0, answer: { incidentId, duplicate: true } })
})

test('T-15 the advice puts free teams first and says of every other why not', async () => {
  const incidentId = await filed()

  const { teams } = await ask<{ teams: { teamId: string; pick: boolean; against: { reason: string }[] }[] }>(
    'dispatcher',
    'tasks.advise',
    { incidentId },
  )

  expect(teams).toHaveLength(town.teams.length)
  const busy = await database.db.query<{ team: string }>(
    'select distinct open_team_id as team from tasks where open_team_id is not null',
  )
  const picked = teams.filter(one => one.pick).map(one => one.teamId)
  expect(busy.rows.some(row => picked.includes(row.team))).toBe(false)
  expect(teams.filter(one => !one.pick).every(one => one.against[0]!.reason === 'busy')).toBe(true)
  expect(teams.findIndex(one => !one.pick)).toBe(picked.length)
})

/** An incident of an older system: archived, all stamps in order, handled `minutes` after the report. */
function archived(index: number, minutes: number): Incident {
  const at = (plus: number): string =>
    toIso(MONDAY - 300 * 24 * HOUR + (index % 400_000) * MINUTE + plus * MINUTE)
  const draft = openDraft({
    id: newId(),
    township,
    title: '旧事件',
    description: '',
    level: 3,
    matterId: town.matter.id,
    place: { address: '', position: null, gridIds: [town.grid.id], located: 'grid' },
    source: 'hotline',
    openedBy: null,
    photos: [],
  })
  return {
    ...draft,
    version: 1,
    number: `SJ-2025-${String(index).padStart(6, '0')}`,
    state: 'archived',
    stamps: {
      ...draft.stamps,
      reportedAt: at(0),
      filedAt: at(5),
      dispatchedAt: at(10),
      acceptedAt: at(20),
      arrivedAt: at(40),
      handledAt: at(40 + minutes),
      verifiedAt: at(100 + minutes),
      closedAt: at(100 + minutes),
      archivedAt: at(101 + minutes),
    },
    endedAt: at(100 + minutes),
    handleBy: at(200),
    onTime: minutes <= 160,
    leadOrganisationId: town.bodies[index % 3]!.id,
    imported: true,
  }
}

test('L-37 an older register is taken over, and the figures count it', async () => {
  const admin = actorWith('admin', township, town.county)
  const old = Array.from({ length: 100 }, (_, index) => archived(index, index < 80 ? 60 : 180))

  await must(admin, 'incidents.import-history', { until: '2026-01-01', incidents: old })
  const again = await run(admin, 'incidents.import-history', {
    until: '2026-01-01',
    incidents: old.slice(0, 5),
  })

  expect(again).toMatchObject({ ok: true, answer: { imported: 0 } })
  const figures = await ask<{ rows: Record<string, unknown>[] }>('leader', 'incidents.statistics', {
    from: '2025-01-01',
    to: '2025-12-31',
    group: 'none',
    levels: [],
  })
  expect(figures.rows).toEqual([
    expect.objectContaining({
      reported: 100,
      closed: 100,
      due: 100,
      suspended: 0,
      closedOnTime: 80,
      overdue: 0,
    }),
  ])
  expect(figures.rows[0]!['intervals']).toMatchObject({
    file: { count: 100, p50: 300, p90: 300 },
    accept: { count: 100, p50: 600, p90: 600 },
    handle: { count: 100, p50: 3_600, p90: 10_800 },
  })
})

test('L-37 an import with a fault saves nothing and names the row', async () => {
  const admin = actorWith('admin', township, town.county)
  const rows = [archived(900, 60), { ...archived(901, 60), state: 'handling' as const }]

  const outcome = await run(admin, 'incidents.import-history', { until: '2026-01-01', incidents: rows })

  expect(outcome).toMatchObject({
    ok: false,
    code: 'incidents.import-invalid',
    detail: { index: 1, field: 'state' },
  })
})

test('L-38 figures of every group add up to the same incidents', async () => {
  const groups = ['matter', 'major', 'organisation', 'grid', 'level', 'source', 'hour', 'day', 'month']
  for (const group of groups) {
    const { rows } = await ask<{ rows: { key: string; reported: number }[] }>(
      'leader',
      'incidents.statistics',
      {
        from: '2025-01-01',
        to: '2025-12-31',
        group,
        levels: [3],
      },
    )
    expect(
      rows.reduce((sum, row) => sum + row.reported, 0),
      group,
    ).toBe(100)
  }
})

test('L-41 a snapshot leaves out what ended before the horizon, with its tasks', async () => {
  const scopes = new Set(scopesOf(actors.dispatcher, township))
  const idsIn = async (): Promise<{ incidents: unknown[]; tasksOf: unknown[] }> => {
    const { entities } = await readSnapshot(kernel.source, township, scopes, toIso(clock.now()))
    const { incident, task } = entities
    return { incidents: incident!.map(one => one['id']), tasksOf: task!.map(one => one['incidentId']) }
  }
  const incidentId = await handled()
  await must('verifier', 'incidents.pass', made(incidentId).pass)
  const before = await idsIn()
  clock.advance(25 * HOUR)

  const after = await idsIn()

  expect(before.incidents).toContain(incidentId)
  expect(before.tasksOf).toContain(incidentId)
  expect(after.incidents).not.toContain(incidentId)
  expect(after.tasksOf).not.toContain(incidentId)
  expect(after.incidents.length).toBeGreaterThan(0)
})
