import { MINUTE } from '@one-centre/shared/time'
import { defineStore } from 'pinia'
import { computed, markRaw, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useLive } from '../../kernel/live.ts'
import type { ReplaySession } from './session.ts'
import { replayPlaces } from './view.ts'

export interface Replay {
  /** The one that is open, or undefined: the page is live. */
  readonly session: Readonly<ShallowRef<ReplaySession | undefined>>
  /** Whether whoever is signed in may look back anywhere. */
  readonly allowed: ComputedRef<boolean>
  /** Opens at an instant (ms), or a quarter of an hour ago. */
  readonly open: (at?: number) => Promise<void>
  /** Back to live. */
  readonly close: () => void
}

const BACK_MS = 15 * MINUTE

const useReplayStore = defineStore('replay', () => {
  const live = useLive()
  const session = shallowRef<ReplaySession>()
  const allowed = computed(() => {
    const state = live.session.state.value
    if (!('info' in state)) return false
    const { actor, streams } = state.info
    return (
      replayPlaces(
        actor,
        streams.map(stream => stream.township),
      ).length > 0
    )
  })
  const close = (): void => {
    session.value?.close()
    session.value = undefined
  }
  // What one person might see is not the next one's to look at.
  const who = computed(() => {
    const state = live.session.state.value
    return 'info' in state ? state.info.actor.id : undefined
  })
  watch(who, close)
  const replay: Replay = {
    session,
    allowed,
    open: async (at = live.clock.now() - BACK_MS) => {
      // Nobody who does not look back loads how.
      const { openReplay } = await import('./session.ts')
      if (session.value !== undefined) return session.value.goTo(at)
      session.value = markRaw(openReplay(live, at))
    },
    close,
  }
  return { replay: markRaw(replay) }
})

/** The replay of this page (复盘). */
export function useReplay(): Replay {
  return useReplayStore().replay
}
