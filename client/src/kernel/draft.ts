import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Clock } from '../platform/clock.ts'
import type { LocalStore } from '../platform/local-store.ts'
import type { Page } from '../platform/page.ts'

/** A form that survives a killed app (at most a second of it is lost). */
const SAVE_WITHIN_MS = 800

export type DraftState =
  | { readonly kind: 'loading' }
  /** Nothing is kept. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'restored'; readonly savedAt: number }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saved'; readonly savedAt: number }
  /** The device would not keep it; the form still works. */
  | { readonly kind: 'failed' }

export interface Draft {
  readonly state: Readonly<Ref<DraftState>>
  /** Forget what is kept: it was sent, or is not wanted. Changes of the form after this are kept again. */
  readonly discard: () => Promise<void>
  /** Save at once what is unsaved. */
  readonly flush: () => Promise<void>
}

export interface DraftOrder<Form extends object> {
  /** One draft per person and purpose: `report/<person id>`. */
  readonly key: string
  readonly form: Ref<Form>
  /** Reads what an earlier page kept; undefined where it no longer fits the form. */
  readonly restore: (stored: unknown) => Form | undefined
}

export interface DraftSurroundings {
  readonly store: Promise<LocalStore>
  readonly page: Page
  readonly clock: Clock
}

interface Kept {
  readonly savedAt: number
  readonly form: unknown
}

/** Keeps a form on the device while it is filled in, and brings it back. Call it in a component's setup or an effect scope. */
export function useDraft<Form extends object>(order: DraftOrder<Form>, around: DraftSurroundings): Draft {
  const { key, form } = order
  const state = shallowRef<DraftState>({ kind: 'loading' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let restoring = false
  // Saving and forgetting take turns, so that a late save cannot bring back what was sent.
  let line: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = line.then(work)
    line = turn.catch(() => undefined)
    return turn
  }

  const flush = (): Promise<void> => {
    if (timer === undefined) return inTurn(() => Promise.resolve())
    clearTimeout(timer)
    timer = undefined
    const kept: Kept = {
      savedAt: around.clock.now(),
      form: JSON.parse(JSON.stringify(form.value)) as unknown,
    }
    return inTurn(async () => {
      const store = await around.store
      try {
        await store.put('drafts', key, kept)
        if (timer === undefined) state.value = { kind: 'saved', savedAt: kept.savedAt }
      } catch {
        state.value = { kind: 'failed' }
      }
    })
  }
  const touched = () => {
    if (restoring) return
    state.value = { kind: 'unsaved' }
    timer ??= setTimeout(() => void flush(), SAVE_WITHIN_MS)
  }
  const discard = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    return inTurn(async () => {
      const store = await around.store
      await store.remove('drafts', key).catch(() => undefined)
      if (timer === undefined) state.value = { kind: 'empty' }
    })
  }
  const load = async (): Promise<void> => {
    const store = await around.store
    const kept = asKept(await store.find('drafts', key).catch(() => undefined))
    // Who began to type before the draft came back means the new text.
    if (state.value.kind !== 'loading') return
    const restored = kept === undefined ? undefined : order.restore(kept.form)
    if (kept === undefined || restored === undefined) {
      state.value = { kind: 'empty' }
      return
    }
    restoring = true
    form.value = restored
    restoring = false
    state.value = { kind: 'restored', savedAt: kept.savedAt }
  }

  watch(form, touched, { deep: true, flush: 'sync' })
  const stopListening = around.page.onLeave(() => void flush())
  onScopeDispose(() => {
    stopListening()
    void flush()
  })
  void inTurn(load)
  return { state, discard, flush }
}

function asKept(row: unknown): Kept | undefined {
  if (typeof row !== 'object' || row === null || !('savedAt' in row) || !('form' in row)) return undefined
  return typeof row.savedAt === 'number' ? { savedAt: row.savedAt, form: row.form } : undefined
}
