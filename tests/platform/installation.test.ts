import { newId } from '@one-centre/shared/ids'
import { afterEach, expect, test } from 'vitest'
import { ConfigError } from '../../server/src/config.ts'
import { openInstallation } from '../../server/src/installation.ts'
import { manualClock } from '../../server/src/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

const clock = manualClock('2026-11-23T02:00:00.000Z')
const demoCounty = newId<'organisation'>()
let database: TestDatabase | undefined
afterEach(async () => {
  await database?.drop()
  database = undefined
})

async function fresh(): Promise<TestDatabase['db']> {
  database = await createTestDatabase()
  return database.db
}

test('P-70 a real county is started again without the option', async () => {
  const db = await fresh()
  const made = await openInstallation(db, clock, { fresh: 'empty', demoCounty })

  const again = await openInstallation(db, clock, { fresh: 'demo', demoCounty })

  expect(made.demo).toBe(false)
  expect(made.county).not.toBe(demoCounty)
  expect(again).toEqual(made)
})

test('P-70 a new database becomes the demonstration, and stays it', async () => {
  const db = await fresh()

  const made = await openInstallation(db, clock, { fresh: 'demo', demoCounty })

  expect(made).toEqual({ county: demoCounty, demo: true })
  await expect(openInstallation(db, clock, { fresh: 'empty', demoCounty })).rejects.toThrow(ConfigError)
  expect(await openInstallation(db, clock, { fresh: 'demo', demoCounty })).toEqual(made)
})
