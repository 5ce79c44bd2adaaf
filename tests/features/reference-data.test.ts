import { newId } from '@one-centre/shared/ids'
import { limitSteps } from '@one-centre/shared/matters'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  checkPlace,
  extentOf,
  gridKind,
  gridsAt,
  organisationKind,
  responseKind,
} from '../../server/src/features/organisations/index.ts'
import { responsesFor } from '@one-centre/shared/responses'
import { mattersInForce, matterKind } from '../../server/src/features/matters/index.ts'
import { dutyPeople, personKind, teamKind } from '../../server/src/features/people/index.ts'
import { body, startReferenceKernel, type ReferenceKernel } from '../harness/reference-kernel.ts'

let world: ReferenceKernel
beforeAll(async () => {
  world = await startReferenceKernel()
})
afterAll(async () => world.close())

const csv = (...lines: string[]): { fileName: string; content: string } => ({
  fileName: 't.csv',
  content: Buffer.from(lines.join('\n')).toString('base64'),
})

const square = (lon: number, lat: number): number[][][] => [
  [
    [lon, lat],
    [lon + 0.01, lat],
    [lon + 0.01, lat + 0.01],
    [lon, lat + 0.01],
    [lon, lat],
  ],
]
const collection = (...grids: [string, number][]): object => ({
  collection: {
    type: 'FeatureCollection',
    features: grids.map(([code, lon]) => ({
      type: 'Feature',
      properties: { code, name: `网格${code}`, level: 'grid' },
      geometry: { type: 'Polygon', coordinates: square(lon, 30) },
    })),
  },
})

const person = (part: object = {}): { personId: string } => ({
  personId: newId(),
  ...{ version: null, name: '张三', phone: '13800000000', title: '', organisationId: world.towns[0] },
  ...{ posts: [], signInName: null },
  ...part,
})
const adminPost = (township: string): object => ({ role: 'admin', township, organisationId: township })

