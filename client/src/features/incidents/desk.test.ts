import type { FeedChange } from '@one-centre/shared/feed'
import type { Incident } from '@one-centre/shared/incidents'
import { expect, test } from 'vitest'
import { duplicatesOf } from './duplicates.ts'
import { changedSince } from './fields.ts'
import { filesFirst } from './filing.ts'
import { historyWord } from './history-word.ts'
import { fasterOne } from './journal.ts'
import { knownPlaces, mattersFor, placeNamed, placesFor } from './suggestions.ts'

const NOW = Date.parse('2026-11-23T08:00:00.000Z')
const market = { lon: 104.2, lat: 30.8 }

function incident(over: object): Incident {
  return {
    id: 'one',
    township: 'town',
    state: 'reported',
    level: 3,
    matterId: 'litter',
    stamps: { reportedAt: '2026-11-23T07:30:00.000Z', filedAt: null },
    place: { address: '城东菜场南门', position: market, gridIds: [], located: 'point' },
    check: null,
    decline: null,
    ...over,
  } as unknown as Incident
}
const majorOf = (id: string | null) =>
  id === 'litter' || id === 'bins' ? 'town' : id === null ? undefined : 'fire'
const taking = { township: 'town', matterId: 'bins', position: market, address: '' }

test('CO-11 the same class within 100 m and 2 h is a hint; another class, place, time or town is not', () => {
  const find = (over: object, report = taking) => duplicatesOf(report, [incident(over)], majorOf, NOW).length

  expect(find({})).toBe(1)
  expect(find({}, { ...taking, matterId: '' })).toBe(1)
  expect(find({ matterId: null })).toBe(1)
  expect(find({ matterId: 'smoke' })).toBe(0)
  expect(find({ state: 'closed' })).toBe(0)
  expect(find({ township: 'other' })).toBe(0)
  expect(find({ stamps: { reportedAt: '2026-11-23T05:59:00.000Z' } })).toBe(0)
  expect(find({}, { ...taking, position: { lon: 104.202, lat: 30.8 } })).toBe(0)
  expect(find({}, { ...taking, position: { lon: 104.2009, lat: 30.8 } })).toBe(1)
})

test('CO-11 without a position the address tells', () => {
  const words = { ...taking, position: null }

  expect(duplicatesOf({ ...words, address: '城东菜场' }, [incident({})], majorOf, NOW)).toHaveLength(1)
  expect(duplicatesOf({ ...words, address: '城' }, [incident({})], majorOf, NOW)).toHaveLength(0)
  expect(duplicatesOf(words, [incident({})], majorOf, NOW)).toHaveLength(0)
})

test('CO-10 a restored draft knows which fields another changed meanwhile', () => {
  expect(changedSince({ title: 'a', level: '3' }, { title: 'b', level: '3', address: 'c' })).toEqual([
    'title',
  ])
})

test('CO-13 who was faster is the last other person after the form was opened', () => {
  const change = (name: string, at: string, kind = 'incident') =>
    ({ kind, at, actor: { id: name, name } }) as FeedChange
  const since = '2026-11-23T08:00:00.000Z'
  const before = change('early', '2026-11-23T07:59:00.000Z')
  const other = change('other', '2026-11-23T08:01:00.000Z')
  const mine = change('me', '2026-11-23T08:02:00.000Z')

  expect(fasterOne([before, other, mine], since, 'me')).toBe(other)
  expect(fasterOne([before, mine, change('x', since, 'clock')], since, 'me')).toBeUndefined()
})

test('CO-16 what is reported with its matter is filed by its dispatch; level 1 is not, nor what is being declined', () => {
  expect(filesFirst(incident({}))).toBe('files')
  expect(filesFirst(incident({ level: 1 }))).toBe('is-filed')
  expect(filesFirst(incident({ matterId: null }))).toBe('cannot')
  expect(filesFirst(incident({ state: 'checking' }))).toBe('cannot')
  expect(filesFirst(incident({ decline: { confirmed: null } }))).toBe('cannot')
  expect(filesFirst(incident({ stamps: { filedAt: '2026-11-23T07:31:00.000Z' } }))).toBe('is-filed')
})

test('CO-18 words offer their matters, a part of a name its places', () => {
  const matters = [{ name: '占道经营' }, { name: '暴露垃圾' }]

  expect(mattersFor('路边小贩占道经营，垃圾满地', matters).map(one => one.name)).toEqual([
    '占道经营',
    '暴露垃圾',
  ])
  expect(mattersFor('狗叫', matters)).toEqual([])
  const places = knownPlaces([incident({})], [])
  expect(placesFor('菜场', 'town', places).map(one => one.name)).toEqual(['城东菜场南门'])
  expect(placesFor('菜场', 'other', places)).toEqual([])
})

test('CO-32 a place typed in full is that place, and comes before longer names', () => {
  const places = ['城东村一组', '城东村'].map(name => ({ name, township: 'town', position: market }))

  expect(placesFor('城东村', 'town', places).map(one => one.name)).toEqual(['城东村', '城东村一组'])
  expect(placeNamed(' 城东村 ', 'town', places)?.name).toBe('城东村')
  expect(placeNamed('城东', 'town', places)).toBeUndefined()
  expect(placeNamed('城东村', 'other', places)).toBeUndefined()
})

test('CO-35 the history of a clock names its limit', () => {
  const change = {
    kind: 'clock',
    type: 'clock.stopped',
    entity: { step: 'handling' },
  } as unknown as FeedChange

  expect(historyWord(change)).toBe('处置 · 停止计时')
  expect(historyWord({ ...change, entity: null })).toBe('停止计时')
})
