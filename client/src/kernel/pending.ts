import type { Id } from '@one-centre/shared/ids'
import type { Refusal } from '@one-centre/shared/refusals'
import type { Order } from './outbox.ts'

/** The last word on a command. While there is none, it is in `pending`. */
export type CommandResult<Answer> =
  | { readonly kind: 'done'; readonly seq: number; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'discarded' }

export interface Sent<Answer> {
  readonly commandId: Id<'command'>
  /** When it survives a reload; `in-memory` where the device keeps nothing. */
  readonly kept: Promise<'on-disk' | 'in-memory'>
  /** May take days where there is no network. */
  readonly result: Promise<CommandResult<Answer>>
}

export type PendingState =
  /** On its way to the device's disk. */
  | { readonly kind: 'keeping' }
  | { readonly kind: 'queued' }
  | { readonly kind: 'sending' }
  | {
      readonly kind: 'retrying'
      readonly because: 'offline' | 'busy' | 'fault' | 'signed-out'
      readonly failures: number
    }
  /** Answered; the mark stays until the feed has brought the change. */
  | { readonly kind: 'arriving' }

export interface PendingCommand {
  readonly order: Order
  readonly state: PendingState
}

export interface RefusedCommand {
  readonly order: Order
  readonly refusal: Refusal
}
