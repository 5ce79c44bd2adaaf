import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTelling } from './telling.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('U-30 who waits for a change to be told waits until it is, however long the page rests', async () => {
  const telling = createTelling()
  const slow = vi.fn(() => vi.advanceTimersByTime(0))
  let heard = false
  telling.soon(slow)

  void telling.told().then(() => (heard = true))
  await vi.advanceTimersByTimeAsync(15)
  expect(heard).toBe(false)
  await vi.advanceTimersByTimeAsync(1)

  expect(slow).toHaveBeenCalledTimes(1)
  expect(heard).toBe(true)
})

test('U-30 nothing to tell keeps nobody waiting', async () => {
  const telling = createTelling()
  let heard = false

  void telling.told().then(() => (heard = true))
  await vi.advanceTimersByTimeAsync(0)

  expect(heard).toBe(true)
})
