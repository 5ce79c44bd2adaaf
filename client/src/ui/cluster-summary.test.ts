import { expect, test } from 'vitest'
import { addCounts, countsOf, worstOf } from './cluster-summary.ts'

test('U-21 one serious point among hundreds of calm ones decides how the cluster looks', () => {
  const sum = { ...countsOf('normal') }

  for (let index = 0; index < 300; index++) addCounts(sum, countsOf('offline'))
  addCounts(sum, countsOf('level1'))

  expect(worstOf(sum)).toBe('level1')
  expect(sum).toMatchObject({ normal: 1, offline: 300, level1: 1 })
})
