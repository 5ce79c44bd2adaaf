import { readonly, shallowRef, type Ref } from 'vue'

const TICK_MS = 1_000
/** A word pushed by the server has usually travelled less than this. */
const PUSH_TRAVEL_MS = 1_000
/** The `Date` header is cut to whole seconds. */
const DATE_HEADER_GRAIN_MS = 1_000

export interface Clock {
  /** ms since the epoch by the server's clock, as well as this device knows it. */
  readonly now: () => number
  /** `now()`, moved once a second by the one timer of the page; what ages on screen are counted from. */
  readonly ticking: Readonly<Ref<number>>
  /** A `Date` header in an answer to a request. `sentAt` and `receivedAt` are readings of `device()`. */
  readonly heardDateHeader: (header: string, sentAt: number, receivedAt: number) => void
  /** The server's time in ms, in a word it pushed just now. */
  readonly heardServerTime: (serverTime: number) => void
  /** The device's own clock, right or wrong. */
  readonly device: () => number
  readonly start: () => void
  readonly stop: () => void
}

/**
 * A clock that follows the server's. Each word from the server bounds the difference between the two clocks from
 * both sides; the difference moves only where it lies outside the bounds, so ages do not jitter.
 */
export function createClock(device: () => number = Date.now): Clock {
  let ahead = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const now = () => device() + ahead
  const ticking = shallowRef(now())

  const bound = (low: number, high: number) => {
    ahead = Math.min(Math.max(ahead, low), high)
  }

  return {
    now,
    device,
    ticking: readonly(ticking),
    heardDateHeader: (header, sentAt, receivedAt) => {
      const second = Date.parse(header)
      if (Number.isNaN(second) || receivedAt < sentAt) return
      bound(second - receivedAt, second + DATE_HEADER_GRAIN_MS - sentAt)
    },
    heardServerTime: serverTime => {
      const low = serverTime - device()
      bound(low, low + PUSH_TRAVEL_MS)
    },
    start: () => {
      timer ??= setInterval(() => {
        ticking.value = now()
      }, TICK_MS)
    },
    stop: () => {
      clearInterval(timer)
      timer = undefined
    },
  }
}
