import type { Page } from 'playwright-core'
import { TOWN } from './room.ts'
import { sizeOf, steady, type Scene } from './scene.ts'
import { openIncidents, readTown } from './town-state.ts'

const SIZE = '1920x1080'

const desk = (pictures: readonly string[], play: Scene['play']): Scene => ({
  name: `console-${SIZE}`,
  size: sizeOf(SIZE),
  as: { role: 'shift_lead', township: TOWN },
  path: '/console',
  pictures,
  play: async (page, take) => {
    await page.locator('[role=rowgroup] [role=row]').first().waitFor({ timeout: 60_000 })
    await steady(page)
    await play(page, take)
  },
})

/** The desk of a township: its list, an incident in each stage of its life, the forms, the line and the keys. */
const desks: readonly Scene[] = [
  desk(['', 'keys'], async (page, take) => {
    await take('')
    await page.keyboard.press('?')
    await page.locator('dialog').waitFor()
    await take('keys')
  }),
  desk(['intake', 'intake-filled'], async (page, take) => {
    await page.keyboard.press('F2')
    await page.locator('form.report').waitFor()
    await take('intake')
    await page.keyboard.type('暴露垃圾无人清运，气味很大')
    await page.keyboard.press('Tab')
    await page.keyboard.type('村')
    await page.locator('.offers.places').waitFor()
    await take('intake-filled')
  }),
  desk(['incident-handling', 'incident-ledger'], async (page, take) => {
    await openIncident(page, ['handling', 'rework', 'handled', 'dispatched'])
    await take('incident-handling')
    await page.locator('section.detail').evaluate(one => one.scrollTo(0, one.scrollHeight))
    await take('incident-ledger')
  }),
  desk(['incident-new', 'dispatch-advice'], async (page, take) => {
    await openIncident(page, ['filed', 'reported'])
    await take('incident-new')
    await page.keyboard.press('F9')
    await page.locator('form.dispatch header .quiet').waitFor({ timeout: 30_000 })
    await steady(page)
    await take('dispatch-advice')
  }),
  desk(['line', 'overdue', 'reports'], async (page, take) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('d ')
    await page.waitForTimeout(600)
    await take('line')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^超期/ }).first().click()
    await take('overdue')
    await page.getByRole('button', { name: /^上报/ }).first().click()
    await steady(page)
    await take('reports')
  }),
]

async function openIncident(page: Page, states: readonly string[]): Promise<void> {
  const incident = openIncidents(await readTown(page), states)[0]
  if (incident === undefined) throw new Error(`no incident is ${states.join(' or ')} just now`)
  await page.goto(`${new URL(page.url()).origin}/console?incident=${incident.id}`)
  await page.locator('article.incident').waitFor({ timeout: 30_000 })
  await steady(page)
}

const sections = [
  'people',
  'organisations',
  'teams',
  'matters',
  'grids',
  'tables',
  'calendar',
  'tokens',
  'trail',
  'reveals',
]
/** Sections in which a row opens beside its table. */
const opened = ['people', 'organisations', 'teams', 'matters', 'grids', 'tokens', 'trail']

/** Every section of the administration, with a row open where rows open. */
const admins: readonly Scene[] = sections.map(section => ({
  name: `admin-${SIZE}-${section}`,
  size: sizeOf(SIZE),
  as: { role: 'admin', township: TOWN },
  path: `/admin?section=${section}`,
  pictures: opened.includes(section) ? ['', 'row'] : [''],
  play: async (page, take) => {
    await page.locator('nav.tabs a[aria-current]').waitFor()
    await steady(page)
    await take('')
    if (!opened.includes(section)) return
    const rows = page.locator('[role=grid] .space [role=row]')
    if ((await rows.count()) > 0) await rows.first().click()
    await page.waitForTimeout(1_000)
    await take('row')
  },
}))

export const deskScenes: readonly Scene[] = [...desks, ...admins]
