import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../client/build-if-stale.ts'

const CHROMIUM = '/usr/bin/chromium'
const there = existsSync(CHROMIUM)
if (!there && process.env['CI'] === 'true')
  throw new Error(`CI needs ${CHROMIUM}: apt-get install -y chromium fonts-noto-cjk`)

/** The demo county in a real browser: skipped, by name, where there is no Chromium. */
describe.skipIf(!there)(`journeys (need ${CHROMIUM})`, () => {
  let server: ChildProcess
  let dataDir: string
  let base: string
  let browser: Browser
  const faults: string[] = []

  beforeAll(async () => {
    await buildIfStale()
    dataDir = await mkdtemp(join(tmpdir(), 'one-centre-journey-'))
    const port = await freePort()
    base = `http://127.0.0.1:${port}`
    const { DATABASE_URL: _ours, ...environment } = process.env
    server = spawn(process.execPath, [join(import.meta.dirname, '../../server/src/main.ts')], {
      env: { ...environment, DATA_DIR: dataDir, PORT: String(port) },
      stdio: 'ignore',
    })
    await untilAnswers(`${base}/readyz`, 90_000)
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
  })

  afterAll(async () => {
    await browser.close()
    const ended = new Promise(resolve => server.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
    await rm(dataDir, { recursive: true, force: true })
  })

  async function open(role: string, path: string, size: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({ viewport: size })
    const page = await context.newPage()
    page.on('pageerror', error => faults.push(`${path}: ${error.message}`))
    page.on('request', request => {
      if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url()))
        faults.push(`left the origin: ${request.url()}`)
    })
    const answer = await context.request.get(`${base}/api/demo/roles`)
    const { roles } = (await answer.json()) as { roles: { personId: string; role: string }[] }
    const { personId } = roles.find(one => one.role === role)!
    await context.request.post(`${base}/api/demo/session`, { data: { personId } })
    await page.goto(`${base}${path}`)
    return page
  }

  test('J-1 a newcomer chooses a role on the first page and lands at the desk', async () => {
    const page = await browser.newPage()
    await page.goto(base)

    await page
      .getByRole('button', { name: /值班长/ })
      .first()
      .click()

    await page.waitForURL(`${base}/console`)
    await page.getByText('新建上报').waitFor()
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

async function untilAnswers(url: string, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok === true) return
    if (performance.now() > deadline) throw new Error(`${url} did not answer within ${withinMs} ms`)
    await new Promise(resolve => setTimeout(resolve, 300))
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
