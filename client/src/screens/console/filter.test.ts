import type { Incident } from '@one-centre/shared/incidents'
import { expect, test } from 'vitest'
import { narrowed, noFilter, onMap, withoutSearch } from './filter.ts'

const NOW = Date.parse('2026-11-23T08:00:00.000Z')
const incident = (id: string, over: object) =>
  ({
    id,
    number: `SJ-2026-00000${id}`,
    title: '',
    description: '',
    township: 'town',
    level: 3,
    dueBy: null,
    place: { address: '' },
    ...over,
  }) as unknown as Incident

test('CO-24 every filter narrows, an empty one leaves the list as it is', () => {
  const all = [
    incident('1', { level: 1, title: 'Fire at the MARKET' }),
    incident('2', { township: 'other', dueBy: '2026-11-23T07:00:00.000Z' }),
    incident('3', { place: { address: 'market' } }),
  ]
  const left = (more: object) =>
    narrowed(all, { ...noFilter, ...more }, id => (id === '3' ? 'red' : 'green'), NOW).map(one => one.id)

  expect(narrowed(all, noFilter, () => 'green', NOW)).toBe(all)
  expect(left({ text: 'market' })).toEqual(['1', '3'])
  expect(left({ text: 'market fire' })).toEqual(['1'])
  expect(left({ text: '000002' })).toEqual(['2'])
  expect(left({ township: 'other' })).toEqual(['2'])
  expect(left({ levels: [1, 2] })).toEqual(['1'])
  expect(left({ light: 'red' })).toEqual(['3'])
  expect(left({ overdue: true })).toEqual(['2'])
})

test('CO-24 a search is forgotten on the way to the next thing, how somebody works is not', () => {
  const filter = { ...noFilter, text: 'market', township: 'town', levels: [1 as const] }

  expect(withoutSearch(filter)).toEqual({ ...filter, text: '' })
  expect(withoutSearch(noFilter)).toBe(noFilter)
})

test('CO-33 the map keeps the mark of the incident that is open', () => {
  const [one, other] = [incident('1', {}), incident('2', {})]

  expect(onMap([one], other).map(({ id }) => id)).toEqual(['1', '2'])
  expect(onMap([one], one)).toEqual([one])
  expect(onMap([one], undefined)).toEqual([one])
})
