import type { AnswerOf, CommandContract, ParamsOf } from '@one-centre/shared/contract'
import { newId, type Id } from '@one-centre/shared/ids'
import type { Accepted, JsonValue, Refusal } from '@one-centre/shared/refusals'
import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import { backoff } from '../platform/backoff.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http, HttpResult } from '../platform/http.ts'
import type { Page } from '../platform/page.ts'
import type { Order, Outbox, Pages } from './outbox.ts'
import type { Uploads } from './uploads.ts'
import type { CommandResult, PendingCommand, PendingState, RefusedCommand, Sent } from './pending.ts'

export interface Commands {
  readonly send: <Contract extends CommandContract>(
    contract: Contract,
    order: {
      readonly township: Id<'organisation'>
      readonly params: ParamsOf<Contract>
      readonly queue: string
      readonly marks: readonly string[]
      /** Files it names, by their hash: it waits until the server has them (FD-11). */
      readonly files?: readonly string[]
    },
  ) => Sent<AnswerOf<Contract>>
  readonly pending: Readonly<Ref<readonly PendingCommand[]>>
  /** How many have no answer yet. */
  readonly unanswered: ComputedRef<number>
  /** Whether a command about the entity is under way. Tracked. */
  readonly isPending: (entityId: string) => boolean
  /** Refusals of commands given before a reload, whose screen is gone; shown until dismissed. */
  readonly refused: Readonly<Ref<readonly RefusedCommand[]>>
  readonly dismiss: (commandId: string) => void
  /** Give up a command without an answer. The server may have done it all the same. */
  readonly discard: (commandId: string) => void
  /** Deliver for this person, what an earlier page left included. */
  readonly start: (owner: string) => void
  readonly stop: () => void
}

export interface CommandSurroundings {
  readonly http: Http
  readonly outbox: Outbox
  readonly clock: Clock
  readonly page: Page
  readonly random: () => number
  readonly pages: Pages
  readonly reached: (township: string, seq: number) => Promise<void>
  readonly uploads: Pick<Uploads, 'haveArrived' | 'onSettled'>
  readonly onSignedOut: () => void
}

interface Entry {
  order: Order
  state: PendingState
  failures: number
  timer: ReturnType<typeof setTimeout> | undefined
  /** Null where the page that asked is gone. */
  readonly resolve: ((result: CommandResult<unknown>) => void) | null
}

const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 30_000
const MOST_AT_ONCE = 4
/** Until the places of earlier pages are known, an order stands last. */
const LAST_PLACE = Number.MAX_SAFE_INTEGER

