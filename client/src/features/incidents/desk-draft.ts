import type { Ref } from 'vue'
import { useDraft, type Draft } from '../../kernel/draft.ts'
import { useLive } from '../../kernel/live.ts'

/** A form of the desk that comes back after a reload, a crash or a sign-out; each person has their own (CO-10). */
export function useDeskDraft<Form extends object>(purpose: string, form: Ref<Form>): Draft {
  const live = useLive()
  const state = live.session.state.value
  const owner = 'info' in state ? state.info.actor.id : ''
  const empty = { ...form.value } as Readonly<Record<string, unknown>>
  return useDraft(
    { key: `desk/${owner}/${purpose}`, form, restore: stored => fitting<Form>(stored, empty) },
    live,
  )
}

/** What an earlier page kept, on top of what the form starts with; undefined where a field changed its type since. */
function fitting<Form extends object>(
  stored: unknown,
  empty: Readonly<Record<string, unknown>>,
): Form | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined
  const known = Object.entries(stored).filter(([key]) => key in empty)
  const fits = known.every(([key, value]) => empty[key] === null || typeof value === typeof empty[key])
  return fits ? ({ ...empty, ...Object.fromEntries(known) } as Form) : undefined
}
