import { newId } from '@one-centre/shared/ids'
import type { JsonValue } from '@one-centre/shared/refusals'
import type { LocalStore } from '../platform/local-store.ts'

/** A command on its way, as it is kept on the device until the server has answered it. */
export interface Order {
  readonly commandId: string
  readonly name: string
  readonly township: string
  readonly params: JsonValue
  /** Orders of one queue are sent one after another: one incident, one task. */
  readonly queue: string
  /** Files the server must have first, by their hash. */
  readonly files: readonly string[]
  /** The entities shown as pending. */
  readonly marks: readonly string[]
  /** Who gave it: nobody else's sign-in on this device sends it. */
  readonly owner: string
  /** The page it was given on; while that lives, no other page sends it. */
  readonly page: string
  /** Orders by when they were given, whatever the device's clock did. */
  readonly place: number
  /** ms by the server-corrected clock. */
  readonly givenAt: number
}

export interface Outbox {
  /** Everything kept, oldest first; also what other pages of this browser keep. */
  readonly load: () => Promise<readonly Order[]>
  /** Answers where it is kept. */
  readonly keep: (order: Order) => Promise<'on-disk' | 'in-memory'>
  /** Forgetting may fail; the order is then sent once more, and its id makes that harmless. */
  readonly forget: (commandId: string) => Promise<void>
}

export function createOutbox(store: Promise<LocalStore>): Outbox {
  return {
    load: async () => {
      const rows = await (await store).list('outbox').catch((): readonly unknown[] => [])
      const orders = rows.filter(isOrder).map(order => ({ ...order, files: order.files ?? [] }))
      return orders.sort((one, other) => one.place - other.place)
    },
    keep: async order => {
      const opened = await store
      try {
        await opened.put('outbox', order.commandId, order)
        return opened.keeps
      } catch {
        // A full or broken disk must not stop a command that could be sent now.
        return 'in-memory'
      }
    },
    forget: async commandId => {
      const opened = await store
      await opened.remove('outbox', commandId).catch(() => undefined)
    },
  }
}

/** Rows were written by this page or an older one; what does not look like an order is left alone. */
function isOrder(row: unknown): row is Omit<Order, 'files'> & Partial<Pick<Order, 'files'>> {
  if (typeof row !== 'object' || row === null) return false
  const order = row as Partial<Order>
  const texts = [order.commandId, order.name, order.township, order.queue, order.owner, order.page]
  return (
    texts.every(text => typeof text === 'string') &&
    typeof order.place === 'number' &&
    Array.isArray(order.marks)
  )
}

/** The pages of this browser that are open: what a closed one left unsent is another's to send. */
export interface Pages {
  readonly mine: string
  /** Where the browser cannot tell (plain http) only this page: a command sent by two pages is done once, by its id. */
  readonly alive: () => Promise<ReadonlySet<string>>
}

const LOCK = 'one-centre/page/'

/** A page is alive while it holds the lock of its name; the browser frees it when the page goes, however it goes. */
export function browserPages(): Pages {
  const mine = newId()
  // Undefined outside secure contexts, whatever the type says.
  const locks = (navigator as { readonly locks?: LockManager }).locks
  if (locks === undefined) return { mine, alive: () => Promise.resolve(new Set([mine])) }
  void locks.request(`${LOCK}${mine}`, () => new Promise(() => undefined))
  return {
    mine,
    alive: async () => {
      const { held = [] } = await locks.query()
      const names = held.map(lock => lock.name ?? '').filter(name => name.startsWith(LOCK))
      return new Set([mine, ...names.map(name => name.slice(LOCK.length))])
    },
  }
}
