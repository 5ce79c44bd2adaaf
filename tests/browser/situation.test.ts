import { copyFile, readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../client/build-if-stale.ts'
import { CHROMIUM, hasChromium, launchChromium } from '../harness/chromium.ts'
import { signInAs, startDemoServer, type DemoServer } from '../harness/demo-server.ts'

const SHOTS = process.env['SITUATION_SHOTS']

/** Looking back over a live demonstration: wall, console and map show what once was. */
describe.skipIf(!hasChromium)(`the replay (needs ${CHROMIUM})`, () => {
  let server: DemoServer
  let browser: Browser

  beforeAll(async () => {
    await buildIfStale()
    server = await startDemoServer()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  async function open(role: string, path: string, width: number, height: number): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height } })
    await signInAs(context, server.url, role)
    const page = await context.newPage()
    await page.goto(`${server.url}${path}`)
    return page
  }
  const shoot = async (page: Page, name: string): Promise<void> => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` })
  }
  const digits = (text: string): number => Number(text.replace(/\D/g, ''))
  const bar = (page: Page) => page.getByRole('region', { name: '复盘' })
  const shownAt = async (page: Page): Promise<number> =>
    Date.parse(`${(await bar(page).locator('time.at').innerText()).replace(' ', 'T')}+08:00`)

  test('RS-11 the wall goes back, plays on, and is live again at one key', async () => {
    const page = await open('shift_lead', '/wall', 1920, 1080)
    const openCount = page.locator('button.figure').first().locator('.value')
    await expect.poll(async () => digits(await openCount.innerText()), { timeout: 90_000 }).toBeGreaterThan(5)

    await page.getByRole('button', { name: '复盘' }).click()
    await bar(page).getByText('已暂停').waitFor()
    expect(await page.title()).toMatch(/^复盘/)
    expect(await bar(page).innerText()).toContain('非实时')
    // A quarter of an hour ago this demonstration had not begun: nothing was reported, and that is known.
    await expect.poll(() => openCount.innerText()).toMatch(/^\s*0/)

    await page.keyboard.press('ArrowRight')
    await expect.poll(async () => digits(await openCount.innerText()), { timeout: 20_000 }).toBeGreaterThan(0)
    const stepped = await shownAt(page)
    await bar(page).getByLabel('播放速度').selectOption('60')
    await page.locator('h1').click()
    await page.keyboard.press('Space')
    await bar(page).getByText('60 倍速播放中').waitFor()
    await expect.poll(async () => digits(await openCount.innerText()), { timeout: 30_000 }).toBeGreaterThan(3)
    expect(await shownAt(page)).toBeGreaterThan(stepped)
    // No panel may look as if it were live.
    expect(await page.locator('[data-freshness]').count()).toBe(0)
    await shoot(page, 'wall')

    await page.keyboard.press('End')
    await page.getByText('已连接').waitFor()
    expect(await bar(page).count()).toBe(0)
    expect(await page.title()).not.toMatch(/复盘/)
    await page.context().close()
  })

  test('RS-11 the console of then can be read, and offers nothing to do', async () => {
    const page = await open('dispatcher', '/console', 1920, 1080)
    await page.getByRole('button', { name: /新建/ }).waitFor()
    const listed = page.getByText(/^共 [1-9]\d* 条/)
    await expect.poll(() => listed.count(), { timeout: 90_000 }).toBe(1)
    await page.getByRole('button', { name: '复盘' }).click()
    await bar(page).getByText('已暂停').waitFor()
    expect(await listed.count(), 'nothing had happened yet').toBe(0)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => listed.count(), { timeout: 20_000 }).toBe(1)
    const sent: string[] = []
    page.on('request', request => {
      if (request.url().includes('/api/commands')) sent.push(request.url())
    })

    await page.keyboard.press('F2')
    await page.keyboard.press('j')
    await page.keyboard.press('F9')
    await page.keyboard.press('F8')
    await shoot(page, 'console')

    expect(await page.getByRole('button', { name: /新建/ }).count()).toBe(0)
    expect(await page.locator('form').count()).toBe(0)
    expect(sent).toEqual([])
    await page.keyboard.press('End')
    await page.getByRole('button', { name: /新建/ }).waitFor()
    await page.context().close()
  })

  test('RS-13 the timeline leads to where it is dragged, and the map follows', async () => {
    const page = await open('leader', '/map', 1280, 800)
    await page.getByRole('button', { name: '复盘' }).click()
    await bar(page).getByText('已暂停').waitFor()
    await bar(page).getByLabel('时间轴长度').selectOption({ index: 0 })
    const slider = page.getByRole('slider', { name: '时间轴' })
    const before = await shownAt(page)

    const box = (await slider.boundingBox())!
    // The last quarter of a minute of the hour: later than a quarter of an hour ago.
    await page.mouse.click(box.x + box.width * 0.996, box.y + box.height / 2)
    await expect.poll(() => shownAt(page), { timeout: 20_000 }).toBeGreaterThan(before + 600_000)
    await expect
      .poll(async () => digits(await page.locator('button.figure').nth(1).innerText()), { timeout: 20_000 })
      .toBeGreaterThan(0)
    const later = await shownAt(page)
    await page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2)
    await expect.poll(() => shownAt(page)).toBeLessThan(later - 1_200_000)
    await bar(page).getByText('已暂停').waitFor()
    await page.keyboard.press('End')
    expect(await bar(page).count(), 'the slider keeps its own End').toBe(1)
    expect(await page.locator('.density').getAttribute('d')).toMatch(/^M/)
    await shoot(page, 'map')
    await page.context().close()
  })

  test('RS-21 what was planned stands beside what happened, and a report is taken as a Word file', async () => {
    const page = await open('leader', '/map', 1440, 900)
    await page.getByRole('button', { name: '复盘' }).click()
    await bar(page).getByText('已暂停').waitFor()
    await bar(page).getByLabel('时间轴长度').selectOption({ index: 0 })
    const box = (await page.getByRole('slider', { name: '时间轴' }).boundingBox())!
    await page.mouse.click(box.x + box.width * 0.998, box.y + box.height / 2)
    await bar(page).getByRole('button', { name: '时限对照' }).click()
    const review = page.getByRole('complementary', { name: '时限对照与报告' })
    const choice = review.getByLabel('选择事件')
    await expect.poll(() => choice.locator('option').count(), { timeout: 20_000 }).toBeGreaterThan(2)

    await choice.selectOption({ index: 1 })
    await review.getByText('计划时限与实际').waitFor()
    expect(await review.locator('tbody tr').count()).toBeGreaterThan(6)
    await shoot(page, 'review')
    const coming = page.waitForEvent('download')
    await review.getByRole('button', { name: '此事件的 Word 报告' }).click()
    const file = await coming
    const content = await readFile(await file.path())

    expect(file.suggestedFilename()).toMatch(/^复盘报告 SJ-.+\.docx$/)
    expect(content.subarray(0, 2).toString()).toBe('PK')
    expect(content.length).toBeGreaterThan(5_000)
    if (SHOTS !== undefined) await copyFile(await file.path(), `${SHOTS}/report.docx`)
    // A time of its course leads there.
    const first = review.locator('ol button').first()
    const there = await first.innerText()
    await first.click()
    await expect.poll(async () => bar(page).locator('time.at').innerText(), { timeout: 20_000 }).toBe(there)
    await page.context().close()
  })
})