/** The client's one way to change anything: kept on the device, sent in order, retried with the same id until answered. */
export function createCommands(around: CommandSurroundings): Commands {
  const { http, outbox, clock, page, random } = around
  const entries = new Map<string, Entry>()
  const pending = shallowRef<readonly PendingCommand[]>([])
  const refused = shallowRef<readonly RefusedCommand[]>([])
  const marks = computed(() => new Set(pending.value.flatMap(each => each.order.marks)))
  let owner: string | null = null
  let lastPlace = 0
  // Places follow those of an earlier page, so the first order waits until these are known.
  let line: Promise<unknown> = outbox.load().then(orders => {
    lastPlace = Math.max(lastPlace, ...orders.map(order => order.place))
  })

  const publish = () => {
    const inOrder = [...entries.values()].sort((one, other) => one.order.place - other.order.place)
    pending.value = inOrder.map(({ order, state }) => ({ order, state }))
  }
  const become = (entry: Entry, state: PendingState) => {
    entry.state = state
    publish()
  }
  const drop = (entry: Entry) => {
    clearTimeout(entry.timer)
    entries.delete(entry.order.commandId)
    publish()
  }

  /** Sends the head of every queue that is free. */
  const pump = () => {
    if (owner === null) return
    const busyQueues = new Set<string>()
    let atOnce = [...entries.values()].filter(entry => entry.state.kind === 'sending').length
    for (const { order } of pending.value) {
      const entry = entries.get(order.commandId)
      if (entry === undefined || entry.state.kind === 'arriving' || busyQueues.has(order.queue)) continue
      busyQueues.add(order.queue)
      if (entry.state.kind !== 'queued' || atOnce >= MOST_AT_ONCE) continue
      if (!around.uploads.haveArrived(order.files)) continue
      atOnce += 1
      void deliver(entry)
    }
  }
  const deliver = async (entry: Entry) => {
    const { commandId, name, township, params } = entry.order
    become(entry, { kind: 'sending' })
    const path = `/api/commands/${name}`
    const result = await http.ask<Accepted<unknown>>({
      method: 'POST',
      path,
      body: { commandId, township, params },
    })
    // Discarded, or signed out, meanwhile.
    if (entries.get(commandId) !== entry) return
    if (result.kind === 'answered') await accept(entry, result.body)
    else if (result.kind === 'refused') await turnDown(entry, result.refusal)
    else postpone(entry, result)
    pump()
  }
  const accept = async (entry: Entry, { seq, answer }: Accepted<unknown>) => {
    become(entry, { kind: 'arriving' })
    await outbox.forget(entry.order.commandId)
    entry.resolve?.({ kind: 'done', seq, answer })
    void around.reached(entry.order.township, seq).then(() => drop(entry))
  }
  const turnDown = async (entry: Entry, refusal: Refusal) => {
    await outbox.forget(entry.order.commandId)
    drop(entry)
    if (entry.resolve === null) refused.value = [...refused.value, { order: entry.order, refusal }]
    else entry.resolve({ kind: 'refused', refusal })
  }
  const postpone = (entry: Entry, result: Exclude<HttpResult<unknown>, { kind: 'answered' | 'refused' }>) => {
    entry.failures += 1
    become(entry, { kind: 'retrying', because: result.kind, failures: entry.failures })
    if (result.kind === 'signed-out') around.onSignedOut()
    const rest = backoff(entry.failures, FIRST_REST_MS, LONGEST_REST_MS, random)
    const wished = result.kind === 'busy' ? (result.retryAfterMs ?? 0) : 0
    entry.timer = setTimeout(() => requeue(entry), Math.max(rest, wished))
  }
  const requeue = (entry: Entry) => {
    clearTimeout(entry.timer)
    become(entry, { kind: 'queued' })
    pump()
  }

  const take = (order: Order, state: PendingState, resolve: Entry['resolve']): Entry => {
    const entry: Entry = { order, state, failures: 0, timer: undefined, resolve }
    entries.set(order.commandId, entry)
    publish()
    return entry
  }
  /** Takes over what closed pages left. */
  const takeOver = async (forOwner: string) => {
    await line
    const left = await outbox.load()
    const alive = await around.pages.alive()
    if (owner !== forOwner) return
    for (const order of left) {
      const orphan = order.page === around.pages.mine || !alive.has(order.page)
      if (orphan && order.owner === forOwner && !entries.has(order.commandId))
        take(order, { kind: 'queued' }, null)
    }
    pump()
  }
  /** Keeps the order at its place, then lets it go. */
  const keep = async (entry: Entry) => {
    lastPlace += 1
    entry.order = { ...entry.order, place: lastPlace }
    const kept = await outbox.keep(entry.order)
    if (entries.get(entry.order.commandId) === entry) become(entry, { kind: 'queued' })
    pump()
    return kept
  }

  around.uploads.onSettled(() => pump())
  page.onWake(() => {
    for (const entry of entries.values()) {
      const { state } = entry
      if (state.kind === 'retrying' && (state.because === 'offline' || state.because === 'fault'))
        requeue(entry)
    }
    if (owner !== null) void takeOver(owner)
  })

  return {
    pending,
    refused,
    unanswered: computed(() => pending.value.filter(each => each.state.kind !== 'arriving').length),
    isPending: entityId => marks.value.has(entityId),
    send: (contract, { township, params, queue, marks: marked, files = [] }) => {
      const commandId = newId<'command'>()
      const given = owner
      if (given === null) return signedOut(commandId)
      // Taken now: the form behind it may change before it is sent, and a reactive proxy cannot be kept.
      const frozen = JSON.parse(JSON.stringify(params)) as JsonValue
      let resolve: (result: CommandResult<never>) => void = () => undefined
      const promise = new Promise<CommandResult<never>>(settle => (resolve = settle))
      const order: Order = {
        commandId,
        name: contract.name,
        township,
        params: frozen,
        queue,
        files: [...files],
        marks: [...marked],
        owner: given,
        page: around.pages.mine,
        place: LAST_PLACE,
        givenAt: clock.now(),
      }
      const entry = take(order, { kind: 'keeping' }, resolve as (result: CommandResult<unknown>) => void)
      const kept = line.then(() => keep(entry))
      line = kept
      return { commandId, kept, result: promise }
    },
    dismiss: commandId => {
      refused.value = refused.value.filter(each => each.order.commandId !== commandId)
    },
    discard: commandId => {
      const entry = entries.get(commandId)
      if (entry === undefined || entry.state.kind === 'arriving' || entry.state.kind === 'keeping') return
      drop(entry)
      void outbox.forget(commandId)
      entry.resolve?.({ kind: 'discarded' })
      pump()
    },
    start: who => {
      if (owner === who) return
      owner = who
      void takeOver(who)
    },
    stop: () => {
      owner = null
      refused.value = []
      for (const entry of [...entries.values()]) drop(entry)
    },
  }
}

function signedOut<Answer>(commandId: Id<'command'>): Sent<Answer> {
  const refusal: Refusal = { ok: false, code: 'access.signed-out', detail: {} }
  return {
    commandId,
    kept: Promise.resolve('in-memory'),
    result: Promise.resolve({ kind: 'refused', refusal }),
  }
}
