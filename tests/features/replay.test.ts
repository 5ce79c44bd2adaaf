import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@one-centre/shared/ids'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { accountOf } from '../../server/src/replay/account-of-run.ts'
import type { Course } from '../../server/src/replay/course.ts'
import type { ReplayOptions } from '../../server/src/replay/options.ts'
import { replay, type ReplayTally } from '../../server/src/replay/replay.ts'
import { startTestApp, type TestApp } from '../harness/app.ts'
import { smallGrids, smallLedger, smallMapping, smallRows, smallTracks } from '../harness/small-ledger.ts'

let server: TestApp
let folder: string
let files: Readonly<Record<'reports' | 'map' | 'grids' | 'tracks' | 'rejects', string>>
let oneTimePassword: string
let ticking: NodeJS.Timeout
/** Made anew by each run: nothing here is a secret. */
const ownPassword = `own-${newId()}`

async function prepare(): Promise<void> {
  server = await startTestApp(new Date().toISOString())
  // Measurements are placed by the clock of whoever sends them, so both clocks go on together.
  ticking = setInterval(() => server.clock.set(new Date().toISOString()), 10)
  folder = mkdtempSync(join(tmpdir(), 'one-centre-replay-'))
  const fileOf = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  files = {
    reports: fileOf('small.csv', smallLedger),
    map: fileOf('small.json', JSON.stringify(smallMapping)),
    grids: fileOf('small.geojson', JSON.stringify(smallGrids)),
    tracks: fileOf('tracks.csv', smallTracks),
    rejects: join(folder, 'rejects.csv'),
  }
  const { county } = server
  const answer = await server.must('people.save', {
    personId: newId(),
    version: null,
    name: '管理员',
    phone: '',
    title: '',
    organisationId: county,
    posts: [{ role: 'admin', township: county, organisationId: county }],
    signInName: 'chief',
  })
  oneTimePassword = (answer as { oneTimePassword: string }).oneTimePassword
}

async function putAway(): Promise<void> {
  clearInterval(ticking)
  await server.close()
  rmSync(folder, { recursive: true })
}

const quietly: Course = { stop: new AbortController().signal, say: () => undefined }

function run(more: Partial<ReplayOptions> = {}, course = quietly): Promise<ReplayTally> {
  return replay(
    {
      reports: files.reports,
      map: files.map,
      grids: null,
      tracks: null,
      speed: 0,
      server: server.url,
      rejects: files.rejects,
      setup: true,
      credentials: {
        by: 'password',
        signInName: 'chief',
        password: oneTimePassword,
        newPassword: ownPassword,
      },
      ...more,
    },
    course,
  )
}

async function count(table: 'incidents' | 'reports' | 'tasks'): Promise<number> {
  const { rows } = await server.database.db.query<{ count: number }>(
    `select count(*)::integer as count from ${table}`,
  )
  return rows[0]!.count
}

/** Rows that are stored. */
const good = smallRows.filter(([, reason]) => reason === null).length

