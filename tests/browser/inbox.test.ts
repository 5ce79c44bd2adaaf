import { newId } from '@one-centre/shared/ids'
import type { Notification } from '@one-centre/shared/notifications'
import type { APIRequestContext, Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../client/build-if-stale.ts'
import { CHROMIUM, hasChromium, launchChromium } from '../harness/chromium.ts'
import { signInAs, startDemoServer, type DemoServer } from '../harness/demo-server.ts'

const TOWN = '青岚镇'
const PATIENT = { timeout: 30_000 }

/** Notices in a real browser: skipped, by name, where there is no Chromium. */
describe.skipIf(!hasChromium)(`the inbox (needs ${CHROMIUM})`, () => {
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

  async function seat(role: string): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    await signInAs(context, server.url, role, TOWN)
    return context
  }

  async function township(request: APIRequestContext): Promise<string> {
    const info = (await (await request.get(`${server.url}/api/session`)).json()) as {
      county: string
      streams: { township: string }[]
    }
    return info.streams.find(stream => stream.township !== info.county)!.township
  }

  async function command(request: APIRequestContext, name: string, params: object): Promise<void> {
    const answer = await request.post(`${server.url}/api/commands/${name}`, {
      data: { commandId: newId(), township: await township(request), params },
    })
    expect(await answer.json(), name).toMatchObject({ ok: true })
  }

  async function noticesAbout(request: APIRequestContext, incidentId: string): Promise<Notification[]> {
    const answer = await request.get(`${server.url}/api/feed/${await township(request)}/snapshot`)
    const { entities } = (await answer.json()) as { entities: { notification?: Notification[] } }
    return (entities.notification ?? []).filter(one => one.subject.incidentId === incidentId)
  }

  test('J-40 N-13 an order reaches the inspector’s page: figure, receipt, sentence and incident', async () => {
    const [desk, leader, inspector] = await Promise.all([
      seat('shift_lead'),
      seat('leader'),
      seat('inspector'),
    ])
    const incidentId = newId()
    await command(desk.request, 'reports.submit', {
      source: 'hotline',
      sourceId: newId(),
      text: '河堤裂缝渗水',
      matterId: null,
      place: { address: '青岚河堤', position: null, gridId: null },
      happenedAt: null,
      reporter: null,
      photos: [],
      incidentId,
      joinIncidentId: null,
    })
    const page = await inspector.newPage()
    await page.goto(`${server.url}/console`)
    const button = page.getByRole('button', { name: /未读通知 \d+ 条/ })
    await button.waitFor(PATIENT)

    await command(leader.request, 'supervision.supervise', { incidentId, text: '立即处置' })

    await page.getByRole('button', { name: /未读通知 [1-9]\d* 条/ }).waitFor(PATIENT)
    await expect
      .poll(async () => (await noticesAbout(inspector.request, incidentId))[0]?.deliveredAt, PATIENT)
      .toBeTypeOf('string')
    expect((await noticesAbout(inspector.request, incidentId))[0]!.readAt).toBeNull()

    await button.click()
    const line = page.getByRole('dialog', { name: '通知' }).getByRole('button', { name: '河堤裂缝渗水' })
    expect(await line.innerText()).toContain('督办（领导指令）：须书面答复')
    if (process.env['SHOTS'] !== undefined)
      await page.screenshot({ path: `${process.env['SHOTS']}/inbox.png` })
    await line.click()

    await page.waitForURL(url => url.searchParams.get('incident') === incidentId)
    await expect
      .poll(async () => (await noticesAbout(inspector.request, incidentId))[0]?.readAt, PATIENT)
      .toBeTypeOf('string')
    expect(await page.getByRole('dialog', { name: '通知' }).count()).toBe(0)
  })
})
