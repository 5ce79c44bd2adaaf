import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { newId } from '@one-centre/shared/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountOf } from '../../server/src/replay/account-of-run.ts'
import { readLedger } from '../../server/src/replay/ledger.ts'
import { readMapping } from '../../server/src/replay/mapping.ts'
import { replay, type ReplayTally } from '../../server/src/replay/replay.ts'
import { readTracks } from '../../server/src/replay/track-file.ts'
import { startTestApp, type TestApp } from '../harness/app.ts'
import { sharedFile } from '../harness/shared-data.ts'

const angeles = sharedFile('data/la311/MyLA311_2017-12-27_31.csv')
const francisco = sharedFile('data/sf311/sf311_2008_2019_sample10000.csv')
const pingshan = sharedFile('data/pingshan_ledger/pingshan_minsheng.csv')
const neighbourhoods = sharedFile('data/sf_layers/sf_neighbourhoods_clickthathood.geojson')
const cabs = sharedFile('data/sf_cabs/cabspotting.csv.gz')

/** What the data's own descriptions say of their flaws. */
describe('real files', () => {
  test.skipIf(angeles === undefined)('R-3 Los Angeles: 12 closed before opened, 4 without a quarter', () => {
    const mapping = readMapping('la311')
    const { read, rows, rejects } = readLedger(angeles!, mapping, mapping.reports!)

    expect(read).toBe(9_999)
    expect(rejects.filter(one => one.reason.includes('before it was opened'))).toHaveLength(12)
    expect(rejects.filter(one => one.reason.includes('township'))).toHaveLength(4)
    expect(rows).toHaveLength(9_999 - 16)
    expect(rows.filter(row => row.position === null)).toHaveLength(1_749)
  })

  test.skipIf(francisco === undefined)('R-3 San Francisco: 48 closed before opened, 2 at 0, 0', () => {
    const mapping = readMapping('sf311')
    const { read, rejects } = readLedger(francisco!, mapping, mapping.reports!)

    expect(read).toBe(10_000)
    expect(rejects.filter(one => one.reason.includes('before it was opened'))).toHaveLength(48)
    expect(rejects.filter(one => one.reason.includes('0, 0'))).toHaveLength(2)
    expect(rejects).toHaveLength(50)
  })

  test.skipIf(pingshan === undefined)(
    'R-3 Pingshan: six streets, 23 communities, 10 rows without a street',
    () => {
      const mapping = readMapping('pingshan')
      const { read, rows, rejects } = readLedger(pingshan!, mapping, mapping.reports!)

      expect([read, rows.length, rejects.length]).toEqual([8_489, 8_479, 10])
      expect(new Set(rows.map(row => row.township.name)).size).toBe(6)
      expect(new Set(rows.map(row => row.grid)).size).toBe(23)
      expect(rows.every(row => row.matter !== null)).toBe(true)
    },
  )

  test.skipIf(cabs === undefined)('R-10 the cabs: 97 units, every point in a trip, free or rejected', () => {
    const mapping = readMapping('sf311')
    const file = readTracks(cabs!, mapping, mapping.tracks!)
    const inTrips = [...file.trips.values()].flat().reduce((sum, trip) => sum + trip.points.length, 0)

    expect(file.read).toBe(268_226)
    expect(file.trips.size).toBe(97)
    expect(inTrips + file.free + file.rejects.length).toBe(file.read)
  })
})

/** Squares in a row in place of the communities' borders, which the ledger does not bring. */
function squaresOf(names: readonly string[]): object {
  return {
    type: 'FeatureCollection',
    features: names.map((name, index) => {
      const [west, east] = [114 + index * 0.01, 114 + (index + 1) * 0.01]
      const ring = [
        [west, 22],
        [east, 22],
        [east, 22.01],
        [west, 22.01],
        [west, 22],
      ]
      return {
        type: 'Feature',
        properties: { code: `c-${index}`, name },
        geometry: { type: 'Polygon', coordinates: [ring] },
      }
    }),
  }
}

