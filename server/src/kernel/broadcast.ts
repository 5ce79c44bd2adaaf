import type { FeedBatch } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import type { JournalBody } from './journal.ts'
import type { AnyKind } from './kinds.ts'
import { seenChange, type Scopes } from './sight.ts'

interface Room {
  readonly name: string
  readonly township: Id<'organisation'>
  readonly scopes: Scopes
  viewers: number
  /** Up to where this room has been told. */
  sentTo: number
}

export interface BroadcasterOptions {
  readonly kinds: readonly AnyKind[]
  readonly epoch: string
  readonly cursorOf: (township: string) => number
  readonly emit: (room: string, batch: FeedBatch) => void
}

/** Tells each room what it may see: filtered and encoded once a room, however many listen. */
export class Broadcaster {
  readonly #options: BroadcasterOptions
  readonly #kinds: ReadonlyMap<string, AnyKind>
  readonly #rooms = new Map<string, Room>()

  constructor(options: BroadcasterOptions) {
    this.#options = options
    this.#kinds = new Map(options.kinds.map(kind => [kind.name, kind]))
  }

  /** The room of viewers with the same scopes. Join it before reading a snapshot or range (F-2). */
  enter(
    township: Id<'organisation'>,
    scopes: readonly string[],
  ): { readonly room: string; readonly seq: number } {
    const name = `feed:${township}:${scopes.join(',')}`
    const seq = this.#options.cursorOf(township)
    const room = this.#rooms.get(name) ?? { name, township, scopes: new Set(scopes), viewers: 0, sentTo: seq }
    room.viewers += 1
    this.#rooms.set(name, room)
    return { room: name, seq }
  }

  leave(name: string): void {
    const room = this.#rooms.get(name)
    if (room === undefined) return
    room.viewers -= 1
    if (room.viewers === 0) this.#rooms.delete(name)
  }

  /** A listener of the node's feed. */
  deliver(township: Id<'organisation'>, rows: readonly JournalBody[], to: number): void {
    for (const room of this.#rooms.values()) {
      if (room.township !== township) continue
      const changes = rows
        .map(row => (row.seq > room.sentTo ? seenChange(this.#kinds, row, room.scopes) : undefined))
        .filter(change => change !== undefined)
      if (changes.length > 0) this.#send(room, to, changes)
    }
  }

  /** Tells quiet rooms that their data is current, so that a screen can show how old it is. */
  heartbeat(): void {
    for (const room of this.#rooms.values()) this.#send(room, this.#options.cursorOf(room.township), [])
  }

  #send(room: Room, to: number, changes: FeedBatch['changes']): void {
    const { epoch, emit } = this.#options
    emit(room.name, { township: room.township, epoch, from: room.sentTo, to, changes })
    room.sentTo = to
  }
}
