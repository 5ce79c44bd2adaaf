import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleOfficeHours } from '@one-centre/shared/calendar'
import { newId } from '@one-centre/shared/ids'
import { calendarOf, clocksSlice } from '../../server/src/features/clocks/index.ts'
import { startKernel, type Kernel } from '../../server/src/kernel/kernel.ts'
import { manualClock } from '../../server/src/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { quietLog } from '../harness/quiet-log.ts'
import { actorWith } from '../harness/toy-kernel.ts'

const county = newId<'organisation'>()
const town = newId<'organisation'>()
const admin = actorWith('admin', county, county)

let testDatabase: TestDatabase
let kernel: Kernel

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  await testDatabase.db.query(
    'insert into installation (county, demo, created_at) values ($1, false, now())',
    [county],
  )
  kernel = await startKernel({
    database: testDatabase.db,
    clock: manualClock('2026-11-23T08:00:00.000Z'),
    log: quietLog,
    slices: [clocksSlice],
    townships: () => [town],
    emit: () => undefined,
    belts: 'off',
  })
})
afterAll(async () => {
  await kernel.close()
  await testDatabase.drop()
})

const year = {
  year: 2026,
  holidays: ['2026-10-01'],
  workdays: [],
  officeHours: sampleOfficeHours,
  known: true,
}

function save(params: object, township = county, actor = admin) {
  return kernel.commands.run(actor, 'calendar.save-year', {
    commandId: newId(),
    township,
    params: { version: null, ...year, ...params },
  })
}

function status() {
  return kernel.queries.run(admin, 'calendar.status', { township: county, params: {} })
}

test('C-16 an empty calendar misses this year', async () => {
  expect(await status()).toMatchObject({ answer: { lastKnownYear: null, missing: 'this-year' } })
})

test('C-14 a wrong year, a stranger and another township are refused', async () => {
  expect(await save({ holidays: ['2027-10-01'] })).toMatchObject({
    code: 'calendar.year-wrong',
    detail: { at: '2027-10-01' },
  })
  expect(await save({}, town)).toMatchObject({ code: 'calendar.county-only' })
  expect(await save({}, county, actorWith('dispatcher', county, county))).toMatchObject({
    code: 'access.denied',
  })
})

test('C-16 a saved year is known at once, cannot be entered twice, and is corrected by its version', async () => {
  expect(await save({})).toMatchObject({ ok: true })
  expect(await status()).toMatchObject({
    answer: { version: '2026.1', lastKnownYear: 2026, missing: 'next-year' },
  })

  expect(await save({})).toMatchObject({ code: 'entity.changed' })
  expect(await save({ version: 7 })).toMatchObject({ code: 'entity.changed' })
  expect(await save({ version: 1, holidays: [] })).toMatchObject({ ok: true })
  expect(calendarOf(kernel.reference).version).toBe('2026.2')
  expect(calendarOf(kernel.reference).holidays.size).toBe(0)

  expect(await save({ year: 2027, holidays: [] })).toMatchObject({ ok: true })
  expect(await status()).toMatchObject({ answer: { lastKnownYear: 2027, missing: null } })
})
