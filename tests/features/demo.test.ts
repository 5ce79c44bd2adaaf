import type { Incident } from '@one-centre/shared/incidents'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cameraKind } from '../../server/src/features/cameras/index.ts'
import { slices, townshipsIn } from '../../server/src/app.ts'
import { generateCounty } from '../../server/src/demo/county.ts'
import { basemapOf, demoCountyId, loadDemoCounty, loadDemoHistory } from '../../server/src/demo/load.ts'
import { matterKind } from '../../server/src/features/matters/index.ts'
import { gridKind, organisationKind } from '../../server/src/features/organisations/index.ts'
import { personKind, teamKind } from '../../server/src/features/people/index.ts'
import { startKernel, type Kernel } from '../../server/src/kernel/kernel.ts'
import { manualClock } from '../../server/src/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { quietLog } from '../harness/quiet-log.ts'

const seed = 20_261_123
const county = demoCountyId(seed)
const plan = generateCounty(seed)
const now = Date.parse('2026-11-23T08:00:00.000Z')

let testDatabase: TestDatabase
let kernel: Kernel
let tookMs: number

const load = () => ({ kernel, database: testDatabase.db, seed, now, log: quietLog })

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  await testDatabase.db.query('insert into installation (county, demo, created_at) values ($1, true, $2)', [
    county,
    new Date(now).toISOString(),
  ])
  kernel = await startKernel({
    database: testDatabase.db,
    clock: manualClock('2026-11-23T08:00:00.000Z'),
    log: quietLog,
    slices,
    townships: townshipsIn,
    emit: () => undefined,
    belts: 'off',
  })
  const began = performance.now()
  await loadDemoCounty(load())
  tookMs = performance.now() - began
}, 60_000)
afterAll(async () => {
  await kernel.close()
  await testDatabase.drop()
})

async function heads(): Promise<readonly unknown[]> {
  const { rows } = await testDatabase.db.query('select township, seq from feed_heads order by township')
  return rows
}

test('DM-19 the whole plan is in the county, through the one door', () => {
  const { reference } = kernel
  expect(reference.all(organisationKind)).toHaveLength(plan.organisations.length)
  expect(reference.all(gridKind)).toHaveLength(plan.areas.length)
  expect(reference.all(matterKind)).toHaveLength(plan.matters.length)
  expect(reference.all(personKind)).toHaveLength(plan.people.length)
  expect(reference.all(teamKind).filter(team => team.onDuty && team.memberIds.length > 0)).toHaveLength(
    plan.teams.length,
  )
  expect(kernel.townships()).toHaveLength(4)
  const grids = reference.all(gridKind).filter(grid => grid.level === 'grid')
  expect(grids.filter(grid => grid.dutyPersonIds.length === 0)).toEqual([])
  expect(tookMs).toBeLessThan(15_000)
})

test('DM-30 every town has cameras that can be looked through', () => {
  const cameras = kernel.reference.all(cameraKind)
  const towns = kernel.townships()

  expect(towns.map(town => cameras.filter(camera => camera.township === town).length > 3)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(
    cameras.filter(
      camera =>
        camera.streams.length !== 2 ||
        camera.review.state !== 'approved' ||
        !camera.tags.includes('演示信号'),
    ),
  ).toEqual([])
})

test('DM-19 loading again changes nothing', async () => {
  const before = await heads()
  await loadDemoCounty(load())
  expect(await heads()).toEqual(before)
})

test('DM-22 every person has an account that no password opens', async () => {
  const { rows } = await testDatabase.db.query<{ password_hash: string; must_change: boolean }>(
    'select password_hash, must_change from accounts',
  )
  expect(rows).toHaveLength(plan.people.length)
  expect(rows.every(row => row.password_hash === 'none' && !row.must_change)).toBe(true)
})

test('DM-20 the history is archived, mostly on time, and is loaded once', { timeout: 120_000 }, async () => {
  await loadDemoHistory(load())
  const { rows } = await testDatabase.db.query<{ entity: Incident }>('select entity from incidents')
  expect(rows.length).toBeGreaterThan(9_000)
  expect(rows.every(row => row.entity.state === 'archived' && row.entity.imported)).toBe(true)
  const onTime = rows.filter(row => row.entity.onTime === true).length / rows.length
  expect(onTime).toBeGreaterThan(0.7)
  expect(onTime).toBeLessThan(1)
  const again = await heads()

  await loadDemoHistory({ ...load(), now: now + 86_400_000 })
  expect(await heads()).toEqual(again)
})

test('DM-21 the basemap draws land, water, roads, borders and names from the plan', () => {
  const kinds = new Set(basemapOf(plan).features.map(feature => feature.properties['kind']))

  for (const kind of [
    'land',
    'green',
    'farmland',
    'water',
    'river',
    'road-major',
    'road-minor',
    'boundary',
    'place',
  ])
    expect(kinds).toContain(kind)
})
