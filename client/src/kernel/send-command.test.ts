import { defineCommand, record, text } from '@one-centre/shared/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClock } from '../platform/clock.ts'
import type { Http, HttpRequest, HttpResult } from '../platform/http.ts'
import { createMemoryStore, type LocalStore } from '../platform/local-store.ts'
import { createOutbox, type Order } from './outbox.ts'
import { createCommands } from './send-command.ts'

const note = defineCommand({
  name: 'incidents.note',
  summary: 'Add a note.',
  permission: 'incidents.note',
  params: record({ text: text(200) }),
  answer: record({ id: text(40) }),
})
const town = '00000000-0000-7000-8000-000000000001'

interface Asked {
  readonly request: HttpRequest
  readonly body: {
    readonly commandId: string
    readonly township: string
    readonly params: { readonly text: string }
  }
  readonly answer: (result: HttpResult<unknown>) => Promise<void>
}

const done: HttpResult<unknown> = { kind: 'answered', body: { ok: true, seq: 9, answer: { id: 'n' } } }
const offline: HttpResult<unknown> = { kind: 'offline', reason: 'unreachable' }
const conflict: HttpResult<unknown> = {
  kind: 'refused',
  status: 409,
  refusal: { ok: false, code: 'entity.changed', detail: {} },
}

function tick(): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(0)
}

/** One page over a store; a second page over the same store is the page after a reload. */
function openPage(store: LocalStore, mine = 'page-1', alive: readonly string[] = []) {
  const asked: Asked[] = []
  const wakes: (() => void)[] = []
  const arrivals: (() => void)[] = []
  const http: Http = {
    ask: <Body>(request: HttpRequest) => {
      let resolve: (result: HttpResult<unknown>) => void = () => undefined
      const promise = new Promise<HttpResult<unknown>>(settle => (resolve = settle))
      const answer = async (result: HttpResult<unknown>) => {
        resolve(result)
        await tick()
      }
      asked.push({ request, body: request.body as Asked['body'], answer })
      return promise as Promise<HttpResult<Body>>
    },
  }
  let signedOut = 0
  const missing = new Set<string>()
  let settled = (): void => undefined
  const commands = createCommands({
    http,
    outbox: createOutbox(Promise.resolve(store)),
    clock: createClock(),
    page: { onWake: handler => (wakes.push(handler), () => {}), onLeave: () => () => {} },
    pages: { mine, alive: () => Promise.resolve(new Set([mine, ...alive])) },
    random: () => 0.5,
    reached: () => new Promise(resolve => arrivals.push(resolve)),
    uploads: {
      haveArrived: files => files.every(file => !missing.has(file)),
      onSettled: listener => (settled = listener),
    },
    onSignedOut: () => (signedOut += 1),
  })
  const send = (words: string, queue = 'incident/1', files: readonly string[] = []) =>
    commands.send(note, { township: town, params: { text: words }, queue, marks: [queue], files })
  const texts = () => asked.map(each => each.body.params.text)
  const arrive = async () => {
    arrivals.splice(0).forEach(resolve => resolve())
    await tick()
  }
  const wake = async () => {
    wakes.forEach(handler => handler())
    await tick()
  }
  const arrived = async (file: string) => {
    missing.delete(file)
    settled()
    await tick()
  }
  return { commands, asked, send, texts, arrive, wake, missing, arrived, signedOut: () => signedOut }
}

async function startedPage(store: LocalStore, mine?: string, alive?: readonly string[]) {
  const page = openPage(store, mine, alive)
  page.commands.start('person-1')
  await tick()
  return page
}

