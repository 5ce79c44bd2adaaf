import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { newId } from '@one-centre/shared/ids'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../client/build-if-stale.ts'
import { CHROMIUM, hasChromium, launchChromium } from '../harness/chromium.ts'
import { signInAs, startDemoServer, type DemoServer } from '../harness/demo-server.ts'

/** The administrator's main jobs, each once, in a real browser. */
describe.skipIf(!hasChromium)(`the administrator (needs ${CHROMIUM})`, () => {
  let server: DemoServer
  let browser: Browser
  let page: Page
  const faults: string[] = []

  beforeAll(async () => {
    await buildIfStale()
    server = await startDemoServer()
    browser = await launchChromium()
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    await signInAs(context, server.url, 'admin')
    page = await context.newPage()
    page.on('pageerror', error => faults.push(error.message))
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  async function open(section: string): Promise<void> {
    await page.goto(`${server.url}/admin?section=${section}`)
    await page.locator('nav.tabs a[aria-current]').waitFor()
  }
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true })
  const rows = (): Locator => page.locator('[role=grid] .space [role=row]')
  const saved = (): Promise<void> => page.getByRole('status').getByText('已保存').waitFor()

  async function find(words: string): Promise<void> {
    await page.getByPlaceholder('搜索').first().fill(words)
    await rows().first().click()
  }

  test('J-30 adds a person with an account, and a later change leaves the account alone', async () => {
    await open('people')
    await button('新增').click()
    await page.getByLabel('姓名').fill('钱一鸣')
    await page.getByLabel(/^登录名/).fill('qian.yiming')
    await button('添加岗位').click()
    await button('保存').click()
    await page.getByRole('heading', { name: '一次性密码' }).waitFor()
    const password = await page.locator('.once dd code').innerText()
    await button('已转交，关闭').click()

    await find('钱一鸣')
    await expect.poll(() => page.getByLabel(/^登录名/).inputValue()).toBe('qian.yiming')
    await page.getByLabel('职务').fill('值班员')
    await button('保存').click()
    await saved()
    const signIn = await page.request.post(`${server.url}/api/session`, {
      data: { signInName: 'qian.yiming', password },
      headers: { cookie: '' },
    })

    expect(signIn.status()).toBe(200)
    await signInAs(page.context(), server.url, 'admin')
  })

  test('J-31 adds a body and a team', async () => {
    await open('organisations')
    await button('新增').click()
    await page.getByLabel('编码').fill('flood-office')
    await page.getByLabel('名称').fill('云川县防汛抗旱办公室')
    await page.getByLabel('简称').fill('县防汛办')
    await button('保存').click()
    await saved()
    await open('teams')
    await button('新增').click()
    await page.getByLabel('编码').fill('flood-1')
    await page.getByLabel('名称').fill('防汛一组')
    await page.getByLabel('所属机构').selectOption({ label: '云川县防汛抗旱办公室' })
    await button('保存').click()
    await saved()
    await find('防汛一组')

    expect(await page.getByLabel('所属机构').locator('option:checked').innerText()).toBe(
      '云川县防汛抗旱办公室',
    )
  })

  test('J-32 takes the county’s matters out, changes one and brings them back after a dry run', async () => {
    await open('tables')
    await button('事项').click()
    const taken = page.waitForEvent('download')
    await button('现有数据 CSV').click()
    const text = await readFile(await (await taken).path(), 'utf8')
    const lines = text.split('\r\n')
    const upload = (content: string): Promise<void> =>
      page.locator('input[type=file]').setInputFiles({
        ...{ name: 'matters.csv', mimeType: 'text/csv', buffer: Buffer.from(content) },
      })

    await upload(text)
    await page.getByText('与现有数据一致，无需导入').waitFor()
    await upload([lines[0], lines[1]!.replace(/,(Ⅲ级|一般|紧急|特急|复杂),/, ',十万火急,')].join('\r\n'))
    await page.getByText('不在允许范围').waitFor()
    const code = lines[1]!.split(',')[0]!
    await upload([lines[0], lines[1]!.replace(code, 'X-NEW')].join('\r\n'))
    await button('导入').click()

    await page.getByText('已导入：新增 1').waitFor()
  })

  test('J-33 checks a file of grids, is told what is wrong, imports the mended one and names who is on duty', async () => {
    await open('grids')
    const square = (open_: boolean): number[][] => {
      const ring = [
        [100, 26],
        [100.01, 26],
        [100.01, 26.01],
        [100, 26.01],
      ]
      return open_ ? ring : [...ring, ring[0]!]
    }
    const upload = (isOpen: boolean): Promise<void> => {
      const properties = { code: 'county-new', name: '新划网格', level: 'grid' }
      const geometry = { type: 'Polygon', coordinates: [square(isOpen)] }
      const collection = {
        type: 'FeatureCollection',
        features: [{ type: 'Feature', properties, geometry }],
      }
      const buffer = Buffer.from(JSON.stringify(collection))
      return page
        .locator('input[type=file]')
        .setInputFiles({ name: 'grids.geojson', mimeType: 'application/json', buffer })
    }
    await upload(true)
    await page.getByText('边界未闭合').waitFor()
    expect(await button('导入').count()).toBe(0)
    await upload(false)
    await button('导入').click()
    await page.getByText('已导入：新增 1').waitFor()
    await find('新划网格')
    await page.getByRole('group', { name: '值守人员' }).getByRole('checkbox').first().check()
    await button('保存').click()
    await saved()
    await find('新划网格')

    await page.getByRole('group', { name: '值守人员' }).getByText('1 人').waitFor()
  })

  test('J-34 enters the year the calendar does not know, and the alarm is gone', async () => {
    await open('calendar')
    await page.getByText('明年的节假日尚未录入').waitFor()
    await page.locator('.banner button').click()
    await page.getByLabel(/^放假日/).fill('2027-02-30')
    await page.getByText('看不懂这一行：2027-02-30').waitFor()
    await page.getByLabel(/^放假日/).fill('2027-01-01\n2027-02-05 至 2027-02-11')
    await button('保存').click()

    await page.getByText('节假日已录入至 2027 年').waitFor()
  })

  test('J-37 U-66 a one-time password is changed for one typed twice, and every rule it breaks is named', async () => {
    await open('people')
    const signInName = 'sun.li'
    const me = (await (await page.request.get(`${server.url}/api/session`)).json()) as { county: string }
    const post = { role: 'leader', township: me.county, organisationId: me.county }
    const made = await page.request.post(`${server.url}/api/commands/people.save`, {
      data: {
        commandId: newId(),
        township: me.county,
        params: {
          personId: newId(),
          version: null,
          name: '孙立',
          phone: '',
          title: '',
          organisationId: me.county,
          posts: [post],
          signInName,
        },
      },
    })
    const { answer } = (await made.json()) as { answer: { oneTimePassword: string } }
    const context = await browser.newContext()
    const login = await context.newPage()
    await login.goto(`${server.url}/login`)
    await login.getByRole('button', { name: /县领导/ }).waitFor()
    await login.getByLabel('用户名').fill(signInName)
    await login.getByLabel('密码', { exact: true }).fill(answer.oneTimePassword)
    await login.getByRole('button', { name: '登录', exact: true }).click()
    await login.getByLabel('新密码', { exact: true }).fill('SUN.LI-1')
    await login.getByLabel('再次输入新密码', { exact: true }).fill('other')
    await login.getByRole('button', { name: '修改密码' }).click()
    const broken = await login.getByRole('alert').innerText()
    await login.getByRole('button', { name: '显示: 新密码', exact: true }).click()
    const shown = await login.getByLabel('新密码', { exact: true }).getAttribute('type')
    await login.getByLabel('当前密码', { exact: true }).fill('wrong')
    await login.getByLabel('新密码', { exact: true }).fill('Correct-Horse-9')
    await login.getByLabel('再次输入新密码', { exact: true }).fill('Correct-Horse-9')
    await login.getByRole('button', { name: '修改密码' }).click()
    await login.getByText('当前密码不正确').waitFor()
    await login.getByLabel('当前密码', { exact: true }).fill(answer.oneTimePassword)
    await login.getByRole('button', { name: '修改密码' }).click()
    await login.waitForURL(/\/map$/)

    expect(broken.match(/尚不符合/g)).toHaveLength(3)
    expect(shown).toBe('text')
    await context.close()
  })

  test('J-35 a wall opens by its link, keeps no token in the address, and is cut when the token is revoked', async () => {
    await open('tokens')
    await button('签发令牌').first().click()
    await page.getByLabel(/^名称/).fill('大厅左屏')
    await button('保存').click()
    const link = await page.locator('.once code').innerText()
    // The first secret is still open when the second comes.
    await button('签发令牌').first().click()
    await page.getByLabel(/^名称/).fill('大厅右屏')
    await button('保存').click()
    await page.locator('.once').nth(1).waitFor()
    expect(await page.locator('.once code').first().innerText()).toBe(link)
    await page.getByRole('button', { name: /^复制: 大厅左屏/ }).click()
    await page.getByRole('button', { name: /^已复制: 大厅左屏/ }).waitFor()
    await button('已妥善保存，关闭').first().click()
    await button('已妥善保存，关闭').click()
    const wall = await (await browser.newContext()).newPage()
    const asked: string[] = []
    const unanswered: string[] = []
    wall.on('request', request => asked.push(request.url()))
    wall.on('response', response => {
      if (response.url().includes('/api/basemap') && !response.ok()) unanswered.push(response.url())
    })
    const drawn = wall.waitForResponse(response => response.url().endsWith('/api/basemap') && response.ok())
    await wall.goto(link)
    await drawn
    await wall.getByRole('button', { name: /^在办/ }).first().waitFor()
    const secret = link.split('token=')[1]!
    const seen = await wall.evaluate(
      () => `${location.href} ${JSON.stringify(history.state)} ${document.cookie}`,
    )

    await find('大厅左屏')
    await button('吊销').click()
    await button('确认').click()
    await wall.waitForURL(/\/login$/, { timeout: 4_000 })

    expect(link).toContain('/wall#token=oc_')
    expect(`${seen} ${asked.join(' ')}`).not.toContain(secret)
    // BM-5: asked before the link's token was changed for a cookie, the map stayed blank.
    expect(unanswered).toEqual([])
    await wall.context().close()
  })

  test('J-36 the trail tells it all in words, opens a change, and its chain holds', async () => {
    await open('trail')
    await page.getByLabel('对象类别').selectOption({ label: '人员' })
    await button('查询').click()
    const changed = rows().filter({ hasText: '修改人员' }).filter({ hasText: '钱一鸣' }).first()
    await changed.click()
    const change = page.locator('.change table')
    await change.getByText('值班员').waitFor()
    const said = await change.innerText()
    const text = await page.locator('[role=grid] .space').innerText()
    await button('开始校验').click()
    await page.getByText(/校验通过：\d+ 条首尾相扣/).waitFor()
    const taken = page.waitForEvent('download')
    await button('导出 CSV').click()
    const csv = await readFile(await (await taken).path(), 'utf8')
    await open('reveals')
    await rows().first().getByText('导出审计记录').waitFor()

    expect(said).toMatch(/职务\s+（空）\s+值班员/)
    expect(text).not.toMatch(/person\.|people\./)
    expect(csv).toContain('"修改人员","钱一鸣","保存人员"')
  })

  test.each(['people', 'teams', 'grids', 'calendar', 'tokens', 'trail', 'reveals'])(
    'J-3 the section %s has no serious accessibility finding in either theme and language',
    async section => {
      await open(section)
      await page.waitForTimeout(800)
      for (const theme of ['dark', 'light']) {
        await page.evaluate(name => (document.documentElement.dataset['theme'] = name), theme)
        await page.waitForTimeout(300)
        const { violations } = await new AxeBuilder({ page }).analyze()
        const serious = violations.filter(one => one.impact === 'serious' || one.impact === 'critical')
        expect(serious.map(one => `${theme} ${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
      }
    },
  )

  test('J-4 no page threw', () => {
    expect(faults).toEqual([])
  })
})
