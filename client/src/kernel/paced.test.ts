import { expect, test } from 'vitest'
import { paced } from './paced.ts'

function stage(tookMs: number, leastWaitMs = 0) {
  let time = 0
  let done = 0
  const timers: { at: number; work: () => void }[] = []
  const ask = paced(
    () => {
      done += 1
      time += tookMs
    },
    { share: 0.1, leastWaitMs },
    { now: () => time, later: (work, ms) => timers.push({ at: time + ms, work }), settled: then => then() },
  )
  const pass = (ms: number): void => {
    time += ms
    for (const due of timers.splice(0).filter(({ at, work }) => at <= time || void timers.push({ at, work })))
      due.work()
  }
  return { ask, pass, done: () => done }
}

test('U-30 work asked for all the time takes its share of it and no more', () => {
  const { ask, pass, done } = stage(50)

  for (let asked = 0; asked < 1_000; asked++) {
    ask()
    pass(10)
  }

  // In 10 s of asking and what the work itself took, at 50 ms each and a tenth of the time.
  expect(done()).toBeGreaterThanOrEqual(15)
  expect(done()).toBeLessThanOrEqual(23)
})

test('U-30 the first asking is answered at once, the last one always', () => {
  const { ask, pass, done } = stage(50)

  ask()
  expect(done()).toBe(1)
  ask()
  ask()
  expect(done()).toBe(1)
  pass(450)

  expect(done()).toBe(2)
})

test('U-30 however long it takes, two seconds later it is done again', () => {
  const { ask, pass, done } = stage(5_000)

  ask()
  ask()
  pass(2_000)

  expect(done()).toBe(2)
})

test('U-30 what is asked for within a frame is done once, after it', () => {
  const { ask, pass, done } = stage(1, 16)

  ask()
  ask()
  expect(done()).toBe(0)
  pass(16)

  expect(done()).toBe(1)
})