describe('bodies and grids', () => {
  it('G-12 imports grids all or nothing and changes only what changed', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const first = await world.run(admin, town, 'grids.import', collection(['A', 104], ['B', 104.01]))
    const { reference } = world.kernel
    const before = gridsAt(reference, { lon: 104.005, lat: 30.005 }).grids[0]

    const bad = await world.run(admin, town, 'grids.import', collection(['C', 104.02], ['D', 104.021]))
    const again = await world.run(
      admin,
      town,
      'grids.import',
      collection(['A', 104], ['B', 104.01], ['C', 104.02]),
    )

    expect(first).toMatchObject({ ok: true, answer: { added: 2, changed: 0, unchanged: 0 } })
    expect(bad).toMatchObject({ ok: false, code: 'grids.import-has-errors' })
    expect(again).toMatchObject({ ok: true, answer: { added: 1, changed: 0, unchanged: 2 } })
    expect(reference.find(gridKind, before?.id ?? '')?.version).toBe(1)
    expect(reference.list(gridKind, town)).toHaveLength(3)
    expect(checkPlace(extentOf(reference), { lon: 100, lat: 30 })?.code).toBe('place.outside-county')
  })

  it('G-12 tells in the dry run what the import would do, and saves nothing', async () => {
    const [, town] = world.towns
    const admin = world.actor('admin', town)

    const dry = await world.ask(admin, town, 'grids.check-import', collection(['X', 105]))

    expect(dry).toMatchObject({ ok: true, answer: { added: 1, findings: [] } })
    expect(world.kernel.reference.list(gridKind, town).filter(grid => grid.code === 'X')).toEqual([])
  })

  it('G-2 answers grids.locate with both neighbours on a border', async () => {
    const [town] = world.towns

    const found = await world.ask(world.actor('wall', town), town, 'grids.locate', {
      position: { lon: 104.01, lat: 30.005 },
    })

    expect(found).toMatchObject({ ok: true, answer: { tie: true, nearest: null } })
  })

  it('G-3 answers grids.locate outside all grids with the nearest', async () => {
    const [town] = world.towns

    const found = await world.ask(world.actor('wall', town), town, 'grids.locate', {
      position: { lon: 103.99, lat: 30.005 },
    })

    const { answer } = found as { answer: { gridIds: string[]; nearest: { gridId: string; metres: number } } }
    expect(answer.gridIds).toEqual([])
    expect(world.kernel.reference.find(gridKind, answer.nearest.gridId)?.code).toBe('A')
    // 0.01° of longitude at 30° N.
    expect(answer.nearest.metres).toBe(963)
  })

  it('G-14 refuses a taken code and an older version', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const id = newId()
    await world.run(admin, town, 'organisations.save', body(id, 'CG'))

    const twin = await world.run(admin, town, 'organisations.save', body(newId(), 'CG'))
    const changed = await world.run(
      admin,
      town,
      'organisations.save',
      body(id, 'CG', { version: 1, name: '城管办' }),
    )
    const stale = await world.run(
      admin,
      town,
      'organisations.save',
      body(id, 'CG', { version: 1, name: '城管' }),
    )

    expect(twin).toMatchObject({ ok: false, code: 'organisations.code-taken' })
    expect(changed).toMatchObject({ ok: true })
    expect(stale).toMatchObject({ ok: false, code: 'entity.changed' })
  })

  it('G-15 retires a body only when nothing belongs to it', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const id = newId()
    await world.run(admin, town, 'organisations.save', body(id, 'OLD'))
    const member = person({ organisationId: id })
    await world.run(admin, town, 'people.save', member)
    const retire = { organisationId: id, version: 1, reason: '机构改革' }

    const busy = await world.run(admin, town, 'organisations.retire', retire)
    await world.run(admin, town, 'people.disable', { personId: member.personId, version: 1, disabled: true })
    const done = await world.run(admin, town, 'organisations.retire', retire)

    expect(busy).toMatchObject({ code: 'organisations.still-in-use', detail: { examples: ['张三'] } })
    expect(done).toMatchObject({ ok: true })
    expect(world.kernel.reference.find(organisationKind, id)?.retired).toBe(true)
  })

  it('G-16 names the people on duty for a grid, not those who are disabled', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const { reference } = world.kernel
    const grid = gridsAt(reference, { lon: 104.005, lat: 30.005 }).grids[0]
    const worker = person({ name: '网格员' })
    await world.run(admin, town, 'people.save', worker)
    const assign = { gridId: grid?.id, version: 1, personIds: [worker.personId] }

    const unknown = await world.run(admin, town, 'grids.assign-duty', { ...assign, personIds: [newId()] })
    const done = await world.run(admin, town, 'grids.assign-duty', assign)

    expect(unknown).toMatchObject({ code: 'grids.person-unknown' })
    expect(done).toMatchObject({ ok: true })
    expect(dutyPeople(reference, [grid!.id]).map(one => one.name)).toEqual(['网格员'])
    await world.run(admin, town, 'people.disable', { personId: worker.personId, version: 1, disabled: true })
    expect(dutyPeople(reference, [grid!.id])).toEqual([])
  })

  it('G-17 imports a table whose parents are in it, and nothing of one with an error', async () => {
    const [, town] = world.towns
    const admin = world.actor('admin', town)
    const good = csv('机构编码,机构名称,机构类型,上级编码', 'C,社区,村社区,P', 'P,党政办,办公室,')
    const bad = csv('机构编码,机构名称,机构类型,上级编码', 'Q,新,办公室,', 'R,环,办公室,NOBODY')

    const dry = await world.ask(admin, town, 'organisations.check-import', good)
    const done = await world.run(admin, town, 'organisations.import', good)
    const again = await world.run(admin, town, 'organisations.import', good)
    const refused = await world.run(admin, town, 'organisations.import', bad)
    const file = await world.ask(admin, town, 'organisations.export', { format: 'csv', content: 'rows' })

    expect(dry).toMatchObject({ answer: { added: 2, errors: [] } })
    expect(done).toMatchObject({ ok: true, answer: { added: 2, changed: 0, unchanged: 0 } })
    expect(again).toMatchObject({ ok: true, answer: { added: 0, changed: 0, unchanged: 2 } })
    expect(refused).toMatchObject({
      code: 'tables.has-errors',
      detail: { errors: [{ row: 3, column: '上级编码', code: 'unknown', value: 'NOBODY' }] },
    })
    const { content } = (file as { answer: { content: string } }).answer
    expect(await world.run(admin, town, 'organisations.import', { fileName: 'x', content })).toMatchObject({
      answer: { added: 0, changed: 0, unchanged: 2 },
    })
  })
})

