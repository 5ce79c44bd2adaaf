import type { Id } from '@one-centre/shared/ids'
import type { PositionBatch, PositionReport } from '@one-centre/shared/positions'
import { toIso } from '@one-centre/shared/time'
import { REPORT_INTERVAL_MS } from '@one-centre/shared/unit-freshness'
import { readonly, shallowRef, type Ref } from 'vue'
import type { Clock } from '../../platform/clock.ts'
import type { Http } from '../../platform/http.ts'

export type SharingState =
  | { readonly kind: 'off' }
  /** Waiting for a first position. */
  | { readonly kind: 'looking' }
  /** `sentAt`: ms by the server's clock, null until the server has one. */
  | { readonly kind: 'sharing'; readonly sentAt: number | null }
  /** The person or the browser does not allow it. */
  | { readonly kind: 'denied' }

export interface Sharing {
  readonly state: Readonly<Ref<SharingState>>
  readonly start: (township: Id<'organisation'>) => void
  readonly stop: () => void
}

/** What one batch may carry; the oldest of a long silence are given up. */
const MOST_KEPT = 2_000

export interface SharingSurroundings {
  readonly http: Http
  readonly clock: Clock
  /** Undefined where the page is not served securely. */
  readonly geolocation: Geolocation | undefined
}

/** Sends this device's positions while started: one each interval, what a silence kept back in one batch. */
export function createSharing({ http, clock, geolocation }: SharingSurroundings): Sharing {
  const state = shallowRef<SharingState>({ kind: 'off' })
  let watching: number | undefined
  let township: Id<'organisation'> | undefined
  let kept: readonly PositionReport[] = []
  let measuredAt = 0
  let sending = false
  // Above that of any earlier page of this device, which counted by tens of seconds.
  let sequence = Math.floor(clock.device() / 1_000)

  const send = async (to: Id<'organisation'>) => {
    if (sending) return
    sending = true
    const body: PositionBatch = { township: to, sentAt: toIso(clock.device()), reports: [...kept] }
    const result = await http.ask({ method: 'POST', path: '/api/positions', body })
    sending = false
    if (result.kind !== 'answered' && result.kind !== 'refused') return
    kept = kept.filter(report => !body.reports.includes(report))
    if (result.kind === 'answered' && watching !== undefined)
      state.value = { kind: 'sharing', sentAt: clock.now() }
  }
  const heard = ({ coords, timestamp }: GeolocationPosition) => {
    if (township === undefined || timestamp - measuredAt < REPORT_INTERVAL_MS) return
    measuredAt = timestamp
    if (state.value.kind !== 'sharing') state.value = { kind: 'sharing', sentAt: null }
    const report: PositionReport = {
      unit: null,
      lon: coords.longitude,
      lat: coords.latitude,
      accuracyM: coords.accuracy,
      speedMps: coords.speed,
      // NaN while standing still.
      headingDeg: Number.isFinite(coords.heading) ? coords.heading : null,
      measuredAt: toIso(timestamp),
      sequence: (sequence += 1),
    }
    kept = [...kept, report].slice(-MOST_KEPT)
    void send(township)
  }

  return {
    state: readonly(state),
    start: to => {
      township = to
      if (watching !== undefined) return
      if (geolocation === undefined) {
        state.value = { kind: 'denied' }
        return
      }
      state.value = { kind: 'looking' }
      watching = geolocation.watchPosition(
        heard,
        ({ code }) => {
          if (code === GeolocationPositionError.PERMISSION_DENIED) state.value = { kind: 'denied' }
        },
        { enableHighAccuracy: true, maximumAge: REPORT_INTERVAL_MS },
      )
    },
    stop: () => {
      if (watching !== undefined) geolocation?.clearWatch(watching)
      watching = undefined
      township = undefined
      kept = []
      measuredAt = 0
      state.value = { kind: 'off' }
    },
  }
}
