import { expect, test } from 'vitest'
import type { GridFinding } from '@one-centre/shared/organisations'
import type { Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import { findingRows, matching, readCollection, townshipsWith, verdictOf } from './view.ts'

test('U-60 a search finds the rows in which every word stands, whatever its case', () => {
  const rows = ['Team A 环卫', 'team b 环卫', 'Team A 消防']

  expect(matching(rows, '环卫 TEAM', row => row)).toEqual(['Team A 环卫', 'team b 环卫'])
  expect(matching(rows, '  ', row => row)).toBe(rows)
})

test('U-61 an import is offered only where a dry run found no error and something would change', () => {
  expect(verdictOf({ added: 3, changed: 0, errors: 1 })).toBe('errors')
  expect(verdictOf({ added: 0, changed: 0, errors: 0 })).toBe('nothing')
  expect(verdictOf({ added: 0, changed: 1, errors: 0 })).toBe('ready')
})

test('U-61 errors are listed before warnings, in the order of the file', () => {
  const finding = (severity: GridFinding['severity'], feature: number): GridFinding => ({
    severity,
    code: 'gap',
    feature,
    gridCode: '',
    other: '',
    area: 0,
    at: null,
  })

  const rows = findingRows([finding('warning', 0), finding('error', 2), finding('error', 1)])

  expect(rows.map(row => [row.severity, row.feature])).toEqual([
    ['error', 1],
    ['error', 2],
    ['warning', 0],
  ])
  expect(new Set(rows.map(row => row.id)).size).toBe(3)
})

test('U-61 a text that is no JSON object is no collection; a byte order mark does not count', () => {
  expect(readCollection('\uFEFF{"type":"FeatureCollection"}')).toEqual({ type: 'FeatureCollection' })
  expect(readCollection('[1]')).toBeNull()
  expect(readCollection('code,name')).toBeNull()
})

test('U-42 a township’s seat asks the county it follows neither for incidents nor for positions', () => {
  const [county, ours] = ['county', 'ours'] as unknown as readonly Id<'organisation'>[]
  const actor = { posts: [{ role: 'shift_lead', township: ours, organisationId: ours }] } as unknown as Actor
  const streams = [{ township: county! }, { township: ours! }]

  expect(townshipsWith('positions.read', { actor, streams })).toEqual([ours])
  expect(townshipsWith('incidents.read', { actor, streams })).toEqual([ours])
  expect(townshipsWith('incidents.read', undefined)).toEqual([])
})