describe('people', () => {
  const account = async (personId: string): Promise<object | undefined> =>
    (await world.database.db.query('select * from accounts where person_id = $1', [personId])).rows[0]
  const openSession = (personId: string): Promise<unknown> =>
    world.database.db.query(
      `insert into sessions (token_hash, person_id, created_at, seen_at, expires_at)
       values (sha256(gen_random_uuid()::text::bytea), $1, now(), now(), now() + interval '1 day')`,
      [personId],
    )
  const sessions = async (personId: string): Promise<number> =>
    (await world.database.db.query('select 1 from sessions where person_id = $1', [personId])).rows.length

  it('PE-7 shows a one-time password once, keeps its hash and refuses a name that is taken anywhere', async () => {
    const [a, b] = world.towns
    const params = person({ signInName: 'zhang.san' })

    const done = await world.run(world.actor('admin', a), a, 'people.save', params)
    const taken = await world.run(
      world.actor('admin', b),
      b,
      'people.save',
      person({ organisationId: b, signInName: 'zhang.san' }),
    )
    const kept = await world.run(world.actor('admin', a), a, 'people.save', {
      ...params,
      version: 1,
      title: '主任',
    })

    const password = (done as unknown as { answer: { oneTimePassword: string } }).answer.oneTimePassword
    const row = await account(params.personId)
    expect(password).toHaveLength(14)
    expect(row).toMatchObject({ sign_in_name: 'zhang.san', must_change: true, township: a })
    expect(JSON.stringify(row)).not.toContain(password)
    expect(taken).toMatchObject({ code: 'people.sign-in-name-taken' })
    expect(kept).toMatchObject({ ok: true, answer: { oneTimePassword: null } })
  })

  it('PE-5 ends every session when a person is disabled, reset or without account', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const params = person({ signInName: 'li.si' })
    const { personId } = params
    await world.run(admin, town, 'people.save', params)
    const first = await account(personId)

    await openSession(personId)
    const reset = await world.run(admin, town, 'people.reset-password', { personId })
    expect(reset).toMatchObject({ ok: true })
    expect(await sessions(personId)).toBe(0)
    expect(await account(personId)).not.toMatchObject({ password_hash: first?.['password_hash' as never] })

    await openSession(personId)
    const off = await world.run(admin, town, 'people.disable', { personId, version: 2, disabled: true })
    expect(off).toMatchObject({ ok: true })
    expect(await sessions(personId)).toBe(0)
    expect(await account(personId)).toMatchObject({ disabled: true })

    await world.run(admin, town, 'people.disable', { personId, version: 3, disabled: false })
    await openSession(personId)
    const closed = await world.run(admin, town, 'people.save', { ...params, version: 4, signInName: null })
    expect(closed).toMatchObject({ ok: true })
    expect(await sessions(personId)).toBe(0)
    expect(await world.run(admin, town, 'people.reset-password', { personId })).toMatchObject({
      code: 'people.no-account',
    })
  })

  it('PE-12 leaves the account alone where the sign-in name is not mentioned', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const { signInName: _none, ...params } = person() as { personId: string; signInName: null }
    const account = async (): Promise<number> => {
      const rows = await world.database.db.query('select 1 from accounts where person_id = $1', [
        params.personId,
      ])
      return rows.rows.length
    }
    const without = await world.run(admin, town, 'people.save', params)
    await world.run(admin, town, 'people.save', { ...params, version: 1, signInName: 'pe.twelve' })

    const unmentioned = await world.run(admin, town, 'people.save', { ...params, version: 2, title: '组长' })
    const kept = await account()
    const closed = await world.run(admin, town, 'people.save', { ...params, version: 3, signInName: null })

    expect(without).toMatchObject({ ok: true, answer: { oneTimePassword: null } })
    expect([unmentioned.ok, kept]).toEqual([true, 1])
    expect([closed.ok, await account()]).toEqual([true, 0])
  })

  it('PE-3 refuses a post given across the border of a township', async () => {
    const [a, b] = world.towns

    const beyond = await world.run(
      world.actor('admin', a),
      a,
      'people.save',
      person({ posts: [{ role: 'leader', township: b, organisationId: b }] }),
    )

    expect(beyond).toMatchObject({ code: 'people.post-out-of-reach' })
  })

  it('PE-6 lets only one of two administrators depose the other at the same time', async () => {
    const { county } = world
    const ids = [newId(), newId()]
    for (const [i, personId] of ids.entries())
      await world.run(
        world.countyAdmin,
        county,
        'people.save',
        person({ personId, organisationId: county, posts: [adminPost(county)], signInName: `chief.${i}` }),
      )

    const outcomes = await Promise.all(
      ids.map(personId =>
        world.run(world.countyAdmin, county, 'people.disable', { personId, version: 1, disabled: true }),
      ),
    )

    expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
    expect(outcomes.find(outcome => !outcome.ok)).toMatchObject({ code: 'people.last-admin' })
  })

  it('PE-8 comes on duty and goes off, and disabling ends the duty', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const { reference } = world.kernel
    const params = person({ posts: [{ role: 'member', township: town, organisationId: town }] })
    const { personId } = params
    await world.run(admin, town, 'people.save', params)
    const self = { ...world.actor('member', town), id: personId, personId }

    await world.run(self, town, 'people.set-own-duty', { onDuty: true })
    expect(reference.find(personKind, personId)).toMatchObject({
      onDuty: true,
      onDutySince: '2026-11-23T08:00:00.000Z',
    })
    await world.run(admin, town, 'people.disable', { personId, version: 2, disabled: true })
    expect(reference.find(personKind, personId)).toMatchObject({ onDuty: false, onDutySince: null })
    expect(await world.run(self, town, 'people.set-own-duty', { onDuty: true })).toMatchObject({
      code: 'people.disabled',
    })
  })

  it('PE-9 saves a team of known members and keeps a retired one off duty', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const member = person()
    await world.run(admin, town, 'people.save', member)
    const team = {
      ...{
        teamId: newId(),
        version: null,
        code: 'Z1',
        name: '一队',
        kind: 'enforcement',
        organisationId: town,
      },
      ...{ memberIds: [member.personId], capabilities: [], vehicle: '', base: null },
    }

    const stranger = await world.run(admin, town, 'teams.save', { ...team, memberIds: [newId()] })
    const saved = await world.run(admin, town, 'teams.save', team)
    const twin = await world.run(admin, town, 'teams.save', { ...team, teamId: newId() })
    const on = await world.run(admin, town, 'teams.set-duty', {
      teamId: team.teamId,
      version: 1,
      onDuty: true,
    })
    const retired = await world.run(admin, town, 'teams.retire', { teamId: team.teamId, version: 2 })
    const late = await world.run(admin, town, 'teams.set-duty', {
      teamId: team.teamId,
      version: 3,
      onDuty: true,
    })

    expect(stranger).toMatchObject({ code: 'teams.member-unknown' })
    expect(saved).toMatchObject({ ok: true })
    expect(twin).toMatchObject({ code: 'teams.code-taken' })
    expect([on.ok, retired.ok]).toEqual([true, true])
    expect(late).toMatchObject({ code: 'teams.retired' })
    expect(world.kernel.reference.find(teamKind, team.teamId)).toMatchObject({ onDuty: false, retired: true })
  })

  it('PE-10 imports people by phone or by name and body, and adds posts', async () => {
    const [, town] = world.towns
    const admin = world.actor('admin', town)
    const header = '姓名,手机,机构编码,角色,登录名'
    const table = csv(header, '王五,13900000001,T2,网格员、队员,wang.wu', '赵六,,T2,派遣员,')

    const first = await world.run(admin, town, 'people.import', table)
    const again = await world.run(admin, town, 'people.import', table)
    const renamed = await world.run(
      admin,
      town,
      'people.import',
      csv(header, '王伍,13900000001,T2,派遣员,wang.wu'),
    )

    expect(first).toMatchObject({ answer: { added: 2, accounts: [{ name: '王五', signInName: 'wang.wu' }] } })
    expect(again).toMatchObject({ answer: { added: 0, changed: 0, unchanged: 2, accounts: [] } })
    expect(renamed).toMatchObject({ answer: { changed: 1 } })
    const wang = world.kernel.reference.list(personKind, town).find(one => one.name === '王伍')
    expect(wang?.posts.map(post => post.role)).toEqual(['grid_worker', 'member', 'dispatcher'])
  })

  it('PE-11 tells every wrong cell and imports nothing', async () => {
    const [, town] = world.towns
    const admin = world.actor('admin', town)
    const table = csv(
      '姓名,手机,机构编码,角色,登录名',
      '甲,电话,T2,,',
      '乙,13900000002,NOBODY,,',
      '丙,13900000003,T2,皇帝,',
      '丁,13900000004,T2,,zhang.san',
      '戊,13900000005,T2,,',
      '己,13900000005,T2,,',
    )

    const dry = await world.ask(admin, town, 'people.check-import', table)
    const done = await world.run(admin, town, 'people.import', table)

    const { errors } = (dry as { answer: { errors: { row: number; column: string; code: string }[] } }).answer
    expect(errors.map(({ row, column, code }) => [row, column, code])).toEqual([
      [2, '手机', 'not-allowed'],
      [4, '角色', 'not-allowed'],
      [3, '机构编码', 'unknown'],
      [5, '登录名', 'refused'],
      [7, '姓名', 'twice'],
    ])
    expect(done).toMatchObject({ ok: false, code: 'tables.has-errors', detail: { count: 5 } })
    expect(world.kernel.reference.list(personKind, town).map(one => one.name)).not.toContain('戊')
  })
})

