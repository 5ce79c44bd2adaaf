import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type Ref } from 'vue'
import { createClock } from '../platform/clock.ts'
import { createMemoryStore, type LocalStore } from '../platform/local-store.ts'
import { useDraft, type Draft } from './draft.ts'

interface Report {
  place: string
  tags: string[]
}

function restore(stored: unknown): Report | undefined {
  const isReport = typeof stored === 'object' && stored !== null && 'place' in stored && 'tags' in stored
  return isReport ? (stored as Report) : undefined
}

async function open(store: LocalStore) {
  let leave = () => {}
  const form: Ref<Report> = ref({ place: '', tags: [] })
  const page = { onWake: () => () => {}, onLeave: (handler: () => void) => ((leave = handler), () => {}) }
  const around = { store: Promise.resolve(store), page, clock: createClock() }
  const scope = effectScope()
  const draft = scope.run(() => useDraft({ key: 'report/1', form, restore }, around)) as Draft
  await vi.advanceTimersByTimeAsync(0)
  return { form, draft, scope, leave: () => leave(), later: (ms: number) => vi.advanceTimersByTimeAsync(ms) }
}

describe('draft', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }))
  afterEach(() => vi.useRealTimers())

  it('brings back what was typed up to a second before the app was killed', async () => {
    const store = createMemoryStore()
    const before = await open(store)
    before.form.value.place = '大桥'
    before.form.value.tags.push('积水')
    expect(before.draft.state.value).toEqual({ kind: 'unsaved' })
    await before.later(1_000)
    expect(before.draft.state.value).toEqual({ kind: 'saved', savedAt: 800 })

    const after = await open(store)

    expect(after.form.value).toEqual({ place: '大桥', tags: ['积水'] })
    expect(after.draft.state.value).toEqual({ kind: 'restored', savedAt: 800 })
  })

  it('saves while someone types without a pause', async () => {
    const store = createMemoryStore()
    const page = await open(store)
    for (let index = 0; index < 20; index += 1) {
      page.form.value.place += 'x'
      await page.later(100)
    }

    expect(await store.find('drafts', 'report/1')).toMatchObject({ form: { place: 'x'.repeat(16) } })
  })

  it('saves at once when the page is left or the form closed', async () => {
    const store = createMemoryStore()
    const page = await open(store)
    page.form.value.place = 'left'
    page.leave()
    await page.later(0)
    expect(await store.find('drafts', 'report/1')).toMatchObject({ form: { place: 'left' } })

    page.form.value.place = 'closed'
    page.scope.stop()
    await page.later(0)
    expect(await store.find('drafts', 'report/1')).toMatchObject({ form: { place: 'closed' } })
  })

  it('does not bring back what was sent, even if a save was under way', async () => {
    const store = createMemoryStore()
    const page = await open(store)
    page.form.value.place = 'sent'
    page.leave()
    await page.draft.discard()
    await page.later(2_000)

    expect(await store.find('drafts', 'report/1')).toBeUndefined()
    expect(page.draft.state.value).toEqual({ kind: 'empty' })
  })

  it('keeps what was typed before the draft came back', async () => {
    const store = createMemoryStore()
    await store.put('drafts', 'report/1', { savedAt: 1, form: { place: 'old', tags: [] } })
    const scope = effectScope()
    const form = ref<Report>({ place: '', tags: [] })
    const page = { onWake: () => () => {}, onLeave: () => () => {} }
    const around = { store: Promise.resolve(store), page, clock: createClock() }
    scope.run(() => useDraft({ key: 'report/1', form, restore }, around))
    form.value.place = 'new'
    await vi.advanceTimersByTimeAsync(0)

    expect(form.value.place).toBe('new')
    scope.stop()
  })

  it('leaves alone what no longer fits the form, and says when nothing can be kept', async () => {
    const store = createMemoryStore()
    await store.put('drafts', 'report/1', { savedAt: 1, form: { other: 1 } })
    const full: LocalStore = { ...store, put: () => Promise.reject(new Error('QuotaExceeded')) }

    const page = await open(full)
    expect(page.draft.state.value).toEqual({ kind: 'empty' })
    page.form.value.place = 'x'
    await page.later(1_000)

    expect(page.draft.state.value).toEqual({ kind: 'failed' })
  })
})
