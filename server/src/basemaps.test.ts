import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBasemaps } from './basemaps.ts'
import { rangeOf } from './routes/basemap.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'basemaps-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const tianditu = {
  id: 'tianditu',
  title: '天地图',
  datum: 'cgcs2000',
  grid: 'geographic',
  minZoom: 3,
  maxZoom: 18,
  layers: [
    {
      kind: 'wmts',
      url: 'https://t0.tianditu.gov.cn/vec_c/wmts',
      layer: 'vec',
      style: 'default',
      tileMatrixSet: 'c',
      format: 'tiles',
      parameters: { tk: 'key-of-the-county' },
      maxNativeZoom: 18,
    },
  ],
}
const set = (value: unknown) => writeFileSync(join(folder, 'basemaps.json'), JSON.stringify(value))

test('BM-1 without a setting there is none, and pages may ask nobody', () => {
  expect(readBasemaps(folder, null)).toEqual({
    list: [],
    imageOrigins: [],
    connectOrigins: [],
    files: new Map(),
  })
})

test('BM-2 exactly the hosts of the setting are named, each once', () => {
  const xyz = { kind: 'xyz', url: 'http://tiles.county.example:8080/{z}/{x}/{y}.png', maxNativeZoom: 16 }
  const remote = { kind: 'pmtiles', url: 'https://files.county.example/a.pmtiles' }
  set([tianditu, { ...tianditu, id: 'own', datum: 'gcj02', layers: [xyz, xyz, remote] }])

  const { imageOrigins, connectOrigins, list } = readBasemaps(folder, null)

  expect(imageOrigins).toEqual(['https://t0.tianditu.gov.cn', 'http://tiles.county.example:8080'])
  expect(connectOrigins).toEqual(['https://files.county.example'])
  expect(list.map(one => one.datum)).toEqual(['cgcs2000', 'gcj02'])
})

test('BM-3 a file of the data folder becomes an address of ours', () => {
  writeFileSync(join(folder, 'county.pmtiles'), 'PMTiles')
  set([
    { ...tianditu, datum: 'wgs84', grid: 'mercator', layers: [{ kind: 'pmtiles', url: 'county.pmtiles' }] },
  ])

  const { list, files, connectOrigins } = readBasemaps(folder, null)

  expect(list[0]?.layers).toEqual([{ kind: 'pmtiles', url: '/api/basemaps/files/county.pmtiles' }])
  expect(files.get('county.pmtiles')).toBe(join(folder, 'county.pmtiles'))
  expect(connectOrigins).toEqual([])
})

const layerOf = (layer: object) => [{ ...tianditu, layers: [{ ...tianditu.layers[0], ...layer }] }]
test.each([
  ['an unknown datum', [{ ...tianditu, datum: 'mars' }], 'datum'],
  ['a pattern of hosts', layerOf({ url: 'https://t{s}.tianditu.gov.cn/wmts' }), 'without {s}'],
  ['another scheme', layerOf({ url: 'ftp://tiles.example/' }), 'ftp://tiles.example/'],
  ['a file that is not there', [{ ...tianditu, layers: [{ kind: 'pmtiles', url: 'gone.pmtiles' }] }], 'gone'],
  [
    'a way out of the folder',
    [{ ...tianditu, layers: [{ kind: 'pmtiles', url: '../etc/passwd' }] }],
    'bare name',
  ],
])('BM-1 %s is named at start', (_what, setting, named) => {
  set(setting)

  expect(() => readBasemaps(folder, null)).toThrow(named)
})

test('BM-1 a file that was named and is missing, or no JSON, is an error', () => {
  expect(() => readBasemaps(folder, join(folder, 'other.json'))).toThrow('BASEMAPS')
  writeFileSync(join(folder, 'basemaps.json'), '{')
  expect(() => readBasemaps(folder, null)).toThrow('no JSON')
})

test('BM-3 ranges are read as asked, cut at the end, refused beyond it', () => {
  expect(rangeOf(undefined, 100)).toBe('all')
  expect(rangeOf('bytes=0-9', 100)).toEqual({ start: 0, end: 9 })
  expect(rangeOf('bytes=90-', 100)).toEqual({ start: 90, end: 99 })
  expect(rangeOf('bytes=90-500', 100)).toEqual({ start: 90, end: 99 })
  expect(rangeOf('bytes=100-', 100)).toBe('beyond')
  expect(rangeOf('bytes=1-2,5-6', 100)).toBe('all')
})
