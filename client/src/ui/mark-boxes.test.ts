import { expect, test } from 'vitest'
import { boxAround, freePlace } from './mark-boxes.ts'

const size = { width: 60, height: 20 }

test('U-29 a name is written where it was meant, else beside the mark that lies there', () => {
  const places = [
    [100, 100],
    [100, 70],
    [100, 130],
  ] as const

  expect(freePlace(places, size, [])).toEqual([100, 100])
  expect(freePlace(places, size, [boxAround(110, 100, 30, 30)])).toEqual([100, 70])
  expect(freePlace(places, size, [boxAround(110, 85, 30, 60)])).toEqual([100, 130])
})

test('U-29 where marks lie all around there is no place', () => {
  expect(freePlace([[100, 100]], size, [boxAround(120, 105, 30, 30)])).toBeUndefined()
})
