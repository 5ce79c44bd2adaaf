import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../client/build-if-stale.ts'
import { CHROMIUM, hasChromium, launchChromium } from '../harness/chromium.ts'
import { signInAs, startDemoServer, type DemoServer } from '../harness/demo-server.ts'

/** The demo county in a real browser: skipped, by name, where there is no Chromium. */
describe.skipIf(!hasChromium)(`journeys (need ${CHROMIUM})`, () => {
  let server: DemoServer
  let browser: Browser
  const faults: string[] = []

  beforeAll(async () => {
    await buildIfStale()
    server = await startDemoServer()
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  async function open(role: string, path: string, size: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({ viewport: size })
    const page = await context.newPage()
    page.on('pageerror', error => faults.push(`${path}: ${error.message}`))
    page.on('request', request => {
      if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()))
        faults.push(`left the origin: ${request.url()}`)
    })
    await signInAs(context, server.url, role)
    await page.goto(`${server.url}${path}`)
    return page
  }

  test('J-1 a newcomer chooses a role on the first page and lands at the desk', async () => {
    const page = await browser.newPage()
    await page.goto(server.url)

    await page
      .getByRole('button', { name: /值班长/ })
      .first()
      .click()

    await page.waitForURL(`${server.url}/console`)
    await page.getByRole('button', { name: /^新建上报/ }).waitFor()
    await page.close()
  })

  test('J-2 the wall comes alive: incidents on the map and in the stream, every number opens a list as long as itself', async () => {
    const page = await open('shift_lead', '/wall', { width: 1920, height: 1080 })
    const figure = page.getByRole('button', { name: /^在办/ }).first()

    await expect
      .poll(async () => Number((await figure.innerText()).replace(/\D/g, '')), { timeout: 60_000 })
      .toBeGreaterThan(5)
    await figure.click()
    const list = page.locator('aside.list')
    const counts = async (): Promise<[number, number]> => [
      Number((await list.locator('header strong').innerText()).replace(/\D/g, '')),
      await list.locator('li').count(),
    ]

    await expect
      .poll(async () => {
        const [said, shown] = await counts()
        return said - shown
      })
      .toBe(0)
    expect((await counts())[0]).toBeGreaterThan(5)
    await page.context().close()
  })

  test.each([
    ['shift_lead', '/wall', 1920, 1080],
    ['shift_lead', '/console', 1920, 1080],
    ['leader', '/map', 390, 844],
    ['member', '/field', 390, 844],
    ['admin', '/admin', 1920, 1080],
  ] as const)(
    'J-3 %s at %s (%i×%i) has no serious accessibility finding in either theme',
    async (role, path, width, height) => {
      const page = await open(role, path, { width, height })
      await page.waitForLoadState('networkidle')

      for (const theme of ['dark', 'light']) {
        await page.evaluate(name => (document.documentElement.dataset['theme'] = name), theme)
        await page.waitForTimeout(500)
        const { violations } = await new AxeBuilder({ page }).analyze()
        const serious = violations.filter(one => one.impact === 'serious' || one.impact === 'critical')
        expect(serious.map(one => `${theme} ${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
      }
      await page.context().close()
    },
  )

  test('J-4 no page threw, and no request left the origin', () => {
    expect(faults).toEqual([])
  })
})