describe('real ledgers through the server', () => {
  let server: TestApp
  let folder: string
  let password: string
  const own = `own-${newId()}`

  beforeAll(async () => {
    server = await startTestApp()
    folder = mkdtempSync(join(tmpdir(), 'one-centre-real-'))
    const { county } = server
    const answer = await server.must('people.save', {
      personId: newId(),
      version: null,
      name: '管理员',
      phone: '',
      title: '',
      organisationId: county,
      posts: [{ role: 'admin', township: county, organisationId: county }],
      signInName: 'chief',
    })
    password = (answer as { oneTimePassword: string }).oneTimePassword
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  const run = (map: string, reports: string, grids: string | null): Promise<ReplayTally> =>
    replay(
      {
        reports,
        map,
        grids,
        tracks: null,
        speed: 0,
        server: server.url,
        rejects: join(folder, `${map}.csv`),
        setup: true,
        credentials: { by: 'password', signInName: 'chief', password, newPassword: own },
      },
      { stop: new AbortController().signal, say: () => undefined },
    )

  const stored = async (): Promise<number> => {
    const { rows } = await server.database.db.query<{ count: number }>(
      'select count(*)::integer as count from reports',
    )
    return rows[0]!.count
  }

  test.skipIf(pingshan === undefined)(
    'R-4 R-5 four thousand rows of Pingshan are located by community, and rows in are rows stored and rejected',
    async () => {
      const mapping = readMapping('pingshan')
      const part = join(folder, 'pingshan-part.csv')
      writeFileSync(part, readFileSync(pingshan!, 'utf8').split('\n').slice(0, 4_001).join('\n'))
      const { rows } = readLedger(part, mapping, mapping.reports!)
      const grids = join(folder, 'communities.geojson')
      const names = [...new Set(rows.flatMap(row => row.grid ?? []))].sort()
      writeFileSync(grids, JSON.stringify(squaresOf(names)))
      const before = await stored()

      const tally = await run('pingshan', part, grids)

      process.stdout.write(`${accountOf(tally).lines.join('\n')}\n`)
      expect(accountOf(tally).balanced).toBe(true)
      expect(tally.reports).toMatchObject({ read: 4_000, stored: rows.length, withoutMatter: 0 })
      expect(tally.reports?.located).toEqual({ point: 0, grid: rows.length, none: 0 })
      expect((await stored()) - before).toBe(rows.length)
    },
    120_000,
  )

  test.skipIf(francisco === undefined || neighbourhoods === undefined)(
    'R-7 R-9 two thousand rows of San Francisco with its neighbourhoods, and nothing more the second time',
    async () => {
      const part = join(folder, 'sf.csv')
      const lines = readFileSync(francisco!, 'utf8').split('\n')
      // No quoted cell of the first rows holds a line break; the reader would tell a ragged row.
      writeFileSync(part, lines.slice(0, 2_001).join('\n'))

      const first = await run('sf311', part, neighbourhoods!)
      const before = await stored()
      const second = await run('sf311', part, neighbourhoods!)

      process.stdout.write(`${accountOf(first).lines.join('\n')}\n`)
      expect(first.grids?.rejects.map(one => one.number)).toEqual(['Chinatown'])
      expect([accountOf(first).balanced, accountOf(second).balanced]).toEqual([true, true])
      expect(second.reports).toMatchObject({ stored: 0, storedBefore: first.reports?.stored })
      expect(await stored()).toBe(before)
    },
    120_000,
  )
})

test.skipIf(cabs === undefined)('R-10 a trip begins and ends with busy points of the file itself', () => {
  const mapping = readMapping('sf311')
  const file = readTracks(cabs!, mapping, mapping.tracks!)
  const lines = gunzipSync(readFileSync(cabs!)).toString('utf8').split(/\r?\n/)
  const busy = new Set(lines.filter(line => line.endsWith(',1')).map(line => line.split(',', 2).join()))

  for (const trip of [...file.trips.values()].flat()) {
    const { unit } = trip
    for (const point of [trip.points[0], trip.points.at(-1)!])
      if (!busy.has(`${point.at / 1_000},${unit}`)) expect.fail(`${trip.number} holds a free point`)
  }
})
