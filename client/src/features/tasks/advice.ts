import type { AnswerOf } from '@one-centre/shared/contract'
import type { Incident } from '@one-centre/shared/incidents'
import type { adviseTeams } from '@one-centre/shared/task-commands'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { refusalText } from '../incidents/store.ts'
import { useTasks } from './store.ts'

export type Advice = AnswerOf<typeof adviseTeams>

export type AdviceState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly value: Advice }
  | { readonly kind: 'failed'; readonly why: string }

export interface AdviceAsked {
  readonly state: Readonly<Ref<AdviceState>>
  readonly here: ComputedRef<Advice | undefined>
  /** Asks again; `come` hears each answer that is still wanted. */
  readonly load: () => Promise<void>
}

/** The advice on one incident, asked for at once and when another incident is shown. */
export function useAdvice(incident: () => Incident, come: (advice: Advice) => void): AdviceAsked {
  const { advise } = useTasks()
  const state = ref<AdviceState>({ kind: 'loading' })
  let asked = 0
  const load = async (): Promise<void> => {
    const turn = ++asked
    state.value = { kind: 'loading' }
    const result = await advise(incident())
    if (turn !== asked) return
    if (result.kind !== 'answered') {
      state.value = { kind: 'failed', why: result.kind === 'refused' ? refusalText(result.refusal) : '' }
      return
    }
    state.value = { kind: 'here', value: result.answer }
    come(result.answer)
  }
  watch(() => incident().id, load, { immediate: true })
  return {
    state,
    here: computed(() => (state.value.kind === 'here' ? state.value.value : undefined)),
    load,
  }
}
