import { expect, test } from 'vitest'
import { createMemoryStore } from '../../platform/local-store.ts'
import { createPhotoQueue } from './photo-queue.ts'

const bytes = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3])
const answering = (...statuses: number[]) => {
  const bodies: unknown[] = []
  const fetch = (_path: string, init: RequestInit) => {
    bodies.push(init.body)
    const status = statuses.shift()
    return status === undefined
      ? Promise.reject(new Error('no network'))
      : Promise.resolve(new Response('{}', { status }))
  }
  return { bodies, fetch }
}

test('PH-4 a photo is named by its content and waits until the server has it, over a reload', async () => {
  const store = Promise.resolve(createMemoryStore())
  const first = createPhotoQueue({ store, owner: 'me', fetch: answering().fetch })
  const name = await first.add('town', bytes, 'image/jpeg')
  expect(name).toMatch(/^[0-9a-f]{64}$/)
  await first.send()
  expect(first.waiting.value).toHaveLength(1)

  const { bodies, fetch } = answering(503, 200)
  const second = createPhotoQueue({ store, owner: 'me', fetch })
  await second.load()
  await second.send()
  expect(second.waiting.value).toHaveLength(1)
  await second.send()
  expect(second.waiting.value).toEqual([])
  expect(bodies).toEqual([bytes, bytes])

  const third = createPhotoQueue({ store, owner: 'me', fetch })
  await third.load()
  expect(third.waiting.value).toEqual([])
})

test('PH-4 nobody else on the device sends it', async () => {
  const store = Promise.resolve(createMemoryStore())
  await createPhotoQueue({ store, owner: 'me', fetch: answering().fetch }).add('town', bytes, 'image/jpeg')
  const other = createPhotoQueue({ store, owner: 'other', fetch: answering(200).fetch })
  await other.load()
  expect(other.waiting.value).toEqual([])
})

test('PH-4 what the server would not have is counted, not tried for ever', async () => {
  const queue = createPhotoQueue({
    store: Promise.resolve(createMemoryStore()),
    owner: 'me',
    fetch: answering(400).fetch,
  })
  await queue.add('town', bytes, 'image/jpeg')
  await queue.send()
  expect([queue.waiting.value.length, queue.refused.value]).toEqual([0, 1])
})
