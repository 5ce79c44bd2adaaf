import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLedger } from '../../server/src/replay/ledger.ts'
import { parseMapping, readMapping } from '../../server/src/replay/mapping.ts'
import { forecast } from '../../server/src/replay/course.ts'
import { readOptions } from '../../server/src/replay/options.ts'
import { paceOf } from '../../server/src/replay/pace.ts'
import { readTracks } from '../../server/src/replay/track-file.ts'
import { smallLedger, smallMapping, smallRows, smallTracks } from '../harness/small-ledger.ts'

const reports = smallMapping.reports!
const tracks = smallMapping.tracks!
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'one-centre-replay-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

describe('ledgers', () => {
  test('R-3 each flaw is rejected with its line and its reason, and nothing else is', () => {
    const ledger = readLedger(fileOf('small.csv', smallLedger), smallMapping, reports)

    const expected = smallRows.flatMap(([, reason], index) => (reason === null ? [] : [[index + 2, reason]]))
    expect(ledger.rejects.map(reject => reject.line)).toEqual(expected.map(([line]) => line))
    for (const [index, reject] of ledger.rejects.entries())
      expect(reject.reason).toContain(expected[index]?.[1])
    expect(ledger.read).toBe(ledger.rows.length + ledger.rejects.length)
  })

  test('R-12 the rows come in the order of their times', () => {
    const ledger = readLedger(fileOf('small.csv', smallLedger), smallMapping, reports)

    expect(ledger.rows.map(row => row.number)).toEqual(['A3', 'A1', 'A2'])
  })

  test('R-1 GB 18030, UTF-16 and gzip hold the same ledger', () => {
    const chinese = 'No,Opened,Kind\nA1,2024-01-05 08:00:00,暴露垃圾\n'
    const plain = { ...reports, closedAt: null, text: '{Kind}', address: null, matter: null, grid: null }
    const columns = {
      ...plain,
      reportedAt: { column: 'Opened', format: 'YYYY-MM-DD HH:mm:ss' },
      township: { code: 'x', name: 'x', otherwise: null },
      position: null,
      source: { column: null, words: {}, otherwise: 'citizen' as const },
    }
    // 暴露垃圾 in GB 18030.
    const gb = Buffer.concat([
      Buffer.from('No,Opened,Kind\nA1,2024-01-05 08:00:00,'),
      Buffer.from('b1a9c2b6c0acbbf8', 'hex'),
      Buffer.from('\n'),
    ])
    const files = [
      fileOf('utf8.csv', chinese),
      fileOf('gb.csv', gb),
      fileOf('utf16.csv', Buffer.from(`\uFEFF${chinese}`, 'utf16le')),
      fileOf('packed.csv.gz', gzipSync(chinese)),
    ]

    for (const file of files)
      expect(readLedger(file, smallMapping, columns).rows.map(row => row.text)).toEqual(['暴露垃圾'])
  })

  test('R-1 a column that is not there is told by name', () => {
    const file = fileOf('other.csv', 'No,Opened\nA1,x\n')

    expect(() => readLedger(file, smallMapping, reports)).toThrow(/no column Closed, Kind/)
  })
})

describe('mappings', () => {
  test.each(['la311', 'sf311', 'pingshan'])('R-1 the included mapping %s is sound', name => {
    expect(readMapping(name).reports?.number).toBeTruthy()
  })

  test('R-1 a property too many, a missing one and an unknown zone are refused by name', () => {
    expect(() => parseMapping({ ...smallMapping, colour: 'red' }, 'mine')).toThrow(/mine.*colour/)
    expect(() => parseMapping({ ...smallMapping, blanks: undefined }, 'mine')).toThrow(/mine.*blanks/)
    expect(() => parseMapping({ ...smallMapping, timeZone: 'Mars/Olympus' }, 'mine')).toThrow(/Mars/)
  })
})

describe('tracks', () => {
  test('R-10 busy points become trips; free, doubled and broken ones are told apart', () => {
    const file = readTracks(fileOf('small-tracks.csv', smallTracks), smallMapping, tracks)

    expect(file.trips.get('K1')?.map(trip => [trip.number, trip.points.length])).toEqual([
      ['K1-1700000060', 4],
    ])
    expect(file.rejects.map(reject => [reject.line, reject.reason])).toEqual([
      [6, 'the unit has a point of this time already'],
      [10, 'the coordinates are 0, 0'],
    ])
    const points = [...file.trips.values()].flat().flatMap(trip => trip.points)
    expect(file.read).toBe(points.length + file.free + file.rejects.length)
  })

  test('R-10 a silence of more than half an hour ends a trip', () => {
    const lines = [
      'cab,t,x,y,busy',
      'K,1700000000,120,30,yes',
      'K,1700001800,120,30,yes',
      'K,1700003601,120,30,yes',
    ]
    const file = readTracks(fileOf('silent.csv', lines.join('\n')), smallMapping, tracks)

    expect(file.trips.get('K')?.map(trip => trip.points.length)).toEqual([2, 1])
  })
})

describe('pace', () => {
  const goesOn = new AbortController().signal

  test('R-12 at speed 60 a minute of the ledger passes in a second, at 0 none', async () => {
    const began = performance.now()
    const quick = paceOf(60, 1_000_000, goesOn)
    await quick.until(1_000_000 + 12_000)
    const took = performance.now() - began

    expect(took).toBeGreaterThanOrEqual(199)
    expect(quick.hasCome(1_000_000 + 3_600_000)).toBe(false)
    expect(paceOf(0, 0, goesOn).hasCome(Number.MAX_SAFE_INTEGER)).toBe(true)
  })

  test('R-14 whoever waits for the next row of a stopped run waits no longer', async () => {
    const stop = new AbortController()
    const pace = paceOf(1, 0, stop.signal)
    const waiting = pace.until(3_600_000)

    expect(pace.stopped()).toBe(false)
    stop.abort()
    await waiting

    expect(pace.stopped()).toBe(true)
    expect(pace.hasCome(3_600_000)).toBe(false)
  })

  test('R-15 before it begins the run says how long it will take', () => {
    const days = 4_133 * 86_400_000

    expect(forecast('reports', 9_950, days, 60)).toBe(
      'reports: 9950 to replay, over 4133 days of their own time, at speed 60 in 69 days',
    )
    expect(forecast('trips', 3, 90_000, 0)).toBe(
      'trips: 3 to replay, over 90 seconds of their own time, as fast as it goes',
    )
  })
})

describe('command line', () => {
  const account = { ONE_CENTRE_USER: 'admin', ONE_CENTRE_PASSWORD: 'x' }

  test('R-1 what is missing or does not fit is told', () => {
    expect(() => readOptions([], account)).toThrow(/--map/)
    expect(() => readOptions(['--map', 'la311'], account)).toThrow(/nothing to replay/)
    expect(() => readOptions(['--map', 'la311', '--reports', 'x', '--speed', 'fast'], account)).toThrow(
      /--speed/,
    )
    expect(() => readOptions(['--map', 'la311', '--tracks', 'x'], account)).toThrow(/--setup/)
    expect(() => readOptions(['--map', 'la311', '--reports', 'x'], {})).toThrow(/ONE_CENTRE_TOKEN/)
    expect(() => readOptions(['--colour', 'red'], account)).toThrow(/colour/)
  })
})
