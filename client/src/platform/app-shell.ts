import { readonly, shallowRef, type Ref } from 'vue'
import type { Page } from './page.ts'

/** `waiting`: a newer version is on this device; `taken`: another tab has taken it, and this page is of the former. */
export type ShellState = 'current' | 'waiting' | 'taken'

export interface AppShell {
  readonly state: Readonly<Ref<ShellState>>
  /** Ask the server for a newer version. */
  readonly lookForNew: () => void
  /** Reload into the newer version; nothing happens where there is none. */
  readonly take: () => void
}

const WORKER = '/service-worker.js'
const SCOPE = '/field'
const LOOK_EVERY_MS = 3_600_000

/** Keeps this screen on the device where the browser can: a secure page, and the built product. */
export function openAppShell(page: Page): AppShell {
  const state = shallowRef<ShellState>('current')
  // Missing outside secure contexts, whatever the type says.
  const workers = (navigator as { readonly serviceWorker?: ServiceWorkerContainer }).serviceWorker
  if (workers === undefined || !import.meta.env.PROD) {
    return { state: readonly(state), lookForNew: () => undefined, take: () => undefined }
  }
  let registration: ServiceWorkerRegistration | undefined
  let reloads = false
  const before = workers.controller
  const see = () => {
    // Without a controller the first version is being installed: that is no update.
    if (registration?.waiting && workers.controller !== null && state.value === 'current')
      state.value = 'waiting'
  }
  const reload = () => {
    if (reloads) return
    reloads = true
    location.reload()
  }
  const lookForNew = () => void registration?.update().catch(() => undefined)

  workers.addEventListener('controllerchange', () => {
    if (before === null && state.value === 'current') return
    if (asked) reload()
    else state.value = 'taken'
  })
  let asked = false
  void workers
    .register(WORKER, { scope: SCOPE })
    .then(registered => {
      registration = registered
      see()
      registered.addEventListener('updatefound', () => {
        registered.installing?.addEventListener('statechange', see)
      })
      setInterval(lookForNew, LOOK_EVERY_MS)
      page.onWake(lookForNew)
    })
    // The page works without; it only needs a network to begin.
    .catch(() => undefined)

  return {
    state: readonly(state),
    lookForNew,
    take: () => {
      if (state.value === 'taken') reload()
      if (state.value !== 'waiting') return
      asked = true
      registration?.waiting?.postMessage('take-over')
    },
  }
}
