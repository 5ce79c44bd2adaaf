import { onScopeDispose, watch, type Ref } from 'vue'
import { useLive } from '../../kernel/live.ts'

/** Keeps the screen on while `wanted`, where the phone can (FD-24). The browser lets go when the page is hidden. */
export function useAwake(wanted: Readonly<Ref<boolean>>): void {
  const { page } = useLive()
  const locks = (navigator as { readonly wakeLock?: WakeLock }).wakeLock
  if (locks === undefined) return
  let held: WakeLockSentinel | undefined
  let asking = false

  const again = () => {
    if (!wanted.value) void settle()
  }
  const settle = async () => {
    if (!wanted.value) {
      await held?.release()
      held = undefined
      return
    }
    if (asking || (held !== undefined && !held.released)) return
    asking = true
    // Refused with an empty battery or while hidden: asked again when the page is seen.
    held = await locks.request('screen').catch(() => undefined)
    asking = false
    again()
  }

  watch(wanted, () => void settle(), { immediate: true })
  const stop = page.onWake(() => void settle())
  onScopeDispose(() => {
    stop()
    void held?.release()
  })
}
