import { createClient } from '@redis/client'
import type { Log } from './log.ts'

/** The longest pause between two tries to reach a Redis that is away, in ms. */
const RECONNECT_LONGEST_MS = 2_000

/** Short-lived bytes between the nodes of one installation: what is lost is soon replaced, so nothing is kept. */
export interface NodeChannel {
  /** Tells the other nodes; says nothing to anybody while the channel is away. */
  publish(message: Uint8Array): void
  /** Null while the other nodes can be heard, else why not. */
  trouble(): string | null
  close(): Promise<void>
}

export interface NodeChannelOptions {
  /** `redis://…` or `rediss://…` */
  readonly url: string
  /** The same for all nodes of one installation, and for no other's. */
  readonly name: string
  /** Tells this node's messages from the others': any number below 2^32, another one in each process. */
  readonly node: number
  /** Bytes another node published; never this node's own. */
  readonly onMessage: (message: Uint8Array) => void
  readonly log: Log
}

const NODE_BYTES = 4

/** A node that works alone. */
export const noOtherNodes: NodeChannel = {
  publish: () => undefined,
  trouble: () => null,
  close: () => Promise.resolve(),
}

/** Opens the channel at once and in the background: a Redis that is away delays no start and is tried again until closed. */
export function openNodeChannel({ url, name, node, onMessage, log }: NodeChannelOptions): NodeChannel {
  let trouble: string | null = 'not connected yet'
  const fail = (error: unknown): void => {
    const reason = reasonOf(error)
    if (trouble !== reason) log.warn({ err: error, channel: name }, 'the channel between nodes is away')
    trouble = reason
  }
  const publisher = connect(url, fail)
  const subscriber = connect(url, fail)
  // `ready` comes after the subscriptions of before are made again.
  subscriber.on('ready', () => {
    trouble = null
  })
  const hear = (bytes: Buffer): void => {
    if (bytes.length < NODE_BYTES || bytes.readUInt32LE(0) === node) return
    try {
      onMessage(bytes.subarray(NODE_BYTES))
    } catch (error) {
      log.warn({ err: error, channel: name }, 'a message of another node could not be read')
    }
  }
  const opened = Promise.all([
    publisher.connect(),
    subscriber.connect().then(() => subscriber.subscribe(name, hear, true)),
  ]).catch(fail)

  return {
    publish: message => {
      if (!publisher.isReady) return
      const bytes = Buffer.allocUnsafe(NODE_BYTES + message.length)
      bytes.writeUInt32LE(node, 0)
      bytes.set(message, NODE_BYTES)
      publisher.publish(name, bytes).catch(fail)
    },
    trouble: () => trouble,
    close: async () => {
      publisher.destroy()
      subscriber.destroy()
      await opened
    },
  }
}

function connect(url: string, fail: (error: unknown) => void) {
  const client = createClient({
    url,
    // What cannot be said now is said anew at the next tick, so nothing queues up for a Redis that is away.
    disableOfflineQueue: true,
    socket: { reconnectStrategy: retries => Math.min(100 * 2 ** retries, RECONNECT_LONGEST_MS) },
  })
  client.on('error', fail)
  return client
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // Node tries several addresses of one name and then gives no message of its own.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ')
  return error.message
}
