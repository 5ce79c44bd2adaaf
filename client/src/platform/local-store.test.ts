import { expect, it } from 'vitest'
import { createMemoryStore, openLocalStore } from './local-store.ts'

it('keeps copies, lists them in key order and forgets them', async () => {
  const store = createMemoryStore()
  const value = { name: 'b', list: [1] }
  await store.put('drafts', 'b', value)
  await store.put('drafts', 'a', { name: 'a' })
  value.list.push(2)

  expect(await store.list('drafts')).toEqual([{ name: 'a' }, { name: 'b', list: [1] }])
  expect(await store.find('outbox', 'b')).toBeUndefined()
  await store.remove('drafts', 'b')
  expect(await store.find('drafts', 'b')).toBeUndefined()
})

it('falls back to memory where the device has no database', async () => {
  const store = await openLocalStore()

  expect(store.keeps).toBe('in-memory')
})
