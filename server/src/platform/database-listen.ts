import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from './log.ts'

const RECONNECT_FIRST_MS = 100
const RECONNECT_LONGEST_MS = 5_000
/** A connection that the network dropped without a word shows itself at the next of these questions. */
const ASK_EVERY_MS = 15_000
const ANSWER_WITHIN_MS = 5_000

export interface Listener {
  /** Resolves when the channel is heard for the first time, or at close; never rejects. */
  readonly ready: Promise<void>
  close(): Promise<void>
}

export interface ListenOptions {
  readonly config: pg.ClientConfig
  readonly channel: string
  /**
   * Gets the payload of each NOTIFY; and undefined each time the channel begins to be heard (again), because
   * something may have been missed before: look for yourself.
   */
  readonly onNotify: (payload: string | undefined) => void
  readonly log: Log
}

/** Hears one channel until closed, over a connection of its own that is made anew whenever it breaks. */
export function startListening(options: ListenOptions): Listener {
  const closing = new AbortController()
  let reportReady: () => void = () => undefined
  const ready = new Promise<void>(resolve => {
    reportReady = resolve
  })
  const ended = keepListening(options, closing.signal, reportReady).then(reportReady)
  return {
    ready,
    close: async () => {
      closing.abort()
      await ended
    },
  }
}

async function keepListening(
  options: ListenOptions,
  closing: AbortSignal,
  reportReady: () => void,
): Promise<void> {
  let delayMs = RECONNECT_FIRST_MS
  while (!closing.aborted) {
    const heard = await listenOnce(options, closing, reportReady)
    delayMs = heard ? RECONNECT_FIRST_MS : Math.min(delayMs * 2, RECONNECT_LONGEST_MS)
    await sleep(delayMs, undefined, { signal: closing }).catch(() => undefined)
  }
}

/** Listens until the connection breaks or `closing`; tells whether the channel was heard at all. */
async function listenOnce(
  options: ListenOptions,
  closing: AbortSignal,
  reportReady: () => void,
): Promise<boolean> {
  const { channel, onNotify, log } = options
  const client = new pg.Client({ ...options.config, query_timeout: ANSWER_WITHIN_MS })
  const broken = brokenOrClosing(client, closing)
  let heard = false
  try {
    await client.connect()
    client.on('notification', message => onNotify(message.payload ?? ''))
    await client.query(`listen ${client.escapeIdentifier(channel)}`)
    heard = true
    reportReady()
    onNotify(undefined)
    await askUntil(client, broken)
  } catch (error) {
    if (!closing.aborted) log.warn({ err: error, channel }, 'the database channel broke; connecting again')
  }
  await client.end().catch(() => undefined)
  return heard
}

/** Resolves with the error of the connection, or with undefined when we close. */
function brokenOrClosing(client: pg.Client, closing: AbortSignal): Promise<Error | undefined> {
  return new Promise(resolve => {
    const close = () => resolve(undefined)
    closing.addEventListener('abort', close)
    client.on('error', resolve)
    client.on('end', () => {
      closing.removeEventListener('abort', close)
      resolve(new Error('Connection terminated'))
    })
  })
}

async function askUntil(client: pg.Client, broken: Promise<Error | undefined>): Promise<void> {
  for (;;) {
    const timer = new AbortController()
    const pause = sleep(ASK_EVERY_MS, 'ask' as const, { signal: timer.signal }).catch(() => 'ask' as const)
    const next = await Promise.race([broken, pause])
    timer.abort()
    if (next instanceof Error) throw next
    if (next === undefined) return
    await client.query('select 1')
  }
}
