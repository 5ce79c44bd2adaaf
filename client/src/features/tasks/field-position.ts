import type { Id } from '@one-centre/shared/ids'
import type { PositionReport } from '@one-centre/shared/positions'
import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { batchOf, withFix, type Fix } from './field-track.ts'

export type Sharing =
  /** No accepted task: the phone is not asked where it is. */
  | { readonly kind: 'off' }
  | { readonly kind: 'seeking' }
  | { readonly kind: 'on'; readonly accuracyM: number; readonly sentAt: number | undefined }
  | { readonly kind: 'refused'; readonly why: 'denied' | 'unavailable' }

const SEND_EVERY_MS = 5_000
const PERMISSION_DENIED = 1

/** Says where this phone is while there is a township to say it in, and stops when there is none. */
export function usePositionSharing(
  township: Readonly<Ref<Id<'organisation'> | undefined>>,
): Readonly<Ref<Sharing>> {
  const { http, clock } = useLive()
  const state = shallowRef<Sharing>({ kind: 'off' })
  let waiting: readonly PositionReport[] = []
  let lastAt = 0
  // Seconds, so that a reload goes on above the last number.
  let sequence = Math.floor(clock.device() / 1_000)
  let sending = false
  let stop = (): void => undefined

  const heard = (fix: Fix) => {
    const next = withFix(waiting, fix, lastAt, sequence)
    if (next !== waiting) {
      waiting = next
      lastAt = fix.timestamp
      sequence += 1
    }
    const sentAt = state.value.kind === 'on' ? state.value.sentAt : undefined
    state.value = { kind: 'on', accuracyM: fix.coords.accuracy, sentAt }
  }
  const send = async (to: Id<'organisation'>) => {
    if (sending || waiting.length === 0) return
    sending = true
    const batch = waiting
    const result = await http.ask<unknown>({
      method: 'POST',
      path: '/api/positions',
      body: batchOf(to, batch, clock.device()),
    })
    sending = false
    if (result.kind !== 'answered' && result.kind !== 'refused') return
    waiting = waiting.filter(report => !batch.includes(report))
    if (result.kind === 'answered' && state.value.kind === 'on')
      state.value = { ...state.value, sentAt: clock.now() }
  }
  const begin = (to: Id<'organisation'>) => {
    // Browsers hide it from pages that came without TLS.
    const locator = 'geolocation' in navigator && isSecureContext ? navigator.geolocation : undefined
    if (locator === undefined) {
      state.value = { kind: 'refused', why: 'unavailable' }
      return
    }
    state.value = { kind: 'seeking' }
    const failed = ({ code }: { readonly code: number }) => {
      state.value = { kind: 'refused', why: code === PERMISSION_DENIED ? 'denied' : 'unavailable' }
    }
    const watching = locator.watchPosition(heard, failed, { enableHighAccuracy: true, maximumAge: 5_000 })
    const timer = setInterval(() => void send(to), SEND_EVERY_MS)
    stop = () => {
      locator.clearWatch(watching)
      clearInterval(timer)
      void send(to)
    }
  }

  watch(
    township,
    to => {
      stop()
      stop = () => undefined
      state.value = { kind: 'off' }
      if (to !== undefined) begin(to)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop()
  })
  return readonly(state)
}
