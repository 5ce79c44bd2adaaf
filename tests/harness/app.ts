import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import { pino } from 'pino'
import { createApp, type App, type AppOptions } from '../../server/src/app.ts'
import { saveCalendar } from '../../server/src/empty-county.ts'
import { ensureInstallation } from '../../server/src/installation.ts'
import { manualClock, type ManualClock } from '../../server/src/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { testConfig } from './test-config.ts'

/** Everything of the server but `main`, on a database of its own, with the clock in the test's hand. */
export interface TestApp {
  readonly app: App
  readonly clock: ManualClock
  readonly database: TestDatabase
  readonly county: Id<'organisation'>
  readonly url: string
  /** Where the server keeps its files. */
  readonly dataDir: string
  /** Runs a command as the system and throws where it is refused. */
  must(name: string, params: object, township?: Id<'organisation'>): Promise<unknown>
  /** A person with one post and an open session; `cookie` is ready to be sent. */
  person(role: Role, township: Id<'organisation'>, more?: PersonMore): Promise<TestPerson>
  close(): Promise<void>
}

export interface PersonMore {
  readonly organisationId?: Id<'organisation'>
  readonly teamId?: Id<'team'>
}

export interface TestPerson {
  readonly personId: Id<'person'>
  readonly cookie: string
  readonly post: (path: string, body: unknown) => Promise<Response>
  readonly get: (path: string) => Promise<Response>
  /** Sends a command under a new id and gives its outcome. */
  readonly command: (
    name: string,
    params: unknown,
    commandId?: string,
  ) => Promise<{ ok: boolean; code?: string; answer?: unknown; detail?: unknown }>
}

export interface TestAppOptions {
  /** A folder with a built client; none by default. */
  readonly clientFolder?: string
  /** Whether the database is a demonstration's, with its role buttons; no county is loaded. */
  readonly demo?: boolean
  readonly trustedProxies?: readonly string[]
  readonly cameraNetworks?: readonly string[]
  /** What a host name of cameras stands for. */
  readonly demoCameras?: AppOptions['demoCameras']
}

export async function startTestApp(
  at = '2026-11-23T02:00:00.000Z',
  {
    clientFolder,
    demo = false,
    trustedProxies = [],
    cameraNetworks = [],
    demoCameras = null,
  }: TestAppOptions = {},
): Promise<TestApp> {
  const database = await createTestDatabase({ poolSize: 12 })
  const dataDir = await mkdtemp(join(tmpdir(), 'one-centre-app-'))
  const clock = manualClock(at)
  const county = newId<'organisation'>()
  await ensureInstallation(database.db, clock, { county, demo })
  const config = testConfig({ databaseUrl: database.url, dataDir, trustedProxies, cameraNetworks, demo })
  const log = pino({ level: 'silent' })
  const app = await createApp({
    config,
    database: database.db,
    clock,
    log,
    clientFolder: clientFolder ?? null,
    belts: 'off',
    demoCameras,
  })
  const url = await app.listen()
  const must: TestApp['must'] = async (name, params, township = county) => {
    const outcome = await app.kernel.commands.run(app.kernel.system, name, {
      commandId: newId(),
      township,
      params,
    })
    if (!outcome.ok) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
    return outcome.answer
  }
  await must('organisations.save', organisation(county, { code: 'county', type: 'county', name: '试验县' }))
  await saveCalendar(app.kernel)

  return {
    app,
    clock,
    database,
    county,
    url,
    dataDir,
    must,
    person: (role, township, more = {}) =>
      signInAs({ app, clock, database, county, url, must }, role, township, more),
    close: async () => {
      await app.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The parameters of organisations.save with plain defaults. */
export function organisation(organisationId: Id<'organisation'>, fields: object): object {
  return {
    organisationId,
    version: null,
    code: organisationId.slice(-8),
    name: '某机构',
    shortName: '机构',
    type: 'office',
    verifies: false,
    parentId: null,
    agencyId: null,
    position: null,
    phone: '',
    ...fields,
  }
}

async function signInAs(
  test: Pick<TestApp, 'app' | 'clock' | 'database' | 'county' | 'url' | 'must'>,
  role: Role,
  township: Id<'organisation'>,
  more: PersonMore,
): Promise<TestPerson> {
  const personId = newId<'person'>()
  const organisationId = more.organisationId ?? township
  const post = {
    role,
    township,
    organisationId,
    ...(more.teamId === undefined ? {} : { teamId: more.teamId }),
  }
  const signInName = `p${personId.slice(-12)}`
  await test.must(
    'people.save',
    {
      personId,
      version: null,
      name: `某${role}`,
      phone: '',
      title: '',
      organisationId,
      posts: [post],
      signInName,
    },
    township,
  )
  await test.database.db.query('update accounts set must_change = false where person_id = $1', [personId])
  const { openSessions } = await import('../../server/src/platform/session.ts')
  const { token } = await openSessions(test.database.db, test.clock).open(personId)
  const cookie = `sid=${token}`
  const send = (path: string, body: unknown): Promise<Response> =>
    fetch(`${test.url}${path}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    personId,
    cookie,
    post: send,
    get: path => fetch(`${test.url}${path}`, { headers: { cookie } }),
    command: async (name, params, commandId = newId()) => {
      const response = await send(`/api/commands/${name}`, { commandId, township, params })
      return (await response.json()) as Awaited<ReturnType<TestPerson['command']>>
    },
  }
}
