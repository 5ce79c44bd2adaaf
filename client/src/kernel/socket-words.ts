import type { FeedBatch, FeedGoodbye, FeedHello } from '@one-centre/shared/feed'
import type { PositionView } from '@one-centre/shared/positions'
import type { LiveSocket } from '../platform/socket.ts'

/** What the server says over the socket. `positions` is a binary frame for its own feature to read. */
export interface Heard {
  readonly hello: FeedHello
  readonly feed: FeedBatch
  readonly goodbye: FeedGoodbye
  readonly positions: ArrayBuffer
}

/** What this page says: only where it looks; null ends the view. */
export interface Said {
  readonly view: PositionView | null
}

export type CentreSocket = LiveSocket<Heard, Said>
