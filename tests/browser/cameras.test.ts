import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../client/build-if-stale.ts'
import { CHROMIUM, hasChromium, launchChromium } from '../harness/chromium.ts'
import { signInAs, startDemoServer, type DemoServer } from '../harness/demo-server.ts'

describe.skipIf(!hasChromium)(`live pictures in a browser (needs ${CHROMIUM})`, () => {
  let server: DemoServer
  let browser: Browser
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    await buildIfStale()
    server = await startDemoServer()
    browser = await launchChromium()
  }, 180_000)
  afterAll(async () => {
    for (const context of contexts) await context.close()
    await browser.close()
    await server.stop()
  })

  async function open(role: string, path: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, locale: 'zh-CN' })
    contexts.push(context)
    await signInAs(context, server.url, role)
    const page = await context.newPage()
    await page.goto(`${server.url}${path}`)
    return page
  }

  /** What a browser itself says it has decoded, tile by tile. */
  const decoded = (page: Page): Promise<number[]> =>
    page.$$eval('.player video', videos =>
      videos.map(video => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames),
    )
  const sizes = (page: Page): Promise<number[]> =>
    page.$$eval('.player video', videos => videos.map(video => (video as HTMLVideoElement).videoWidth))

  async function fillWall(page: Page, tiles: number): Promise<void> {
    await page.getByRole('button', { name: '视频墙' }).click()
    await page.getByRole('button', { name: '开始' }).click()
    await page.getByRole('button', { name: `${tiles} 画面`, exact: true }).click()
    await page.getByRole('button', { name: '依次填满' }).click()
  }

  test('J-50 CA-36 sixteen tiles decode frame after frame, and only the focused one in its main stream', async () => {
    const page = await open('dispatcher', '/map')

    await fillWall(page, 16)
    await expect
      .poll(async () => (await decoded(page)).filter(frames => frames > 0).length, { timeout: 20_000 })
      .toBe(16)
    const before = await decoded(page)
    await page.waitForTimeout(3_000)
    const after = await decoded(page)

    // 12.5 pictures a second; half of them is what a crowded machine must still show.
    expect(after.map((frames, i) => frames - before[i]!).filter(more => more < 18)).toEqual([])
    expect((await sizes(page)).toSorted((a, b) => b - a)).toEqual([
      1280,
      ...Array.from({ length: 15 }, () => 640),
    ])
    expect(await page.locator('.watermark').first().textContent()).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)
  }, 60_000)

  test('J-51 the keyboard moves the focus, empties a tile and fills it', async () => {
    const page = await open('dispatcher', '/map')
    await fillWall(page, 4)
    await expect.poll(async () => (await decoded(page)).length).toBe(4)
    const tiles = page.locator('.video-wall .tile')

    await tiles.first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => tiles.nth(3).evaluate(tile => tile === document.activeElement)).toBe(true)
    await expect.poll(async () => (await sizes(page))[3], { timeout: 15_000 }).toBe(1280)
    await page.keyboard.press('Delete')
    await expect.poll(async () => (await decoded(page)).length).toBe(3)
    await page.keyboard.press('Enter')
    const wanted = await page.locator('.video-wall aside li').last().innerText()
    await page.keyboard.type(wanted)
    await page.keyboard.press('Enter')

    await expect.poll(async () => (await decoded(page)).length, { timeout: 15_000 }).toBe(4)
  }, 60_000)

  test('J-52 CA-34 revoked by the shift lead, the viewer is told by whom and why', async () => {
    const page = await open('dispatcher', '/map')
    await fillWall(page, 1)
    await expect.poll(async () => (await decoded(page))[0] ?? 0, { timeout: 15_000 }).toBeGreaterThan(5)
    const admin = await open('admin', '/admin?section=viewings')

    await admin.getByText('值班监看').first().click()
    await admin.getByLabel('中止理由').fill('与用途不符')
    await admin.getByRole('button', { name: '中止此次调用' }).click()

    await expect
      .poll(() => page.locator('.player .waiting strong').textContent(), { timeout: 10_000 })
      .toContain('与用途不符')
  }, 60_000)
})