describe('matters', () => {
  const limits = Object.fromEntries(limitSteps.map(step => [step, { kind: 'working-hour', amount: 60 }]))
  const matter = (code: string, part: object = {}): object => ({
    ...{ matterId: newId(), version: null, code, major: '市容', name: '垃圾', level: 3, limits },
    ...{ leadOrganisationIds: [], assistingOrganisationIds: [], teamKinds: [], capabilities: [], basis: '' },
    evidence: { photoBefore: false, photoAfter: true, photoPerStage: false },
    ...{ stages: 1, validFrom: '2026-01-01' },
    ...part,
  })

  it('MA-3 does not change a retired matter', async () => {
    const [town] = world.towns
    const admin = world.actor('admin', town)
    const params = matter('M1') as { matterId: string }

    const saved = await world.run(admin, town, 'matters.save', params)
    const twin = await world.run(admin, town, 'matters.save', matter('M1'))
    const unknown = await world.run(
      admin,
      town,
      'matters.save',
      matter('M2', { leadOrganisationIds: [newId()] }),
    )
    const retired = await world.run(admin, town, 'matters.retire', { matterId: params.matterId, version: 1 })
    const late = await world.run(admin, town, 'matters.save', { ...params, version: 2 })

    expect([saved.ok, retired.ok]).toEqual([true, true])
    expect(twin).toMatchObject({ code: 'matters.code-taken' })
    expect(unknown).toMatchObject({ code: 'matters.body-unknown' })
    expect(late).toMatchObject({ code: 'matters.retired' })
    const all = world.kernel.reference.list(matterKind, town)
    expect(mattersInForce(all, town, '2026-11-23')).toEqual([])
  })

  it('MA-6 imports its own export without a change, in XLSX too', async () => {
    const [, town] = world.towns
    const admin = world.actor('admin', town)
    await world.run(admin, town, 'matters.save', matter('M9', { leadOrganisationIds: [town] }))

    for (const format of ['csv', 'xlsx']) {
      const file = await world.ask(admin, town, 'matters.export', { format, content: 'rows' })
      const { content, fileName } = (file as { answer: { content: string; fileName: string } }).answer
      const table = { fileName, content }

      expect(await world.ask(admin, town, 'matters.check-import', table)).toMatchObject({
        answer: { unchanged: 1, errors: [] },
      })
      expect(await world.run(admin, town, 'matters.import', table)).toMatchObject({
        ok: true,
        answer: { added: 0, changed: 0, unchanged: 1 },
      })
    }
    const template = await world.ask(admin, town, 'matters.export', { format: 'csv', content: 'template' })
    const { content } = (template as { answer: { content: string } }).answer
    // TB-7: the header and an example that is passed over.
    expect(Buffer.from(content, 'base64').toString().trim().split('\n')).toHaveLength(2)
    expect(
      await world.ask(admin, town, 'matters.check-import', { fileName: 'a.csv', content }),
    ).toMatchObject({ answer: { added: 0, errors: [{ code: 'empty' }] } })
  })
  it('MA-7 a county list names bodies of its townships, comes back unchanged, and a code of several is refused', async () => {
    const { county, towns, countyAdmin: admin } = world
    const ids = [newId(), newId()] as const
    for (const [i, town] of towns.entries())
      await world.run(world.actor('admin', town), town, 'organisations.save', body(ids[i]!, 'SAME'))
    await world.run(admin, county, 'matters.save', matter('C1', { leadOrganisationIds: [...ids, towns[1]] }))
    const file = await world.ask(admin, county, 'matters.export', { format: 'csv', content: 'rows' })
    const { content, fileName } = (file as { answer: { content: string; fileName: string } }).answer
    const text = Buffer.from(content, 'base64').toString()
    const vague = { fileName, content: Buffer.from(text.replace('T1/SAME', 'SAME')).toString('base64') }

    const again = await world.run(admin, county, 'matters.import', { fileName, content })
    const dry = await world.ask(admin, county, 'matters.check-import', vague)

    expect(text).toContain('T1/SAME、T2/SAME、T2')
    expect(again).toMatchObject({ ok: true, answer: { added: 0, changed: 0, unchanged: 1 } })
    expect(dry).toMatchObject({
      answer: { errors: [{ code: 'unknown', value: 'SAME', expected: 'T1/SAME / T2/SAME' }] },
    })
  })
})

