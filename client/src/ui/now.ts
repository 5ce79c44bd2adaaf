import { inject, readonly, ref, type InjectionKey, type Ref } from 'vue'

export type Now = Readonly<Ref<number>>

/** The clock of the page, one tick a second, in ms since 1970. The application provides the server's. */
export const nowKey: InjectionKey<Now> = Symbol('now')

export function useNow(): Now {
  return inject(nowKey, ownNow, true)
}

let own: Now | undefined

/** The machine's own clock, where no application provides a better one. */
function ownNow(): Now {
  if (own !== undefined) return own
  const current = ref(Date.now())
  window.setInterval(() => (current.value = Date.now()), 1000)
  return (own = readonly(current))
}
