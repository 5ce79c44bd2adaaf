import { expect, test } from 'vitest'
import { press, spriteFrom, stampFor } from './blit.ts'

const red = 0xff0000ff
/** A plus sign of 3 × 3. */
const plus = Uint32Array.of(0, red, 0, red, red, red, 0, red, 0)

test('U-18 only the visible pixels of a sprite are written, around its centre', () => {
  const buffer = new Uint32Array(5 * 5).fill(7)

  press(buffer, 2 * 5 + 2, stampFor(spriteFrom(plus, 3), 5))

  const drawn = [...buffer].flatMap((pixel, index) => (pixel === red ? [index] : []))
  expect(drawn).toEqual([7, 11, 12, 13, 17])
  expect(buffer[6]).toBe(7)
})
