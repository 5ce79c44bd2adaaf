import { newId, type Id } from '@one-centre/shared/ids'
import { SECOND } from '@one-centre/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisation, startTestApp, type TestApp, type TestPerson } from '../harness/app.ts'

let test_: TestApp
let town: Id<'organisation'>
let member: TestPerson
let leader: TestPerson

beforeAll(async () => {
  test_ = await startTestApp()
  town = newId<'organisation'>()
  const parentId = test_.county
  await test_.must(
    'organisations.save',
    organisation(town, { code: 'east', type: 'township', name: '东镇', parentId }),
  )
  member = await test_.person('member', town)
  leader = await test_.person('leader', town)
})
afterAll(() => test_.close())

let counted = 0

async function report(): Promise<{ accepted: number; dropped: { reason: string }[] }> {
  const measuredAt = test_.clock.iso()
  const place = { lon: 120.05, lat: 30.05, accuracyM: 5, speedMps: null, headingDeg: null }
  const response = await member.post('/api/positions', {
    township: town,
    sentAt: measuredAt,
    reports: [{ ...place, unit: null, measuredAt, sequence: ++counted }],
  })
  return ((await response.json()) as { answer: Awaited<ReturnType<typeof report>> }).answer
}

test('PO-1 without a task only who is on duty while a response runs is followed, and no longer', async () => {
  const noTask = { accepted: 0, dropped: [{ index: 0, reason: 'no-task' }] }
  await member.command('people.set-own-duty', { onDuty: true })
  expect(await report()).toEqual(noTask)

  const responseId = newId<'response'>()
  const declare = { responseId, hazard: 'flood', level: 3, reason: '暴雨橙色预警' }
  expect(await leader.command('responses.declare', declare)).toMatchObject({ ok: true })
  test_.clock.advance(10 * SECOND)
  expect(await report()).toEqual({ accepted: 1, dropped: [] })

  await member.command('people.set-own-duty', { onDuty: false })
  test_.clock.advance(10 * SECOND)
  expect(await report()).toEqual(noTask)

  await member.command('people.set-own-duty', { onDuty: true })
  await leader.command('responses.end', { responseId, version: 1, reason: '雨停' })
  test_.clock.advance(10 * SECOND)
  expect(await report()).toEqual(noTask)
})
