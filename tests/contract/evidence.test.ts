import { newId, type Id } from '@one-centre/shared/ids'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../server/src/verify.ts'
import { organisation, startTestApp, type TestApp, type TestPerson } from '../harness/app.ts'

let app: TestApp
let east: Id<'organisation'>
let west: Id<'organisation'>
let dispatcher: TestPerson
let stranger: TestPerson

beforeAll(async () => {
  app = await startTestApp()
  east = newId()
  west = newId()
  for (const [id, name] of [
    [east, '东镇'],
    [west, '西镇'],
  ] as const) {
    await app.must(
      'organisations.save',
      organisation(id, { code: name, name, shortName: name, type: 'township', parentId: app.county }),
    )
  }
  dispatcher = await app.person('dispatcher', east)
  stranger = await app.person('dispatcher', west)
})

afterAll(() => app.close())

async function upload(by: TestPerson, township: string): Promise<string> {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(newId())])
  const response = await fetch(`${app.url}/api/files?township=${township}`, {
    method: 'POST',
    headers: { cookie: by.cookie, 'content-type': 'image/png' },
    body: png,
  })
  return ((await response.json()) as { sha256: string }).sha256
}

async function report(photos: readonly string[]): Promise<unknown> {
  const response = await dispatcher.post('/api/commands/reports.submit', {
    commandId: newId(),
    township: east,
    params: {
      source: 'field',
      sourceId: newId(),
      text: '路面塌陷',
      matterId: null,
      place: { address: '东街', position: null, gridId: null },
      happenedAt: null,
      reporter: null,
      photos,
      incidentId: newId(),
      joinIncidentId: null,
    },
  })
  return response.json()
}

test('K-12 a command names only photos that were handed in, and in this township', async () => {
  const invented = 'f'.repeat(64)
  const foreign = await upload(stranger, west)
  const own = await upload(dispatcher, east)

  expect(await report([own, invented])).toMatchObject({
    ok: false,
    code: 'file.missing',
    detail: { ids: [invented] },
  })
  expect(await report([foreign])).toMatchObject({ ok: false, code: 'file.missing' })
  expect(await report([own])).toMatchObject({ ok: true })
  expect(await report([])).toMatchObject({ ok: true })
})

test('NL-5 the verifier counts photos that are named and were never handed in', async () => {
  const own = await upload(dispatcher, east)
  await report([own])
  const folder = join(app.dataDir, 'files')
  const before = await verify(app.database.db, folder)

  await app.database.db.query('delete from files where sha256 = $1', [own])

  expect(before.filesNamedInVain).toBe(0)
  // The report and its incident name the same photo, each in its own table.
  expect((await verify(app.database.db, folder)).filesNamedInVain).toBe(2)
})
