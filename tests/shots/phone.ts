import { newId, type Id } from '@one-centre/shared/ids'
import type { Person, Team } from '@one-centre/shared/people'
import type { Page } from 'playwright-core'
import { signInAs, signInPerson } from '../harness/demo-server.ts'
import { TOWN } from './room.ts'
import { sizeOf, steady, type Scene } from './scene.ts'
import { openIncidents, readTown, type TownState } from './town-state.ts'

const SIZE = '390x844'
/** Before a task is answered the simulator leaves alone what a person touched (for two minutes). */
const STATES = ['delivered', 'read', 'accepted', 'en-route', 'on-scene', 'working', 'finishing', 'done'] as const

/** The phone of a team: its list, a task that rings and each step of the work, and what else one does with it. */
export const phoneScenes: readonly Scene[] = [
  {
    name: `field-${SIZE}`,
    size: sizeOf(SIZE),
    as: undefined,
    path: '/login',
    pictures: ['list', ...STATES.map(state => `task-${state}`), 'refusing', 'report', 'me', 'offline'],
    play: playWork,
  },
]

async function playWork(page: Page, take: (picture: string) => Promise<void>): Promise<void> {
  const url = new URL(page.url()).origin
  const centre = await page.context().browser()!.newContext()
  await signInAs(centre, url, 'shift_lead', TOWN)
  const desk = await centre.newPage()
  await desk.goto(`${url}/login`)
  const town = await readTown(desk)
  const crew = crewOf(town)
  const member = crew.members.at(-1)!
  await signInPerson(page.context(), url, member.id)
  await page.context().grantPermissions(['geolocation'], { origin: url })
  await page.context().setGeolocation({ latitude: 30.1, longitude: 119.2, accuracy: 12 })
  await page.goto(`${url}/field`)
  await page.locator('main.field').waitFor()
  await steady(page)
  await take('list')
  await sendTo(desk, url, town, crew.team)
  await desk.close()
  await centre.close()
  await page.getByRole('alertdialog').waitFor({ timeout: 30_000 })
  await page.waitForTimeout(1_000)
  await take('task-delivered')
  await press(page, '查看任务')
  await take('task-read')
  const refuse = page.locator('footer .no')
  if ((await refuse.count()) > 0) {
    await refuse.click()
    await take('refusing')
    await page.getByRole('button', { name: '取消' }).click()
  }
  for (const [button, picture] of [
    ['接单', 'task-accepted'],
    ['出发', 'task-en-route'],
    ['到场', 'task-on-scene'],
    ['开始处置', 'task-working'],
  ] as const) {
    await press(page, button)
    await take(picture)
  }
  await page.locator('textarea').fill('已清运，路面已冲洗')
  await page.locator('input[type=file]').first().setInputFiles(await photo(page))
  await page.locator('figure img').first().waitFor()
  await take('task-finishing')
  await slide(page)
  await page.waitForTimeout(1_500)
  await take('task-done')
  await page.getByRole('button', { name: '上报', exact: true }).click()
  await take('report')
  await page.getByRole('button', { name: '我的', exact: true }).click()
  await take('me')
  await page.getByRole('button', { name: '任务', exact: true }).click()
  await page.context().setOffline(true)
  await page.waitForTimeout(25_000)
  await take('offline')
}

interface Crew {
  readonly team: Team
  readonly members: readonly Person[]
}

/** A team of the township with two people at least and, if there is one, nothing to do. */
function crewOf(town: TownState): Crew {
  const busy = new Set(openIncidents(town, ['dispatched', 'handling', 'rework']).flatMap(one => one.teamIds))
  const crews = town.teams
    .filter(team => team.township === town.township && !team.retired)
    .map(team => ({
      team,
      members: town.people.filter(
        person => !person.disabled && person.posts.some(post => post.teamId === team.id && post.role === 'member'),
      ),
    }))
    .filter(({ members }) => members.length >= 2)
  const crew = crews.find(({ team }) => !busy.has(team.id)) ?? crews[0]
  if (crew === undefined) throw new Error('no team of the township has two members')
  return crew
}

/** Reports, files and dispatches by the desk's own commands. */
async function sendTo(desk: Page, url: string, town: TownState, team: Team): Promise<void> {
  const { township } = town
  const command = async (name: string, params: object): Promise<void> => {
    const answer = await desk.request.post(`${url}/api/commands/${name}`, {
      data: { commandId: newId(), township, params },
    })
    const outcome = (await answer.json()) as { readonly ok?: boolean }
    if (outcome.ok !== true) throw new Error(`${name}: ${JSON.stringify(outcome)}`)
  }
  const incidentId: Id<'incident'> = newId()
  const matterId = town.matters.find(matter => matter.name.includes('垃圾'))?.id ?? town.matters[0]!.id
  const position = town.organisations.find(one => one.id === team.organisationId)?.position ?? null
  const place = { address: '青岚镇中山路 18 号农贸市场北门', position, gridId: null }
  const filed = { incidentId, matterId, level: 3, place }
  await command('reports.submit', {
    ...{ source: 'hotline', sourceId: newId(), text: '农贸市场北门垃圾满溢，占了半条路', matterId, place },
    ...{ happenedAt: null, reporter: { name: '王女士', phone: '13800000000' }, photos: [] },
    ...{ incidentId, joinIncidentId: null },
  })
  await command('incidents.file', { ...filed, title: '农贸市场北门垃圾满溢', description: '占了半条路，请先围挡' })
  await command('incidents.dispatch', {
    incidentId,
    leadOrganisationId: team.organisationId,
    assistingOrganisationIds: [],
    teams: [{ taskId: newId(), teamId: team.id, role: 'lead', mandatory: true, queueReason: '就近' }],
    overrideReason: '就近',
    note: '带上围挡',
  })
}

async function press(page: Page, name: string): Promise<void> {
  await page.locator('.big-button').filter({ hasText: name }).click()
  await page.waitForTimeout(1_500)
}

/** Holds the slide as a keyboard does. */
async function slide(page: Page): Promise<void> {
  await page.locator('.slide').focus()
  await page.keyboard.down('Enter')
  await page.waitForTimeout(1_300)
  await page.keyboard.up('Enter')
}

/** Drawn here, as large as a phone's. */
async function photo(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 1_200
    canvas.height = 1_600
    const context = canvas.getContext('2d')!
    context.fillStyle = '#7a8'
    context.fillRect(0, 0, 1_200, 1_600)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!
  })
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') }
}
