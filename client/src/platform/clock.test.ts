import { describe, expect, it, vi } from 'vitest'
import { createClock } from './clock.ts'

describe('clock', () => {
  it('follows the server where the device is hours wrong', () => {
    const clock = createClock(() => 1_000_000)

    clock.heardServerTime(8_000_000)

    expect(clock.now()).toBe(8_000_000)
  })

  it('does not move for a Date header that agrees within its second and the time on the way', () => {
    const clock = createClock(() => 10_700)

    clock.heardDateHeader(new Date(10_000).toUTCString(), 10_500, 10_700)

    expect(clock.now()).toBe(10_700)
  })

  it('moves no further than a Date header demands', () => {
    const clock = createClock(() => 5_000)

    clock.heardDateHeader(new Date(60_000).toUTCString(), 4_800, 5_000)

    expect(clock.now()).toBe(60_000)
  })

  it('ignores a header that is no date and a device clock that ran backwards on the way', () => {
    const clock = createClock(() => 5_000)

    clock.heardDateHeader('soon', 4_800, 5_000)
    clock.heardDateHeader(new Date(60_000).toUTCString(), 5_200, 5_000)

    expect(clock.now()).toBe(5_000)
  })

  it('ticks once a second with one timer, however often it is started', () => {
    vi.useFakeTimers({ now: 0 })
    const clock = createClock()

    clock.start()
    clock.start()
    vi.advanceTimersByTime(3_000)

    expect(vi.getTimerCount()).toBe(1)
    expect(clock.ticking.value).toBe(3_000)
    clock.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})
