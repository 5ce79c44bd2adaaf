import type { Camera, CameraProfile } from '@one-centre/shared/cameras'
import { newId } from '@one-centre/shared/ids'
import { playCamera, renewPlayback, type Playback, type Viewing } from '@one-centre/shared/viewings'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'
import { refusalText } from '../../messages/refusal-text.ts'
import { backoff } from '../../platform/backoff.ts'
import { useOrders } from '../organisations/store.ts'
import { useDirectOrders } from './direct-order.ts'
import type { Purpose } from './purpose.ts'
import { endByBeacon, endUrl, openWhep } from './whep.ts'

export type PlayerState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'playing' }
  /** Tried again by itself. */
  | { readonly kind: 'broken'; readonly why: string }
  /** Somebody ended it, or a rule forbids it; only a person begins anew. */
  | { readonly kind: 'ended'; readonly why: string }

export interface Player {
  readonly state: Readonly<Ref<PlayerState>>
  readonly stream: Readonly<ShallowRef<MediaStream | undefined>>
  readonly start: (profile: CameraProfile, purpose: Purpose) => Promise<void>
  /** Another stream of the same camera, on the same row of the register. */
  readonly change: (profile: CameraProfile) => Promise<void>
  readonly stop: () => void
}

const viewingKind: EntityKind<Viewing> = { name: 'viewing' }
const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 15_000

/** One camera in one place of the page: registered, opened, kept open, and ended whatever happens to the page. */
export function usePlayer(camera: () => Camera): Player {
  const { replica, http, page } = useLive()
  const { give, problem } = useDirectOrders()
  const { ask, problem: unasked } = useOrders()
  const state = ref<PlayerState>({ kind: 'idle' })
  const stream = shallowRef<MediaStream>()
  const viewingId = ref<Viewing['id']>()
  const viewing = computed(() =>
    viewingId.value === undefined ? undefined : replica.find(viewingKind, viewingId.value),
  )
  let wanted: { readonly profile: CameraProfile; readonly purpose: Purpose } | undefined
  let connection: RTCPeerConnection | undefined
  let failures = 0
  let turn = 0
  let again: ReturnType<typeof setTimeout> | undefined

  function hangUp(): void {
    clearTimeout(again)
    connection?.close()
    connection = undefined
  }

  async function wayIn(profile: CameraProfile, purpose: Purpose): Promise<Playback | undefined> {
    const { township, id: cameraId } = camera()
    const known = viewingId.value
    const over = viewing.value !== undefined && viewing.value.endedAt !== null
    if (known !== undefined && !over) {
      const renewed = await ask(renewPlayback, { township, params: { viewingId: known, profile } })
      if (renewed !== undefined) return renewed
    }
    const params = { viewingId: newId<'viewing'>(), cameraId, profile, ...purpose }
    const playback = await give(playCamera, { township, params })
    if (playback !== undefined) viewingId.value = playback.viewingId
    return playback
  }

  async function open(): Promise<void> {
    if (wanted === undefined) return
    hangUp()
    turn += 1
    const mine = turn
    if (state.value.kind !== 'broken') state.value = { kind: 'opening' }
    const playback = await wayIn(wanted.profile, wanted.purpose)
    if (mine !== turn) return
    if (playback === undefined) {
      rest(problem.value || unasked.value)
      return
    }
    const outcome = await openWhep(playback, {
      stream: found => {
        if (mine === turn) stream.value = found
      },
      lost: () => {
        if (mine === turn) rest('')
      },
    })
    if (mine !== turn) {
      if (outcome.kind === 'open') outcome.connection.close()
      return
    }
    if (outcome.kind !== 'open') {
      rest(outcome.kind === 'refused' ? refusalText({ code: outcome.code }) : '')
      return
    }
    connection = outcome.connection
    failures = 0
    state.value = { kind: 'playing' }
  }

  function rest(why: string): void {
    hangUp()
    state.value = { kind: 'broken', why }
    failures += 1
    again = setTimeout(() => void open(), backoff(failures, FIRST_REST_MS, LONGEST_REST_MS, Math.random))
  }

  function leave(): void {
    turn += 1
    hangUp()
    wanted = undefined
    stream.value = undefined
    const left = viewingId.value
    viewingId.value = undefined
    if (left !== undefined) void http.ask({ method: 'DELETE', path: endUrl(left) })
  }

  // CA-34: whoever is sent away is told by whom and why, and does not knock again by itself.
  watch(viewing, now => {
    if (now?.ending?.how !== 'revoked') return
    const { by, reason } = now.ending
    viewingId.value = undefined
    leave()
    state.value = { kind: 'ended', why: `${by} ${reason}` }
  })
  const onHide = (): void => {
    if (viewingId.value !== undefined) endByBeacon(viewingId.value)
  }
  onMounted(() => window.addEventListener('pagehide', onHide))
  const unwake = page.onWake(() => {
    if (state.value.kind === 'broken') void open()
  })
  onBeforeUnmount(() => {
    unwake()
    window.removeEventListener('pagehide', onHide)
    leave()
  })

  return {
    state,
    stream,
    start: (profile, purpose) => {
      wanted = { profile, purpose }
      failures = 0
      return open()
    },
    change: async profile => {
      if (wanted === undefined || wanted.profile === profile) return
      wanted = { ...wanted, profile }
      await open()
    },
    stop: () => {
      leave()
      state.value = { kind: 'idle' }
    },
  }
}
