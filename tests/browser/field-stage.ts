import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type Id } from '@one-centre/shared/ids'
import type { Matter } from '@one-centre/shared/matters'
import type { Task } from '@one-centre/shared/tasks'
import { pino } from 'pino'
import type { Browser, BrowserContext } from 'playwright-core'
import { buildIfStale } from '../../client/build-if-stale.ts'
import { createApp, type App } from '../../server/src/app.ts'
import { demoCountyId, loadDemoCounty } from '../../server/src/demo/load.ts'
import { matterKind } from '../../server/src/features/matters/index.ts'
import { organisationKind } from '../../server/src/features/organisations/index.ts'
import { personKind, teamKind } from '../../server/src/features/people/index.ts'
import { ensureInstallation } from '../../server/src/installation.ts'
import { systemClock } from '../../server/src/platform/clock.ts'
import { launchChromium } from '../harness/chromium.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { signInPerson } from '../harness/demo-server.ts'
import { testConfig } from '../harness/test-config.ts'

const SEED = 7

/** Everything a phone's journey needs: the built client, the demo county without its simulator, and a browser. */
export interface Stage {
  readonly url: string
  readonly app: App
  readonly database: TestDatabase
  readonly browser: Browser
  /** A copy of the built client that a test may change. */
  readonly clientFolder: string
  /** A phone whose owner is this person, signed in. */
  phone(personId: string): Promise<BrowserContext>
  /** Where the incidents are, or so far north of it. */
  place(degreesNorth: number): { longitude: number; latitude: number; accuracy: number }
  signIn(context: BrowserContext, personId: string): Promise<void>
  /** Members of one team. */
  readonly crew: readonly { readonly id: string; readonly name: string }[]
  /** Sends the crew's team to a new incident and answers its task. */
  dispatch(title: string): Promise<Id<'task'>>
  task(id: Id<'task'>): Promise<Task>
  /** How often each change of the task stands in the journal. */
  changesOf(id: Id<'task'>): Promise<Record<string, number>>
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const log = pino({ level: 'silent' })
  const built = await buildIfStale()
  const folder = await mkdtemp(join(tmpdir(), 'one-centre-field-'))
  const clientFolder = join(folder, 'client')
  await cp(built.folder, clientFolder, { recursive: true })
  const database = await createTestDatabase({ poolSize: 12 })
  const county = demoCountyId(SEED)
  await ensureInstallation(database.db, systemClock, { county, demo: true })
  const app = await createApp({
    config: testConfig({ databaseUrl: database.url, dataDir: folder, demo: true, demoSeed: SEED }),
    database: database.db,
    clock: systemClock,
    log,
    clientFolder,
    belts: 'on',
  })
  const { kernel } = app
  await loadDemoCounty({
    kernel,
    database: database.db,
    seed: SEED,
    now: systemClock.now(),
    log,
  })
  const url = await app.listen()
  const browser = await launchChromium()
  const people = kernel.reference.all(personKind).filter(person => !person.disabled)
  const memberOf = (teamId: string) =>
    people.filter(person => person.posts.some(post => post.teamId === teamId && post.role === 'member'))
  const team = kernel.reference
    .all(teamKind)
    .find(one => one.township !== kernel.county && !one.retired && memberOf(one.id).length >= 2)!
  const { township } = team
  const body = kernel.reference.all(organisationKind).find(one => one.id === team.organisationId)!
  const matter: Matter = kernel.reference.all(matterKind)[0]!

  const must = async (name: string, params: object): Promise<void> => {
    const outcome = await kernel.commands.run(kernel.system, name, { commandId: newId(), township, params })
    if (!outcome.ok) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
  }
  const place: Stage['place'] = degreesNorth => ({
    longitude: body.position?.lon ?? 0,
    latitude: (body.position?.lat ?? 0) + degreesNorth,
    accuracy: 12,
  })
  const signIn = (context: BrowserContext, personId: string): Promise<void> =>
    signInPerson(context, url, personId)
  const task = async (id: Id<'task'>): Promise<Task> => {
    const found = await database.db.query<{ entity: Task }>('select entity from tasks where id = $1', [id])
    return found.rows[0]!.entity
  }

  return {
    url,
    app,
    database,
    browser,
    clientFolder,
    signIn,
    place,
    phone: async personId => {
      const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        permissions: ['geolocation'],
        geolocation: place(0),
      })
      await signIn(context, personId)
      return context
    },
    crew: memberOf(team.id).map(({ id, name }) => ({ id, name })),
    dispatch: async title => {
      const incidentId = newId<'incident'>()
      const taskId = newId<'task'>()
      const place = { address: '中山路 1 号', position: body.position, gridId: null }
      const report = {
        source: 'field',
        sourceId: newId(),
        text: title,
        matterId: matter.id,
        place,
        happenedAt: null,
        reporter: null,
        photos: [],
        incidentId,
        joinIncidentId: null,
      }
      await must('reports.submit', report)
      await must('incidents.file', {
        incidentId,
        matterId: matter.id,
        level: 3,
        title,
        description: '',
        place,
      })
      await must('incidents.dispatch', {
        incidentId,
        leadOrganisationId: team.organisationId,
        assistingOrganisationIds: [],
        teams: [{ taskId, teamId: team.id, role: 'lead', mandatory: true, queueReason: '测试' }],
        overrideReason: '测试',
        note: '',
      })
      return taskId
    },
    task,
    changesOf: async id => {
      const found = await database.db.query<{ type: string; times: number }>(
        `select body ->> 'type' as type, count(*)::int as times from feed_changes where entity_id = $1 group by 1`,
        [id],
      )
      return Object.fromEntries(found.rows.map(row => [row.type, row.times]))
    },
    close: async () => {
      await browser.close()
      await app.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
