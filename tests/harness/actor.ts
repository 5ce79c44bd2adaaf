import { setTimeout as sleep } from 'node:timers/promises'
import type { Entity } from '@one-centre/shared/contract'
import type { FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import type { JsonValue, Refusal } from '@one-centre/shared/refusals'
import type { CommandContract, ParamsOf } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import type { Replica } from '../../client/src/kernel/entities.ts'
import { createLive, type Live } from '../../client/src/kernel/live.ts'
import { createClock } from '../../client/src/platform/clock.ts'
import { createMemoryStore } from '../../client/src/platform/local-store.ts'
import { socketIoWire } from '../../client/src/platform/socket.ts'
import type { FaultPerson } from './fault-county.ts'

/** A command the server said yes to. */
export interface Acknowledged {
  readonly commandId: string
  readonly name: string
  readonly township: string
  readonly params: JsonValue
  readonly seq: number
  readonly answer: unknown
}

/** What an actor's replica was told, in order. Instants are ms of this process's clock. */
export type Applied =
  | { readonly kind: 'snapshot'; readonly at: number; readonly snapshot: FeedSnapshot }
  | { readonly kind: 'change'; readonly at: number; readonly township: string; readonly change: FeedChange }

export interface Journal {
  readonly acknowledged: Acknowledged[]
  readonly refused: { readonly name: string; readonly refusal: Refusal }[]
  readonly applied: Applied[]
  /** Every path asked for over HTTP. */
  readonly asked: string[]
}

/** A simulated phone, console or wall: the product's own client without a browser, and a journal of all it saw and was told. */
export interface Actor {
  readonly name: string
  readonly person: FaultPerson
  readonly live: Live
  readonly journal: Journal
  /** Commands given and not yet answered. */
  readonly unanswered: () => number
  readonly send: <Contract extends CommandContract>(
    contract: Contract,
    params: ParamsOf<Contract>,
    queue: string,
  ) => Promise<'done' | 'refused' | 'discarded'>
  /** The page is looked at again, or back on a network. */
  readonly wake: () => void
  readonly onChange: (listener: (change: FeedChange) => void) => void
  readonly find: (kind: string, id: string) => Entity | undefined
  readonly stop: () => void
}

export interface ActorOptions {
  readonly name: string
  readonly person: FaultPerson
  /** Where the server is, for this actor: often a fault proxy. */
  readonly url: string
  /** The address a reverse proxy would name; servers under test trust the loopback. */
  readonly address: string
  readonly township: Id<'organisation'>
  /** ms that every request, every answer and every opening of the socket is held up; none where it is left out. */
  readonly delayMs?: () => number
}

let pages = 0

export async function startActor(options: ActorOptions): Promise<Actor> {
  const { name, person, url, address, township } = options
  const journal: Journal = { acknowledged: [], refused: [], applied: [], asked: [] }
  const wakes = new Set<() => void>()
  const mine = `page-${++pages}`
  const headers = { cookie: person.cookie, 'x-forwarded-for': address }
  const wire = socketIoWire(url, headers)
  const live = createLive({
    clock: createClock(),
    fetch: async (path, init) => {
      journal.asked.push(path)
      await holdUp(options)
      const response = await fetch(`${url}${path}`, {
        ...init,
        headers: { ...(init.headers as object), ...headers },
      })
      await holdUp(options)
      return response
    },
    wire: { ...wire, open: () => void holdUp(options).then(wire.open) },
    page: {
      onWake: handler => {
        wakes.add(handler)
        return () => wakes.delete(handler)
      },
      onLeave: () => () => undefined,
    },
    pages: { mine, alive: () => Promise.resolve(new Set([mine])) },
    store: Promise.resolve(createMemoryStore()),
    random: Math.random,
  })
  watchReplica(live.replica, journal)
  await live.start()

  return {
    name,
    person,
    live,
    journal,
    unanswered: () => live.commands.unanswered.value,
    send: async (contract, params, queue) => {
      const sent = live.commands.send(contract, { township, params, queue, marks: [] })
      const result = await sent.result
      const { commandId } = sent
      if (result.kind === 'done') {
        const { seq, answer } = result
        const said = params as JsonValue
        journal.acknowledged.push({ commandId, name: contract.name, township, params: said, seq, answer })
      }
      if (result.kind === 'refused') journal.refused.push({ name: contract.name, refusal: result.refusal })
      return result.kind
    },
    wake: () => {
      for (const handler of wakes) handler()
    },
    onChange: listener => {
      live.replica.onChanges(changes => changes.forEach(listener))
    },
    find: (kind, id) => live.replica.find({ name: kind }, id),
    stop: () => {
      live.feed.stop()
      live.commands.stop()
      live.clock.stop()
    },
  }
}

async function holdUp({ delayMs }: ActorOptions): Promise<void> {
  if (delayMs !== undefined) await sleep(delayMs())
}

/** Snapshots are no changes to the replica's listeners, so the journal stands between the feed and the replica. */
function watchReplica(replica: Replica, journal: Journal): void {
  const open = replica as { -readonly [Key in keyof Replica]: Replica[Key] }
  const { replace } = replica
  open.replace = snapshot => {
    journal.applied.push({ kind: 'snapshot', at: performance.now(), snapshot })
    replace(snapshot)
  }
  const { apply } = replica
  open.apply = (township, changes) => {
    const at = performance.now()
    for (const change of changes) journal.applied.push({ kind: 'change', at, township, change })
    apply(township, changes)
  }
}
