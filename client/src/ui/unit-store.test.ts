import { expect, test } from 'vitest'
import { UnitStore } from './unit-store.ts'

const at = (store: UnitStore, id: string, now: number) => {
  const slot = store.ids.indexOf(id)
  const share = store.progress(slot, now)
  const { fromX, toX } = store.arrays
  return fromX[slot]! + (toX[slot]! - fromX[slot]!) * share
}

test('U-15 a unit appears where it is and glides to where it goes', () => {
  const store = new UnitStore(1000)
  store.put('a', 10, 0, 1, 0)

  store.put('a', 20, 0, 1, 5000)

  expect(at(store, 'a', 5000)).toBe(10)
  expect(at(store, 'a', 5500)).toBe(15)
  expect(at(store, 'a', 9000)).toBe(20)
  expect(store.movingUntil).toBe(6000)
})

test('U-15 an update in mid-glide starts from where the unit is seen, so that it never jumps', () => {
  const store = new UnitStore(1000)
  store.put('a', 0, 0, 1, 0)
  store.put('a', 10, 0, 1, 1000)

  store.put('a', 100, 0, 1, 1500)

  expect(at(store, 'a', 1500)).toBe(5)
})

test('U-15 an update without movement keeps nothing drawing', () => {
  const store = new UnitStore(1000)
  store.put('a', 10, 5, 1, 0)

  store.put('a', 10, 5, 2, 5000)

  expect(store.movingUntil).toBe(0)
})

test('U-16 removing keeps the others whole, at any size', () => {
  const store = new UnitStore(1000)
  for (let index = 0; index < 5000; index++) store.put(`u${index}`, index, index, index % 7, 0)

  for (let index = 0; index < 5000; index += 2) store.remove(`u${index}`)
  store.remove('unknown')

  expect(store.count).toBe(2500)
  expect(at(store, 'u4999', 0)).toBe(4999)
  expect(store.ids.every(id => Number(id.slice(1)) % 2 === 1)).toBe(true)
  expect(store.arrays.look[store.ids.indexOf('u4999')]).toBe(4999 % 7)
})
