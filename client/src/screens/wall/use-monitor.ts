import type { Id } from '@one-centre/shared/ids'
import { listIncidents } from '@one-centre/shared/incident-queries'
import { isResting } from '@one-centre/shared/incident-machine'
import { incidentStates } from '@one-centre/shared/incidents'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type ComputedRef } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { runQuery } from '../../kernel/queries.ts'
import {
  faultsIn,
  lasting,
  mismatchesOf,
  standingOf,
  type Mismatch,
  type Standing,
  type Tally,
} from './monitor.ts'

const ASK_EVERY_MS = 30_000
/** A change may be under way at one look, even at two. */
const LOOKS = 4
const openStates = incidentStates.filter(state => state !== 'draft' && !isResting(state))

export type MonitorState =
  Standing | { readonly kind: 'fault'; readonly faults: readonly Mismatch[]; readonly tally: Tally }

export interface Sources {
  readonly townships: () => readonly Id<'organisation'>[]
  readonly tally: () => Omit<Tally, 'stored'>
}

/** Looks once a second whether the wall agrees with itself, and twice a minute whether it agrees with the server. */
export function useMonitor({ townships, tally }: Sources): ComputedRef<MonitorState> {
  const { feed, clock, http } = useLive()
  const seen = shallowRef<ReadonlyMap<Mismatch, number>>(new Map())
  const agreedAt = ref<number>()
  const last = shallowRef<Tally>()
  const storedFault = ref(false)
  const storeAgreedAt = ref<number>()
  const liveSince = ref<number>()
  let timer: ReturnType<typeof setInterval> | undefined

  /** What the server counts; undefined where a stream did not answer. */
  async function stored(): Promise<number | undefined> {
    const filter = { states: openStates, levels: [], matterIds: [], gridId: null, organisationId: null }
    const params = {
      filter: { ...filter, text: null, from: null, to: null, overdue: false },
      offset: 0,
      limit: 1,
    }
    const answers = await Promise.all(
      townships().map(township => runQuery(http, listIncidents, { township, params })),
    )
    let sum = 0
    for (const one of answers) {
      if (one.kind !== 'answered') return undefined
      sum += one.answer.total
    }
    return sum
  }

  async function compareStored(): Promise<void> {
    for (let turn = 0; turn < LOOKS; turn++) {
      if (feed.status.value.kind !== 'live') return
      const before = tally().printed
      const count = await stored()
      if (count === undefined) return
      const after = tally().printed
      // Changes went on while it was asked: what the server counts lies between the two.
      if (count >= Math.min(before, after) && count <= Math.max(before, after)) {
        storedFault.value = false
        storeAgreedAt.value = clock.now()
        return
      }
      last.value = { ...tally(), stored: count }
      await new Promise(resolve => setTimeout(resolve, 1_000))
    }
    storedFault.value = true
  }

  watch(clock.ticking, now => {
    if (feed.status.value.kind !== 'live') {
      seen.value = new Map()
      liveSince.value = undefined
      return
    }
    if (liveSince.value === undefined) {
      liveSince.value = now
      void compareStored()
    }
    const current: Tally = { ...tally(), stored: undefined }
    const found = mismatchesOf(current, now)
    seen.value = lasting(seen.value, found)
    if (found.length > 0) last.value = current
    else agreedAt.value = now
  })
  onMounted(() => (timer = setInterval(() => void compareStored(), ASK_EVERY_MS)))
  onBeforeUnmount(() => clearInterval(timer))

  return computed((): MonitorState => {
    const faults = [...faultsIn(seen.value, LOOKS), ...(storedFault.value ? (['store'] as const) : [])]
    if (faults.length > 0 && last.value !== undefined) return { kind: 'fault', faults, tally: last.value }
    return standingOf({
      agreedAt: agreedAt.value,
      liveSince: liveSince.value,
      storeAgreedAt: storeAgreedAt.value,
    })
  })
}