describe('reports', () => {
  let wrong: readonly string[]
  let first: ReplayTally
  let rejects: string
  let before: readonly number[]
  let second: ReplayTally
  let byAdministrator: { readonly fault: string; readonly reports: number }
  const chief = { by: 'password', signInName: 'chief', newPassword: null } as const

  beforeAll(async () => {
    await prepare()
    wrong = [
      await faultOf(run({ credentials: { ...chief, password: 'not-the-one' } })),
      await faultOf(run({ credentials: { ...chief, password: oneTimePassword } })),
      String(await count('reports')),
    ]
    first = await run({ grids: files.grids })
    rejects = readFileSync(files.rejects, 'utf8')
    before = [await count('incidents'), await count('reports')]
    await raisePotholes()
    second = await run({ grids: files.grids })
    const fault = await faultOf(run({ setup: false, credentials: { ...chief, password: ownPassword } }))
    byAdministrator = { fault, reports: await count('reports') }
  }, 120_000)
  afterAll(putAway)

  test('R-1 a wrong password and a password to be changed are told, and nothing is sent', () => {
    expect(wrong).toEqual([
      expect.stringContaining('cannot sign in'),
      expect.stringContaining('ONE_CENTRE_NEW_PASSWORD'),
      '0',
    ])
  })

  test('R-4 R-5 good rows are stored, bad ones are told, and the counts add up', () => {
    expect(first.reports).toMatchObject({ read: smallRows.length, stored: good, storedBefore: 0 })
    expect(first.reports?.located).toEqual({ point: 1, grid: 1, none: 1 })
    expect(accountOf(first).balanced).toBe(true)
  })

  test('R-6 a report keeps its own time and place, and arrives now', async () => {
    const { rows } = await server.database.db.query<{ entity: Record<string, unknown> }>(
      `select entity from reports order by entity->>'sourceId'`,
    )
    const [pothole, fence] = rows.map(row => row.entity)

    expect(pothole).toMatchObject({
      sourceId: 'A1',
      source: 'hotline',
      happenedAt: '2024-01-05T16:00:00.000Z',
      text: 'Pothole, 1 Elm',
      place: { located: 'point', position: { lon: 120.01, lat: 30.01 } },
    })
    expect(Date.now() - Date.parse(String(pothole?.['receivedAt']))).toBeLessThan(180_000)
    expect(fence).toMatchObject({ sourceId: 'A2', source: 'citizen', place: { located: 'grid' } })
  })

  test('R-3 the rejects file holds each bad row with its reason', () => {
    const lines = rejects.trim().split('\r\n')

    expect(lines).toHaveLength(1 + smallRows.length - good + 1)
    expect(lines.find(line => line.includes('A5'))).toContain('the coordinates are 0, 0')
    expect(lines.at(-1)).toMatch(/^small\.geojson,3,B-3,"overlap/)
  })

  test('R-7 running it twice adds nothing', async () => {
    expect(second.reports).toMatchObject({ stored: 0, storedBefore: good })
    expect(second.grids).toMatchObject({ added: 0, unchanged: 2 })
    expect([await count('incidents'), await count('reports')]).toEqual(before)
  })

  test('R-8 what the administrator has changed meanwhile stays', async () => {
    const after = await server.database.db.query<{ level: number }>(
      `select (entity->>'level')::integer as level from matters where entity->>'code' = 'Pothole'`,
    )

    expect(after.rows).toEqual([{ level: 2 }])
  })

  test('R-9 an area that lies over another is left out and told', () => {
    expect(first.grids).toMatchObject({ read: 3, added: 2 })
    expect(first.grids?.rejects.map(one => [one.line, one.number])).toEqual([[3, 'B-3']])
  })

  test('R-16 an administrator may set up but not hand in, and is told so before the first row', () => {
    expect(byAdministrator.fault).toContain('may not hand in reports')
    expect(byAdministrator.reports).toBe(before[1])
  })
})

async function faultOf(running: Promise<unknown>): Promise<string> {
  try {
    await running
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

const dropsOf = ({ tracks }: ReplayTally): readonly string[] => Object.keys(tracks?.dropped ?? {})

async function raisePotholes(): Promise<void> {
  const { rows } = await server.database.db.query<{ entity: Record<string, unknown> }>(
    `select entity from matters where entity->>'code' = 'Pothole'`,
  )
  const { id, township: _township, retired: _retired, ...fields } = rows[0]!.entity
  await server.must('matters.save', { ...fields, matterId: id, level: 2 })
}

describe('tracks', () => {
  let earlier: ReplayTally
  let first: ReplayTally
  let before: readonly number[]
  let second: ReplayTally

  beforeAll(async () => {
    await prepare()
    const only = { grids: files.grids, tracks: files.tracks, reports: null }
    const other = join(folder, 'other.csv')
    writeFileSync(other, 'cab,t,x,y,busy\nA0,1699990000,120.01,30.01,yes\n')
    earlier = await run({ ...only, tracks: other })
    first = await run(only)
    before = [await count('incidents'), await count('tasks')]
    second = await run(only)
  }, 120_000)
  afterAll(putAway)

  test('R-10 an earlier run with other units takes no unit from its gateway', () => {
    expect(earlier.tracks).toMatchObject({ accepted: 1, trips: { stored: 1 } })
    expect([...dropsOf(earlier), ...dropsOf(first)]).toEqual([])
  })

  test('R-10 R-11 the points of an accepted task are stored, those of free units are not sent', () => {
    expect(first.tracks).toMatchObject({
      read: 9,
      rejected: 2,
      free: 2,
      accepted: 4,
      ofRejectedTrips: 1,
      trips: { stored: 1, storedBefore: 0, rejected: 1 },
    })
    expect(first.tracks?.dropped).toEqual({})
    expect(accountOf(first).balanced).toBe(true)
  })

  test('R-10 the trip is a task that is released and an incident another body has closed', async () => {
    const incidents = await server.database.db.query<{
      state: string
      lead: string
      verifier: string
    }>(
      `select entity->>'state' as state, entity->>'leadOrganisationId' as lead,
         entity->'verifications'->0->>'organisationId' as verifier from incidents`,
    )
    const tasks = await server.database.db.query(`select entity->>'state' as state from tasks`)

    expect(incidents.rows).toMatchObject([{ state: 'closed' }, { state: 'closed' }])
    expect(incidents.rows[0]?.verifier).not.toBe(incidents.rows[0]?.lead)
    expect(tasks.rows).toEqual([{ state: 'released' }, { state: 'released' }])
  })

  test('R-7 R-10 a second run replays no trip again', async () => {
    expect(second.tracks).toMatchObject({
      accepted: 0,
      storedBefore: 4,
      trips: { stored: 0, storedBefore: 1, rejected: 1 },
    })
    expect([await count('incidents'), await count('tasks')]).toEqual(before)
    expect(accountOf(second).balanced).toBe(true)
  })
})

describe('a run that is stopped', () => {
  let stopped: ReplayTally
  let then: ReplayTally
  let taskStates: readonly string[]

  beforeAll(async () => {
    await prepare()
    const everything = { grids: files.grids, tracks: files.tracks }
    const stop = new AbortController()
    const underWay = async (): Promise<boolean> => {
      const { rows } = await server.database.db.query(
        `select 1 from tasks where entity->>'state' = 'en_route'`,
      )
      return rows.length === 1 && (await count('reports')) === 2
    }
    const running = run({ ...everything, speed: 60 }, { stop: stop.signal, say: () => undefined })
    await vi.waitUntil(underWay, { timeout: 60_000, interval: 50 })
    stop.abort()
    stopped = await running
    const { rows } = await server.database.db.query<{ state: string }>(
      `select entity->>'state' as state from tasks`,
    )
    taskStates = rows.map(row => row.state)
    then = await run(everything)
  }, 120_000)
  afterAll(putAway)

  test('R-14 counts what it did not reach, and the counts add up', () => {
    expect(stopped.reports).toMatchObject({ stored: 1, notReached: good - 1 })
    expect(stopped.tracks!.accepted + stopped.tracks!.notReached).toBe(4)
    expect(stopped.tracks!.notReached).toBeGreaterThanOrEqual(1)
    expect(accountOf(stopped).balanced).toBe(true)
    expect(accountOf(stopped).lines.join('\n')).toContain(`${good - 1} not reached`)
  })

  test('R-14 leaves no team on its way', () => {
    expect(taskStates).toEqual(['released'])
  })

  test('R-14 and is gone on with by the next', () => {
    expect(then.reports).toMatchObject({ stored: good - 1, storedBefore: 1, notReached: 0 })
    expect(then.tracks).toMatchObject({ storedBefore: 4, trips: { stored: 0, storedBefore: 1 } })
    expect(accountOf(then).balanced).toBe(true)
  })
})
