import type { Page } from 'playwright-core'
import { sizeOf, steady, type Scene } from './scene.ts'

/** The township whose people are played. */
export const TOWN = '青岚镇'
const COUNTY = '云川县'

const wallSizes = ['1920x1080', '3840x2160', '3840x1080', '5760x1080', '5760x2160', '1080x1920']

/** The wall at every profile, what opens on it, and what it is while nothing has come yet. */
const walls: readonly Scene[] = [
  ...wallSizes.map((size): Scene => ({
    name: `wall-${size}`,
    size: sizeOf(size),
    as: { role: 'shift_lead', township: COUNTY },
    path: '/wall',
    pictures: [''],
    play: async (page, take) => {
      await alive(page)
      await take('')
    },
  })),
  {
    name: 'wall-1920x1080',
    size: sizeOf('1920x1080'),
    as: { role: 'shift_lead', township: COUNTY },
    path: '/wall',
    pictures: ['read-from-4m'],
    play: async (page, take) => {
      // A 55″ panel, as whoever hung it has measured.
      const measured = { pitchMm: 0.63, farthestSeatM: 4 }
      await page.evaluate(kept => localStorage.setItem('wall-calibration', kept), JSON.stringify(measured))
      await page.reload()
      await page.locator('button.figure').first().waitFor()
      await steady(page)
      await take('read-from-4m')
    },
  },
  {
    name: 'wall-1920x1080',
    size: sizeOf('1920x1080'),
    as: { role: 'shift_lead', township: TOWN },
    path: '/wall',
    pictures: ['township', 'list', 'settings', 'link-lost'],
    play: async (page, take) => {
      await alive(page)
      await take('township')
      await page.locator('button.figure').first().click()
      await page.locator('aside.list li').first().waitFor()
      await take('list')
      await page.locator('aside.list header button').click()
      await page.locator('button.settings').click()
      await take('settings')
      await page.locator('form.settings').getByRole('button', { name: '关闭' }).click()
      await page.context().setOffline(true)
      await page.getByRole('alert').waitFor({ timeout: 40_000 })
      await take('link-lost')
    },
  },
]

async function alive(page: Page): Promise<void> {
  await page.locator('button.figure').first().waitFor()
  await page.locator('.stream li').first().waitFor({ timeout: 60_000 })
  await steady(page)
}

/** The leaders' map on a phone, a tablet and a desk. */
const maps: readonly Scene[] = ['390x844', '820x1180', '1920x1080'].map(size => ({
  name: `map-${size}`,
  size: sizeOf(size),
  as: { role: 'leader', township: COUNTY },
  path: '/map',
  pictures: ['', 'where', 'town', 'incident', 'brief'],
  play: async (page, take) => {
    await page.locator('section.list ol li').first().waitFor({ timeout: 60_000 })
    await steady(page)
    await take('')
    await page.locator('button.figure').nth(1).click()
    await page.locator('.places button').first().waitFor()
    await take('where')
    await page.locator('.places button').first().click()
    await steady(page)
    await take('town')
    await page.locator('ol .line').first().click()
    await page.locator('article.sheet').waitFor()
    await steady(page)
    await take('incident')
    await page.locator('article.sheet .back').click()
    await page.locator('button.brief').click()
    await take('brief')
  },
}))

/** What is seen before anybody is signed in, and the page of all parts. */
const open: readonly Scene[] = [
  ...['1920x1080', '390x844'].map((size): Scene => ({
    name: `login-${size}`,
    size: sizeOf(size),
    as: undefined,
    path: '/login',
    pictures: ['', 'refused'],
    play: async (page, take) => {
      await page.locator('.township').first().waitFor()
      await take('')
      await page.locator('input[autocomplete=username]').fill('nobody')
      await page.locator('input[type=password]').fill('not-the-password')
      await page.locator('button[type=submit]').click()
      await page.getByRole('alert').waitFor()
      await take('refused')
    },
  })),
  {
    name: 'lost-page-1920x1080',
    size: sizeOf('1920x1080'),
    as: { role: 'leader', township: TOWN },
    path: '/map',
    pictures: [''],
    play: async (page, take) => {
      await steady(page)
      await page.evaluate(() => {
        history.pushState({}, '', '/nowhere')
        dispatchEvent(new PopStateEvent('popstate', { state: {} }))
      })
      await page.waitForTimeout(500)
      await take('')
    },
  },
  {
    name: 'styles-1920x1080',
    size: sizeOf('1920x1080'),
    as: undefined,
    path: '/styles',
    part: 'whole',
    pictures: [''],
    play: async (page, take) => {
      await steady(page)
      await take('')
    },
  },
]

export const roomScenes: readonly Scene[] = [...walls, ...maps, ...open]
