import { newId } from '@one-centre/shared/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../server/src/config.ts'
import { giveOneTimePassword } from '../../server/src/recovery.ts'
import { organisation, startTestApp, type TestApp } from '../harness/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('PE-13 an administrator who lost the password comes back in, and the trail tells it', async () => {
  const admin = await app.person('admin', app.county)
  const signInName = `p${admin.personId.slice(-12)}`
  await app.database.db.query("update accounts set failed_count = 5, locked_until = now() + interval '1 day'")

  const password = await giveOneTimePassword(app.app.kernel, app.database.db, signInName)

  const old = await admin.get('/api/session')
  const signIn = await fetch(`${app.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ signInName, password }),
  })
  const trail = await app.database.db.query<{ n: number }>(
    `select count(*)::int as n from feed_changes where entity_id = $1 and body ->> 'type' = 'person.password-reset'`,
    [admin.personId],
  )
  expect(old.status).toBe(401)
  expect(signIn.status).toBe(200)
  expect(await signIn.json()).toMatchObject({ mustChangePassword: true })
  expect(trail.rows[0]!.n).toBe(1)
})

test('PE-13 a name that nobody has is said', async () => {
  await expect(giveOneTimePassword(app.app.kernel, app.database.db, 'nobody')).rejects.toThrow(ConfigError)
  expect(readConfig({}, ['--reset-password=admin']).resetPasswordOf).toBe('admin')
  expect(readConfig({}, []).resetPasswordOf).toBeNull()
})

test('PE-14 an administrator is told the sign-in name, and of a person elsewhere nothing', async () => {
  const admin = await app.person('admin', app.county)
  const township = newId<'organisation'>()
  await app.must('organisations.save', organisation(township, { code: 'town', type: 'township' }))
  const ask = async (place: string): Promise<unknown> => {
    const params = { personId: admin.personId }
    return (await admin.post('/api/queries/people.account', { township: place, params })).json()
  }

  expect(await ask(app.county)).toMatchObject({ answer: { signInName: `p${admin.personId.slice(-12)}` } })
  expect(await ask(township)).toMatchObject({ ok: false, code: 'entity.unknown' })
})
