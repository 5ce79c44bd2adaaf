import type { AuditCursor, AuditEntry } from '@one-centre/shared/audit'
import { newId, type Id } from '@one-centre/shared/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisation, startTestApp, type TestApp, type TestPerson } from '../harness/app.ts'

let app: TestApp
let east: Id<'organisation'>
let auditor: TestPerson
let admin: TestPerson
const village = newId<'organisation'>()

beforeAll(async () => {
  app = await startTestApp()
  east = newId()
  const fields = { name: '东镇', shortName: '东镇', type: 'township', parentId: app.county }
  await app.must('organisations.save', organisation(east, fields))
  admin = await app.person('admin', east)
  auditor = await app.person('auditor', east)
  const body = organisation(village, { parentId: east, type: 'village', name: '河口村' })
  await admin.command('organisations.save', body)
  await admin.command('organisations.save', { ...body, version: 1, name: '河口社区' })
})
afterAll(async () => app.close())

const open = {
  ...{ from: null, to: null, actorId: null, kind: null, entityId: null },
  ...{ incidentNumber: null, command: null },
}

async function ask<Answer>(who: TestPerson, name: string, params: object, township = east): Promise<Answer> {
  const response = await who.post(`/api/queries/${name}`, { township, params })
  const body = (await response.json()) as { ok: boolean; answer: Answer; code: string }
  return body.ok ? body.answer : (body as unknown as Answer)
}

interface Page {
  readonly entries: readonly AuditEntry[]
  readonly next: AuditCursor | null
}
const list = (filter: object, cursor: AuditCursor | null = null, limit = 200): Promise<Page> =>
  ask(auditor, 'audit.list', { filter: { ...open, ...filter }, cursor, limit })

test('AU-1 tells who changed what by which command and when, newest first', async () => {
  const { entries } = await list({ entityId: village })

  expect(entries.map(one => [one.type, one.version, one.label])).toEqual([
    ['organisation.changed', 2, '河口社区'],
    ['organisation.added', 1, '河口村'],
  ])
  expect(entries[0]).toMatchObject({
    command: 'organisations.save',
    actor: { id: admin.personId, name: '某admin' },
    kind: 'organisation',
  })
  expect(entries[0]!.hash).toMatch(/^[0-9a-f]{64}$/)
})

test('AU-2 pages name every change once, and filters narrow', async () => {
  const whole = await list({})
  const paged: string[] = []
  for (let cursor: AuditCursor | null = null, more = true; more; more = cursor !== null) {
    const page: Page = await list({}, cursor, 2)
    paged.push(...page.entries.map(one => `${one.seq}/${one.ordinal}`))
    cursor = page.next
  }
  const byAdmin = await list({ actorId: admin.personId })
  const byCommand = await list({ command: 'people.save', kind: 'person' })
  const [before, today] = [
    await list({ to: '2026-11-22' }),
    await list({ from: '2026-11-23', to: '2026-11-23' }),
  ]
  const nobody = await list({ incidentNumber: 'SJ-1900-000001' })

  expect(paged).toEqual(whole.entries.map(one => `${one.seq}/${one.ordinal}`))
  expect(new Set(paged).size).toBe(paged.length)
  expect(byAdmin.entries).toHaveLength(2)
  expect(byCommand.entries.map(one => one.type)).toEqual(['person.added', 'person.added'])
  expect([before.entries.length, today.entries.length]).toEqual([0, whole.entries.length])
  expect(nobody).toEqual({ entries: [], next: null })
})

test('AU-2 finds all that hangs on an incident by its number', async () => {
  const intake = await app.person('intake', east)
  const reported = await intake.command('reports.submit', reportOf('路面塌陷'))
  expect(reported).toMatchObject({ ok: true })
  const numbered = (await list({ kind: 'incident' })).entries[0]!

  const { entries } = await list({ incidentNumber: numbered.incidentNumber })

  expect(numbered.incidentNumber).toMatch(/^SJ-/)
  expect(new Set(entries.map(one => one.kind))).toEqual(new Set(['incident', 'report', 'clock']))
})