describe('emergency responses', () => {
  it('G-20 one runs in a township beside the county’s, by whoever may declare', async () => {
    const [town] = world.towns
    const declare = { hazard: 'flood', level: 3, reason: '县气象台发布暴雨橙色预警' }
    const say = (who: 'leader' | 'dispatcher', where: string, more: object = {}) =>
      world.run(world.actor(who, where), where, 'responses.declare', {
        responseId: newId(),
        ...declare,
        ...more,
      })

    const denied = await say('dispatcher', town)
    const first = await say('leader', town)
    const second = await say('leader', town, { hazard: 'security' })
    const ofCounty = await say('leader', world.county, { level: 2 })

    expect(denied).toMatchObject({ ok: false, code: 'access.denied' })
    expect(first).toMatchObject({ ok: true })
    expect(second).toMatchObject({
      ok: false,
      code: 'responses.running',
      detail: { hazard: 'flood', level: 3 },
    })
    expect(ofCounty).toMatchObject({ ok: true })
    const known = world.kernel.reference.all(responseKind)
    expect(responsesFor(known, town, world.county).map(one => one.level)).toEqual([2, 3])
    expect(responsesFor(known, world.towns[1], world.county).map(one => one.level)).toEqual([2])
  })

  it('G-21 its level changes and it ends, each with a reason and by the version that was seen', async () => {
    const town = world.towns[1]
    const leader = world.actor('shift_lead', town)
    const responseId = newId<'response'>()
    const run = (name: string, params: object) => world.run(leader, town, name, { responseId, ...params })
    await run('responses.declare', { hazard: 'forest-fire', level: 4, reason: '高火险天气' })

    const raised = await run('responses.set-level', { version: 1, level: 2, reason: '火线逼近村庄' })
    const stale = await run('responses.set-level', { version: 1, level: 3, reason: '降级' })
    const ended = await run('responses.end', { version: 2, reason: '明火已扑灭' })
    const again = await run('responses.end', { version: 3, reason: '再次' })
    const next = await world.run(leader, town, 'responses.declare', {
      responseId: newId(),
      hazard: 'flood',
      level: 4,
      reason: '汛期',
    })

    expect(raised).toMatchObject({ ok: true })
    expect(stale).toMatchObject({ ok: false, code: 'entity.changed' })
    expect(ended).toMatchObject({ ok: true })
    expect(again).toMatchObject({ ok: false, code: 'responses.ended' })
    expect(next).toMatchObject({ ok: true })
    expect(world.kernel.reference.find(responseKind, responseId)).toMatchObject({
      level: 2,
      reason: '火线逼近村庄',
      endReason: '明火已扑灭',
      endedBy: { name: 'shift_lead' },
    })
  })
})
