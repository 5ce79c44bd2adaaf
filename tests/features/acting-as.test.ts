import { newId } from '@one-centre/shared/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisation, startTestApp, type TestApp } from '../harness/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('FD-6 a command in a name that is not the cookie’s does nothing; in the right name it is done', async () => {
  const admin = await app.person('admin', app.county)
  const organisationId = newId<'organisation'>()
  const send = (actingAs: string) =>
    fetch(`${app.url}/api/commands/organisations.save`, {
      method: 'POST',
      headers: { cookie: admin.cookie, 'content-type': 'application/json', 'x-acting-as': actingAs },
      body: JSON.stringify({
        commandId: newId(),
        township: app.county,
        params: organisation(organisationId, { type: 'department', parentId: app.county }),
      }),
    })

  const other = await send(newId())
  const own = await send(admin.personId)

  expect(other.status).toBe(401)
  expect(await other.json()).toMatchObject({ ok: false, code: 'access.other-person' })
  expect(own.status).toBe(200)
})

test('FD-6 nothing is shown in a name that is not the cookie’s', async () => {
  const admin = await app.person('admin', app.county)

  const response = await fetch(`${app.url}/api/feed/${app.county}/snapshot`, {
    headers: { cookie: admin.cookie, 'x-acting-as': newId() },
  })

  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({ ok: false, code: 'access.other-person', detail: {} })
})
