import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { openAppShell, type ShellState } from '../../platform/app-shell.ts'
import { isIdle } from './field-idle.ts'

/** Keeps the phone's shell on the device and takes a new version when nobody would notice (FD-1, FD-2). */
export function useUpdates(
  unsent: Readonly<Ref<number>>,
  ringing: () => boolean,
): { readonly state: Readonly<Ref<ShellState>>; readonly take: () => void } {
  const { page, clock, feed } = useLive()
  const shell = openAppShell(page)
  const touchedAt = shallowRef(clock.device())
  const touch = () => {
    touchedAt.value = clock.device()
  }
  const doings = () => ({
    unsent: unsent.value,
    ringing: ringing(),
    typing: document.activeElement?.matches('input, textarea') === true,
    touchedAt: touchedAt.value,
    hidden: document.visibilityState === 'hidden',
  })

  window.addEventListener('pointerdown', touch)
  window.addEventListener('keydown', touch)
  onScopeDispose(() => {
    window.removeEventListener('pointerdown', touch)
    window.removeEventListener('keydown', touch)
  })
  watch([clock.ticking, shell.state], () => {
    if (shell.state.value === 'current') return
    if (feed.status.value.kind === 'reload-needed' || isIdle(doings(), clock.device())) shell.take()
  })
  watch(
    () => feed.status.value.kind === 'reload-needed',
    needed => {
      if (needed) shell.lookForNew()
    },
  )
  return { state: shell.state, take: shell.take }
}