describe('send-command', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }))
  afterEach(() => vi.useRealTimers())

  it('sends the envelope, marks the entity at once, and unmarks it when the feed has brought the change', async () => {
    const page = await startedPage(createMemoryStore())

    const sent = page.send('a')
    expect(page.commands.isPending('incident/1')).toBe(true)
    await tick()
    expect(page.asked[0]?.request).toMatchObject({ method: 'POST', path: '/api/commands/incidents.note' })
    expect(page.asked[0]?.body).toEqual({ commandId: sent.commandId, township: town, params: { text: 'a' } })
    await page.asked[0]?.answer(done)

    expect(await sent.result).toEqual({ kind: 'done', seq: 9, answer: { id: 'n' } })
    expect(page.commands.unanswered.value).toBe(0)
    expect(page.commands.isPending('incident/1')).toBe(true)
    await page.arrive()
    expect(page.commands.isPending('incident/1')).toBe(false)
  })

  it('removes the mark of a refused command and hands back the reason', async () => {
    const store = createMemoryStore()
    const page = await startedPage(store)
    const sent = page.send('a')
    await tick()

    await page.asked[0]?.answer(conflict)

    expect(await sent.result).toMatchObject({ kind: 'refused', refusal: { code: 'entity.changed' } })
    expect(page.commands.isPending('incident/1')).toBe(false)
    expect(page.commands.refused.value).toEqual([])
    expect(await store.list('outbox')).toEqual([])
  })

  it('FD-11 waits until the server has its files, and those behind it in its queue wait with it', async () => {
    const page = await startedPage(createMemoryStore())
    page.missing.add('photo-1')

    page.send('with photo', 'incident/1', ['photo-1'])
    page.send('after it', 'incident/1')
    page.send('elsewhere', 'incident/2')
    await tick()
    expect(page.texts()).toEqual(['elsewhere'])
    await page.arrived('photo-1')
    expect(page.texts()).toEqual(['elsewhere', 'with photo'])
    await page.asked[1]?.answer(done)

    expect(page.texts()).toEqual(['elsewhere', 'with photo', 'after it'])
  })

  it('FD-11 still waits for its files on the page after a kill, under the same id', async () => {
    const store = createMemoryStore()
    const killed = await startedPage(store)
    killed.missing.add('photo-1')
    const sent = killed.send('with photo', 'incident/1', ['photo-1'])
    await tick()

    const next = openPage(store, 'page-2')
    next.missing.add('photo-1')
    next.commands.start('person-1')
    await tick()
    expect(next.texts()).toEqual([])
    await next.arrived('photo-1')

    expect(next.asked.map(each => each.body.commandId)).toEqual([sent.commandId])
  })

  it.each<[string, HttpResult<unknown>, number]>([
    ['no network', offline, 1_000],
    ['a fault', { kind: 'fault', status: 502 }, 1_000],
    ['a busy server', { kind: 'busy', code: 'database.away', retryAfterMs: 5_000 }, 5_000],
  ])('NL-3 tries again with the same id after %s', async (_, failure, rest) => {
    const page = await startedPage(createMemoryStore())
    const sent = page.send('a')
    await tick()

    await page.asked[0]?.answer(failure)
    await vi.advanceTimersByTimeAsync(rest - 1)
    expect(page.asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)

    expect(page.asked.map(each => each.body.commandId)).toEqual([sent.commandId, sent.commandId])
  })

  it('keeps order within one incident and sends different ones side by side', async () => {
    const page = await startedPage(createMemoryStore())
    page.send('a1', 'incident/a')
    page.send('a2', 'incident/a')
    page.send('b1', 'incident/b')
    await tick()
    expect(page.texts()).toEqual(['a1', 'b1'])

    await page.asked[0]?.answer(offline)
    expect(page.texts()).toEqual(['a1', 'b1'])
    await vi.advanceTimersByTimeAsync(1_000)
    await page.asked[2]?.answer(done)

    expect(page.texts()).toEqual(['a1', 'b1', 'a1', 'a2'])
  })

  it('has at most four requests under way', async () => {
    const page = await startedPage(createMemoryStore())
    for (let index = 0; index < 6; index += 1) page.send(String(index), `incident/${index}`)
    await tick()

    expect(page.asked).toHaveLength(4)
    await page.asked[0]?.answer(done)
    expect(page.asked).toHaveLength(5)
  })

  it('NL-1 survives a reload, in order, with the same ids; new orders stand behind', async () => {
    const store = createMemoryStore()
    const before = await startedPage(store)
    const first = before.send('1')
    before.send('2')
    await tick()

    const after = await startedPage(store, 'page-2')
    after.send('3')
    await tick()
    expect(after.commands.unanswered.value).toBe(3)
    for (let index = 0; index < 3; index += 1) await after.asked[index]?.answer(done)

    expect(after.texts()).toEqual(['1', '2', '3'])
    expect(after.asked[0]?.body.commandId).toBe(first.commandId)
    expect(await store.list('outbox')).toEqual([])
  })

  it('shows the refusal of a command whose page is gone until it is dismissed', async () => {
    const store = createMemoryStore()
    const before = await startedPage(store)
    const { commandId } = before.send('1')
    await tick()
    const after = await startedPage(store, 'page-2')

    await after.asked[0]?.answer(conflict)

    expect(after.commands.refused.value.map(each => each.refusal.code)).toEqual(['entity.changed'])
    after.commands.dismiss(commandId)
    expect(after.commands.refused.value).toEqual([])
  })

  it('leaves alone what another open page or another person gave', async () => {
    const store = createMemoryStore()
    const other = await startedPage(store, 'page-other')
    other.send('theirs')
    await tick()
    const stranger: Partial<Order> = {
      ...((await store.list('outbox'))[0] as Order),
      owner: 'person-2',
      page: 'gone',
    }
    await store.put('outbox', 'x', stranger)

    const page = await startedPage(store, 'page-1', ['page-other'])

    expect(page.asked).toEqual([])
    expect(page.commands.pending.value).toEqual([])
  })

  it('tells the session when signed out, and goes on at the next sign-in', async () => {
    const page = await startedPage(createMemoryStore())
    page.send('a')
    await tick()
    const out: HttpResult<unknown> = {
      kind: 'signed-out',
      refusal: { ok: false, code: 'access.signed-out', detail: {} },
    }
    await page.asked[0]?.answer(out)
    expect(page.signedOut()).toBe(1)

    page.commands.stop()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(page.asked).toHaveLength(1)
    page.commands.start('person-1')
    await tick()

    expect(page.texts()).toEqual(['a', 'a'])
  })

  it('tries at once on waking', async () => {
    const page = await startedPage(createMemoryStore())
    page.send('a')
    await tick()
    await page.asked[0]?.answer(offline)

    await page.wake()

    expect(page.asked).toHaveLength(2)
  })

  it('sends the next one after a discarded one, and ignores its late answer', async () => {
    const store = createMemoryStore()
    const page = await startedPage(store)
    const first = page.send('1')
    page.send('2')
    await tick()
    await page.asked[0]?.answer(offline)

    page.commands.discard(first.commandId)
    await tick()

    expect(await first.result).toEqual({ kind: 'discarded' })
    expect(page.texts()).toEqual(['1', '2'])
    expect(await store.list('outbox')).toHaveLength(1)
  })

  it('still sends where the device keeps nothing', async () => {
    const full: LocalStore = { ...createMemoryStore(), put: () => Promise.reject(new Error('QuotaExceeded')) }
    const page = await startedPage(full)
    const sent = page.send('a')

    expect(await sent.kept).toBe('in-memory')
    expect(page.texts()).toEqual(['a'])
  })

  it('takes the params as they are when given', async () => {
    const page = await startedPage(createMemoryStore())
    const params = { text: 'before' }
    page.commands.send(note, { township: town, params, queue: 'q', marks: [] })
    params.text = 'after'
    await tick()

    expect(page.texts()).toEqual(['before'])
  })

  it('refuses where nobody is signed in', async () => {
    const page = openPage(createMemoryStore())

    expect(await page.send('a').result).toMatchObject({
      kind: 'refused',
      refusal: { code: 'access.signed-out' },
    })
  })
})
