import { expect, test } from 'vitest'
import { csvOf, diffOf, fullInstant } from './view.ts'

test('AU-3 names only what differs, value by value', () => {
  const before = { id: 'a', version: 1, name: '河口村', phone: '', posts: [{ role: 'member' }], tags: ['x'] }
  const after = {
    id: 'a',
    version: 2,
    name: '河口社区',
    phone: null,
    posts: [{ role: 'admin' }],
    tags: ['x', 'y'],
  }

  expect(diffOf(before, after).map(({ path, before: was, after: is }) => [path.join('.'), was, is])).toEqual([
    ['name', '河口村', '河口社区'],
    ['posts.1.role', 'member', 'admin'],
    ['tags', ['x'], ['x', 'y']],
  ])
  expect(diffOf(null, { name: 'x', phone: '' }).map(row => row.path.join('.'))).toEqual(['name'])
  expect(diffOf(before, { ...before, version: 2 })).toEqual([])
})

test('AU-3 shows a border as one value', () => {
  const ring = (lon: number): object => ({ polygon: { coordinates: [[[lon, 30]]] } })

  expect(diffOf(ring(1) as Record<string, unknown>, ring(2) as Record<string, unknown>)).toHaveLength(1)
})

test('TB-6 an exported cell is text, whatever it holds', () => {
  expect(csvOf([['=1+1', 'a "b", c']])).toBe('\uFEFF"\'=1+1","a ""b"", c"\r\n')
})

test('AU-1 an instant is said in full by the county’s clock', () => {
  expect(fullInstant('2026-11-23T17:30:05.123Z')).toBe('2026-11-24 01:30:05')
})
