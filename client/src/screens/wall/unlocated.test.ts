import type { Incident } from '@one-centre/shared/incidents'
import { expect, test } from 'vitest'
import { byTownship } from './unlocated.ts'

test('WA-13 each township has the incidents of its own, where the most are first, and none is left out', () => {
  const all = ['east', 'west', 'west', 'north', 'west', 'east'].map(
    (township, index) => ({ id: String(index), township }) as unknown as Incident,
  )

  const rows = byTownship(all, township => `${township} town`)

  expect(rows.map(({ name, incidents }) => [name, incidents.length])).toEqual([
    ['west town', 3],
    ['east town', 2],
    ['north town', 1],
  ])
  expect(rows.flatMap(row => row.incidents)).toHaveLength(all.length)
})
