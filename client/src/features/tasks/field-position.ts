import type { Id } from '@one-centre/shared/ids'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { openTrack } from './field-track-store.ts'
import type { Fix } from './field-track.ts'

export type Sharing =
  /** No accepted task: the phone is not asked where it is. `after` is how the last one ended, at its ms. */
  | {
      readonly kind: 'off'
      readonly after: { readonly state: TaskState | 'gone'; readonly at: number } | undefined
    }
  | { readonly kind: 'seeking' }
  | { readonly kind: 'on'; readonly accuracyM: number; readonly sentAt: number | undefined }
  | { readonly kind: 'refused'; readonly why: 'denied' | 'unavailable' }

export interface Sharer {
  readonly state: Readonly<Ref<Sharing>>
  /** The last measurement of this page. */
  readonly fix: Readonly<Ref<Fix | undefined>>
}

export interface SharedWork {
  readonly owner: string
  /** The accepted task for which the phone says where it is. */
  readonly task: Readonly<Ref<Task | undefined>>
  readonly find: (id: Id<'task'>) => Task | undefined
  /** The centre does not know yet that the task was accepted, and would refuse what belongs to it (FD-21). */
  readonly held: Readonly<Ref<boolean>>
}

const SEND_EVERY_MS = 5_000
const PERMISSION_DENIED = 1

/** Says where this phone is from the yes until done, and why it stopped (FD-22). */
export function usePositionSharing({ owner, task, find, held }: SharedWork): Sharer {
  const { clock } = useLive()
  const state = shallowRef<Sharing>({ kind: 'off', after: undefined })
  const fix = shallowRef<Fix>()
  const track = openTrack(owner)
  let stop = (): void => undefined

  const send = async () => {
    if (held.value || !(await track.send())) return
    if (state.value.kind === 'on') state.value = { ...state.value, sentAt: clock.now() }
  }
  const begin = (township: Id<'organisation'>) => {
    // Browsers hide it from pages that came without TLS.
    const locator = 'geolocation' in navigator && isSecureContext ? navigator.geolocation : undefined
    if (locator === undefined) {
      state.value = { kind: 'refused', why: 'unavailable' }
      return
    }
    state.value = { kind: 'seeking' }
    const heard = (measured: Fix) => {
      track.add(township, measured)
      fix.value = measured
      const sentAt = state.value.kind === 'on' ? state.value.sentAt : undefined
      state.value = { kind: 'on', accuracyM: measured.coords.accuracy, sentAt }
    }
    const failed = ({ code }: { readonly code: number }) => {
      // In a tunnel there is no fix for a while; that is no refusal.
      if (code === PERMISSION_DENIED) state.value = { kind: 'refused', why: 'denied' }
      else if (state.value.kind !== 'on') state.value = { kind: 'refused', why: 'unavailable' }
    }
    const watching = locator.watchPosition(heard, failed, {
      enableHighAccuracy: true,
      // Where the phone was before the yes is nobody's business.
      maximumAge: 0,
    })
    stop = () => locator.clearWatch(watching)
  }

  watch(
    [() => task.value?.id, () => task.value?.township] as const,
    ([id, township], before) => {
      stop()
      stop = () => undefined
      fix.value = undefined
      const last = before[0]
      const ended =
        last === undefined ? undefined : ({ state: find(last)?.state ?? 'gone', at: clock.now() } as const)
      if (id === undefined) state.value = { kind: 'off', after: ended }
      if (township !== undefined) begin(township)
    },
    { immediate: true },
  )
  const timer = setInterval(() => void send(), SEND_EVERY_MS)
  onScopeDispose(() => {
    stop()
    clearInterval(timer)
  })
  return { state: readonly(state), fix: readonly(fix) }
}