test('AU-3 shows before and after, and of what is meant for others only that it changed', async () => {
  const { entries } = await list({ entityId: village })
  const { seq, ordinal } = entries[0]!
  const shown = await ask<object>(auditor, 'audit.change', { seq, ordinal })
  await admin.command('tokens.issue', { tokenId: newId(), name: '大厅', role: 'wall', days: 1 })
  const token = (await list({ kind: 'token' })).entries[0]!

  const hidden = await ask<object>(auditor, 'audit.change', { seq: token.seq, ordinal: token.ordinal })
  const own = await ask<object>(admin, 'audit.change', { seq: token.seq, ordinal: token.ordinal })

  expect(shown).toMatchObject({
    before: { name: '河口村', version: 1 },
    after: { name: '河口社区', version: 2 },
    previousHash: entries[1]!.hash,
    withheld: false,
  })
  expect(token.label).toBe('')
  expect(hidden).toMatchObject({ before: null, after: null, withheld: true })
  expect(own).toMatchObject({ before: null, after: { name: '大厅' }, withheld: false })
  expect(await ask(auditor, 'audit.change', { seq: 999_999, ordinal: 0 })).toMatchObject({
    code: 'audit.change-unknown',
  })
})

test('AU-4 is read by auditor, inspector and administrator of the township, and by nobody else', async () => {
  const allowed = await Promise.all((['inspector', 'admin'] as const).map(role => app.person(role, east)))
  const refused = await Promise.all(
    (['dispatcher', 'leader', 'member', 'wall', 'body'] as const).map(role => app.person(role, east)),
  )
  const stranger = await app.person('auditor', await anotherTown())
  const params = { filter: open, cursor: null, limit: 1 }
  const codes = (people: readonly TestPerson[]): Promise<unknown[]> =>
    Promise.all(people.map(async who => (await ask<{ code?: string }>(who, 'audit.list', params)).code))

  expect(await codes(allowed)).toEqual([undefined, undefined])
  expect(new Set(await codes(refused))).toEqual(new Set(['access.denied']))
  expect(await codes([stranger])).toEqual(['entity.unknown'])
})

test('AU-5 the walk finds an altered text, an altered column and a missing row', async () => {
  const walk = (): Promise<object> => ask(auditor, 'audit.verify', { after: null })
  const { db } = app.database
  const sound = await walk()
  const row = 'township = $1 and seq = 1'
  const stored = await db.query<{ body: string; kind: string }>(
    `select body::text as body, kind from feed_changes where ${row}`,
    [east],
  )
  const { body, kind } = stored.rows[0]!

  await db.query(`update feed_changes set body = $2 where ${row}`, [east, body.replace('某', '谋')])
  const text = await walk()
  await db.query(`update feed_changes set body = $2, kind = 'other' where ${row}`, [east, body])
  const column = await walk()
  await db.query(`delete from feed_changes where ${row}`, [east])
  const missing = await walk()

  expect(kind).toBe('person')
  expect(sound).toMatchObject({ broken: [], ended: true, endsAtHead: true })
  expect(text).toMatchObject({ broken: [{ seq: 1, ordinal: 0 }] })
  expect(column).toMatchObject({ broken: [{ seq: 1, ordinal: 0 }] })
  expect(missing).toMatchObject({ broken: [{ seq: 2, ordinal: 0 }] })
})

test('AU-6 lists who took personal data out, the trail’s own export among it', async () => {
  await ask(admin, 'people.export', { format: 'csv', content: 'rows' })
  app.clock.advance(1_000)
  await ask(auditor, 'audit.export', { filter: open, cursor: null, limit: 10 })

  const params = { from: null, to: null, actorId: null, cursor: null, limit: 1 }
  type Answer = { queries: { name: string; actor: { id: string } }[]; next: object | null }
  const first = await ask<Answer>(auditor, 'audit.queries', params)
  const second = await ask<Answer>(auditor, 'audit.queries', { ...params, cursor: first.next })

  expect(first.queries).toMatchObject([{ name: 'audit.export', actor: { id: auditor.personId } }])
  expect(second.queries).toMatchObject([{ name: 'people.export', actor: { id: admin.personId } }])
})

async function anotherTown(): Promise<Id<'organisation'>> {
  const id = newId<'organisation'>()
  const fields = { name: '西镇', shortName: '西镇', type: 'township', parentId: app.county }
  await app.must('organisations.save', organisation(id, fields))
  return id
}

function reportOf(text: string): object {
  return {
    ...{ source: 'hotline', sourceId: newId(), text, matterId: null, happenedAt: null, reporter: null },
    place: { position: null, address: '人民路 1 号', gridId: null },
    ...{ photos: [], incidentId: newId(), joinIncidentId: null },
  }
}
