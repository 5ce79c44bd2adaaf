import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '@one-centre/shared/ids'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personKind } from '../../server/src/features/people/index.ts'
import { CHROMIUM, hasChromium } from '../harness/chromium.ts'
import { openStage, type Stage } from './field-stage.ts'

describe.skipIf(!hasChromium)(`the phone in the field (needs ${CHROMIUM})`, () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage.close())

  /** Waits until the phone could be reloaded without a network. */
  async function isKept(page: Page): Promise<void> {
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
    })
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await page.waitForTimeout(2_500)
  }

  async function press(page: Page, name: string): Promise<void> {
    await page.locator('.big-button').filter({ hasText: name }).click()
  }

  /** Holds the slide as a keyboard does. */
  async function slide(page: Page): Promise<void> {
    const handle = page.locator('.slide')
    await handle.focus()
    await page.keyboard.down('Enter')
    await page.waitForTimeout(1_300)
    await page.keyboard.up('Enter')
  }

  /** A picture of 3,000 × 4,000 px, as a phone's camera gives it. */
  async function snap(page: Page): Promise<Buffer> {
    const base64 = await page.evaluate(() => {
      const canvas = document.createElement('canvas')
      canvas.width = 3_000
      canvas.height = 4_000
      const context = canvas.getContext('2d')!
      context.fillStyle = '#7a8'
      context.fillRect(0, 0, 3_000, 4_000)
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!
    })
    return Buffer.from(base64, 'base64')
  }

  async function photograph(page: Page): Promise<void> {
    const picture = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await snap(page) }
    const before = await page.locator('figure img').count()
    await page.locator('input[type=file]').setInputFiles(picture)
    // Twelve million pixels are shrunk on a machine that has other work.
    await expect.poll(() => page.locator('figure img').count(), { timeout: 15_000 }).toBe(before + 1)
  }

  test('J-20 FD-13 FD-21 accepted, worked on and finished in a tunnel, through a reload and a kill: all of it arrives, once', async () => {
    const phone = await stage.phone(stage.crew[0]!.id)
    const page = await phone.newPage()
    // Opened before the tunnel: a tab opened later is online for a moment in this browser.
    const next = await phone.newPage()
    await page.bringToFront()
    await page.goto(`${stage.url}/field`)
    const taskId = await stage.dispatch('隧道里的塌方')
    await page.getByRole('alertdialog').waitFor()
    await press(page, '查看任务')
    await expect.poll(async () => (await stage.task(taskId)).state).toBe('read')
    await isKept(page)

    await phone.setOffline(true)
    await page.waitForTimeout(1_000)
    await press(page, '接单')
    await press(page, '出发')
    // Fixes closer together than 5 s are thinned.
    await page.waitForTimeout(6_000)
    await phone.setGeolocation(stage.place(0.0002))
    await page.waitForTimeout(1_500)
    await page.reload()
    await page.getByText('隧道里的塌方').first().click()
    await page.getByText(/^待上传 2$/).waitFor()
    await press(page, '到场')
    await press(page, '开始处置')
    await page.locator('textarea').fill('已围挡，待清运')
    await photograph(page)
    await slide(page)
    await page.getByText('已完成').first().waitFor()
    await page.waitForTimeout(500)
    const crashed = page.waitForEvent('crash')
    await page.goto('chrome://crash').catch(() => undefined)
    await crashed
    await page.close()

    await next.bringToFront()
    await next.goto(`${stage.url}/field`)
    await next.getByText('隧道里的塌方').first().waitFor()
    await next.getByText(/^待上传 6$/).waitFor()
    expect((await stage.task(taskId)).state).toBe('read')
    await phone.setOffline(false)

    await expect.poll(async () => (await stage.task(taskId)).state, { timeout: 60_000 }).toBe('done')
    const done = await stage.task(taskId)
    const times = done.times
    expect(times.accepted!.deviceAt! < times.enRoute!.deviceAt!).toBe(true)
    expect(times.onScene!.deviceAt! < times.done!.deviceAt!).toBe(true)
    expect(times.accepted!.deviceAt! < times.accepted!.serverAt).toBe(true)
    expect(done.result).toBe('已围挡，待清运')
    expect(done.photos).toHaveLength(1)
    const stored = await stage.database.db.query<{ size: string; facts: { source: string } }>(
      'select size, facts from files where sha256 = any($1)',
      [done.photos],
    )
    expect(stored.rows).toHaveLength(1)
    expect(stored.rows[0]!.facts).toMatchObject({ source: 'camera', position: { accuracyM: 12 } })
    expect(Object.values(await stage.changesOf(taskId)).every(count => count === 1)).toBe(true)
    await expect.poll(() => next.getByText(/^待上传 \d/).count(), { timeout: 30_000 }).toBe(0)
    await expect
      .poll(async () => await positionsBefore(times.accepted!.serverAt), { timeout: 30_000 })
      .toBeGreaterThan(0)
    await phone.close()
  })

  async function positionsBefore(at: string): Promise<number> {
    const found = await stage.database.db.query<{ count: number }>(
      'select count(*)::int as count from position_history where measured_at < $1',
      [at],
    )
    return found.rows[0]!.count
  }

  test('J-25 FD-22 FD-24 says while it shares where it is and why it stopped, and keeps the screen on only on the way', async () => {
    const phone = await stage.phone(stage.crew[0]!.id)
    const page = await phone.newPage()
    await page.addInitScript(() => {
      const counted = window as unknown as { heldScreens: number }
      counted.heldScreens = 0
      const request = (): Promise<object> => {
        counted.heldScreens += 1
        const sentinel = {
          released: false,
          release: () => {
            if (!sentinel.released) counted.heldScreens -= 1
            sentinel.released = true
            return Promise.resolve()
          },
        }
        return Promise.resolve(sentinel)
      }
      Object.defineProperty(navigator, 'wakeLock', { value: { request } })
    })
    const held = () => page.evaluate(() => (window as unknown as { heldScreens: number }).heldScreens)
    const sharing = page.locator('.sharing')
    await page.goto(`${stage.url}/field`)
    await sharing.waitFor()
    await stage.dispatch('路面积水')
    await press(page, '查看任务')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    expect(await sharing.innerText()).toContain('未共享位置')
    expect(await held()).toBe(0)

    await press(page, '接单')
    await sharing.filter({ hasText: '米' }).waitFor()
    expect(await held()).toBe(0)
    await press(page, '出发')
    await expect.poll(held).toBe(1)
    await press(page, '到场')
    await expect.poll(held).toBe(0)
    await press(page, '开始处置')
    await page.locator('textarea').fill('已排水')
    await photograph(page)
    await slide(page)

    await sharing.filter({ hasText: /\d{2}:\d{2} 已停止共享位置：任务已完成/ }).waitFor()
    await phone.close()
  })

  test('J-21 another person on the same phone neither sees nor sends what the former left', async () => {
    const [former, other] = [stage.crew[0]!, stage.crew[1]!]
    const phone = await stage.phone(former.id)
    const page = await phone.newPage()
    await page.goto(`${stage.url}/field`)
    const taskId = await stage.dispatch('前一人的任务')
    await page.getByRole('alertdialog').waitFor()
    await press(page, '查看任务')
    await isKept(page)
    await phone.setOffline(true)
    await page.waitForTimeout(1_000)
    await press(page, '接单')
    await page.getByText(/^待上传 1$/).waitFor()

    // Another tab signs the other person in: the cookie changes under the first page.
    await stage.signIn(phone, other.id)
    await phone.setOffline(false)
    await expect
      .poll(() => page.locator('.who strong').first().innerText(), { timeout: 60_000 })
      .toBe(other.name)
    await page.waitForTimeout(3_000)

    expect((await stage.task(taskId)).times.accepted).toBeNull()
    expect(await page.getByText(/^待上传 \d/).count()).toBe(0)
    await stage.signIn(phone, former.id)
    await page.reload()
    await expect.poll(async () => (await stage.task(taskId)).state, { timeout: 60_000 }).toBe('accepted')
    expect((await stage.changesOf(taskId))['task.accepted']).toBe(1)
    await phone.close()
  })

  test('J-22 a photo the server will not have is explained, and the finish it held back is mended', async () => {
    const phone = await stage.phone(stage.crew[0]!.id)
    const page = await phone.newPage()
    await page.goto(`${stage.url}/field`)
    const taskId = await stage.dispatch('照片被拒的任务')
    await page.getByRole('alertdialog').waitFor()
    await press(page, '查看任务')
    for (const step of ['接单', '出发', '到场', '开始处置']) await press(page, step)
    const refusal = { ok: false, code: 'input.too-large', detail: {} }
    await phone.setOffline(true)
    await page.waitForTimeout(1_000)
    await page.locator('textarea').fill('已处理')
    await photograph(page)
    await slide(page)
    await page.getByText(/^待上传 \d/).waitFor()
    await phone.route('**/api/files?*', route => route.fulfill({ status: 413, json: refusal }))
    await phone.setOffline(false)

    await page
      .getByText(/照片未被接受/)
      .first()
      .waitFor({ timeout: 60_000 })
    expect((await stage.task(taskId)).times.done).toBeNull()
    expect(await page.locator('textarea').inputValue()).toBe('已处理')
    await phone.unroute('**/api/files?*')
    await page.getByRole('button', { name: '删除照片' }).click()
    await photograph(page)
    await slide(page)

    await expect.poll(async () => (await stage.task(taskId)).state, { timeout: 60_000 }).toBe('done')
    expect((await stage.task(taskId)).photos).toHaveLength(1)
    await phone.close()
  })

  test('J-23 FD-1 a new version is taken whole; one that does not fit together is not taken', async () => {
    const phone = await stage.phone(stage.crew[0]!.id)
    const page = await phone.newPage()
    await page.goto(`${stage.url}/field`)
    await isKept(page)
    const pageFile = join(stage.clientFolder, 'index.html')
    const workerFile = join(stage.clientFolder, 'service-worker.js')
    const html = await readFile(pageFile, 'utf8')
    const worker = await readFile(workerFile, 'utf8')
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    const renewed = html.replace('<head>', '<head data-version="2">')
    const look = () =>
      page.evaluate(async () => {
        await (await navigator.serviceWorker.ready).update()
      })

    // The worker names the new page, the server still has the old one.
    const next = worker.replace(hash(html), hash(renewed)).replace(/"version":"\w+"/, '"version":"second"')
    await writeFile(workerFile, next)
    await look().catch(() => undefined)
    await page.waitForTimeout(3_000)
    expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)).toBeNull()

    await writeFile(pageFile, renewed)
    await writeFile(workerFile, next.replace('"second"', '"third"'))
    await look()
    await page.getByRole('button', { name: '我的' }).click()
    await page.getByRole('button', { name: /新版本/ }).click()
    await page.waitForFunction(() => document.head.dataset['version'] === '2')

    await phone.setOffline(true)
    await page.waitForTimeout(1_000)
    await page.reload()
    await page.getByText(/进行中/).waitFor()
    expect(await page.evaluate(() => document.head.dataset['version'])).toBe('2')
    await phone.close()
  })

  test('U-41 U-58 a leader who answers for the body goes on duty by a button that says so, and to the desk', async () => {
    const { kernel } = stage.app
    const { id, version, name, phone, title, organisationId, posts, township, onDuty } =
      kernel.reference.find(personKind, stage.crew[1]!.id)!
    const outcome = await kernel.commands.run(kernel.system, 'people.save', {
      commandId: newId(),
      township,
      params: {
        personId: id,
        version,
        name,
        phone,
        title,
        organisationId,
        posts: [...posts, { role: 'body', township, organisationId }],
      },
    })
    const context = await stage.phone(id)
    const page = await context.newPage()
    await page.goto(`${stage.url}/field`)
    const states = onDuty ? ['在岗', '离岗'] : ['离岗', '在岗']

    await page.getByText(`状态：${states[0]}`).waitFor()
    await page.getByRole('button', { name: onDuty ? '下岗' : '上岗', exact: true }).click()
    await page.getByText(`状态：${states[1]}`).waitFor()
    await page.getByRole('button', { name: '我的', exact: true }).click()
    await page.getByRole('link', { name: /派遣席/ }).click()
    await page.waitForURL(/\/console$/)
    await page.getByRole('button', { name: '菜单' }).click()
    await page.getByRole('link', { name: '移动端' }).click()

    await page.getByText(`状态：${states[1]}`).waitFor()
    expect(outcome.ok).toBe(true)
    await context.close()
  })

  test('J-24 FD-31 a browser that is too old is told so', async () => {
    const context = await stage.browser.newContext()
    await context.addInitScript(() => {
      delete (AbortSignal as { timeout?: unknown }).timeout
    })
    const page = await context.newPage()
    await page.goto(`${stage.url}/field`)

    await page.getByRole('heading', { name: '浏览器版本过低' }).waitFor()
    await context.close()
  })
})
