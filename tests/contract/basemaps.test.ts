import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readBasemaps } from '../../server/src/basemaps.ts'
import { SESSION_COOKIE, type Identities, type Identity } from '../../server/src/identity.ts'
import { openHttp } from '../../server/src/platform/http.ts'
import { refusalClassOf } from '../../server/src/refusal-classes.ts'
import { basemapRoutes } from '../../server/src/routes/basemap.ts'
import { sharedFile } from '../harness/shared-data.ts'

const sample = sharedFile('data/pmtiles_sample/protomaps_vector_ODbL_firenze.pmtiles')
const cookies = { [SESSION_COOKIE]: 'somebody' }
const somebody = { token: 'somebody', mustChangePassword: false } as unknown as Identity
const identities = {
  identify: ({ cookie }: { cookie: string | undefined }) =>
    Promise.resolve(cookie === undefined ? null : somebody),
} as unknown as Identities

let folder: string
type Http = Awaited<ReturnType<typeof openHttp>>
let http: Http | undefined

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'one-centre-basemaps-'))))
afterEach(async () => {
  await http?.close()
  rmSync(folder, { recursive: true, force: true })
})

const plan = { id: 'own', title: '自有底图', datum: 'wgs84', grid: 'mercator', minZoom: 3, maxZoom: 18 }

async function serve(layers: readonly object[]): Promise<Http> {
  writeFileSync(join(folder, 'basemaps.json'), JSON.stringify([{ ...plan, layers }]))
  const basemaps = readBasemaps(folder, null)
  http = await openHttp({
    log: pino({ level: 'silent' }),
    trustedProxies: [],
    origins: [],
    requestsPerMinute: 1_000,
    classOf: refusalClassOf,
    imageOrigins: basemaps.imageOrigins,
    connectOrigins: basemaps.connectOrigins,
  })
  basemapRoutes(http, { identities, basemaps, demo: false, demoSeed: 1, dataDir: folder })
  return http
}

function directive(policy: unknown, name: string): string | undefined {
  return String(policy)
    .split(';')
    .find(one => one.startsWith(`${name} `))
}

test('BM-2 the policy of every page names the configured host for pictures and no other', async () => {
  const app = await serve([
    { kind: 'xyz', url: 'https://tiles.county.example/{z}/{x}/{y}.png', maxNativeZoom: 18 },
  ])

  const answer = await app.inject({ url: '/api/basemaps', cookies })

  const policy = answer.headers['content-security-policy']
  expect(directive(policy, 'img-src')).toBe("img-src 'self' data: blob: https://tiles.county.example")
  expect(directive(policy, 'connect-src')).toBe("connect-src 'self'")
  expect(answer.json()).toMatchObject([{ id: 'own', layers: [{ kind: 'xyz' }] }])
})

test('BM-3 whoever is not signed in learns neither addresses nor keys', async () => {
  const app = await serve([
    { kind: 'xyz', url: 'https://tiles.county.example/{z}/{x}/{y}.png?tk=secret', maxNativeZoom: 18 },
  ])

  const answer = await app.inject({ url: '/api/basemaps' })

  expect(answer.statusCode).toBe(401)
  expect(answer.body).not.toContain('secret')
})

describe('a real PMTiles file (needs data/pmtiles_sample)', () => {
  const address = '/api/basemaps/files/firenze.pmtiles'

  test.skipIf(sample === undefined)('BM-3 it is served in ranges, byte for byte', async () => {
    copyFileSync(sample!, join(folder, 'firenze.pmtiles'))
    const app = await serve([{ kind: 'pmtiles', url: 'firenze.pmtiles' }])
    const bytes = readFileSync(sample!)

    const head = await app.inject({ url: address, cookies, headers: { range: 'bytes=0-16383' } })
    const tail = await app.inject({ url: address, cookies, headers: { range: `bytes=${bytes.length - 9}-` } })
    const beyond = await app.inject({ url: address, cookies, headers: { range: 'bytes=999999999-' } })
    const stranger = await app.inject({ url: address, headers: { range: 'bytes=0-9' } })
    const other = await app.inject({ url: '/api/basemaps/files/basemaps.json', cookies })

    expect(head.statusCode).toBe(206)
    expect(head.headers['content-range']).toBe(`bytes 0-16383/${bytes.length}`)
    expect(head.rawPayload.equals(bytes.subarray(0, 16_384))).toBe(true)
    // PMTiles version 3 says so in its first eight bytes.
    expect(head.rawPayload.toString('latin1', 0, 7)).toBe('PMTiles')
    expect(head.rawPayload[7]).toBe(3)
    expect(tail.rawPayload.equals(bytes.subarray(-9))).toBe(true)
    expect(beyond.statusCode).toBe(416)
    expect([stranger.statusCode, other.statusCode]).toEqual([401, 404])
  })
})
