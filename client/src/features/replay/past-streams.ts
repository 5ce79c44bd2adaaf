import type { FeedChange, FeedPast, FeedSnapshot } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import { fromIso, toIso, type Iso } from '@one-centre/shared/time'
import type { Replica } from '../../kernel/entities.ts'

type Township = Id<'organisation'>

/** Where the past is asked for; undefined where there was no answer. */
export interface PastSource {
  readonly snapshot: (township: Township, at: Iso) => Promise<FeedSnapshot | undefined>
  readonly changes: (township: Township, from: number, until: Iso) => Promise<FeedPast | undefined>
}

export interface PastStreams {
  /** Takes the situation of an instant in place of what was shown; false where it could not be had, or another seek came. */
  readonly seek: (at: number) => Promise<boolean>
  /** Fetches what happened up to an instant, ahead of its being shown; false where a stream did not answer. */
  readonly fetchUntil: (until: number) => Promise<boolean>
  /** Up to here every stream's changes are known, in ms. */
  readonly knownUntil: () => number
  /** Shows what happened up to an instant that is known. Never goes back. */
  readonly advance: (to: number) => void
}

interface Stream {
  readonly township: Township
  /** Fetched up to this number; what of it is not shown yet waits in `ahead`. */
  seq: number
  knownUntil: number
  ahead: readonly FeedChange[]
}

/** Past streams through the replica that live ones go through (RS-10): a snapshot, then changes in their order. */
export function createPastStreams(
  townships: readonly Township[],
  source: PastSource,
  replica: Replica,
): PastStreams {
  let streams: readonly Stream[] = []
  let turn = 0
  let fetching: Promise<boolean> | undefined

  async function fetchStream(stream: Stream, until: number): Promise<boolean> {
    const mine = turn
    while (stream.knownUntil < until) {
      const page = await source.changes(stream.township, stream.seq, toIso(until))
      if (page === undefined || mine !== turn) return false
      stream.ahead = [...stream.ahead, ...page.changes]
      stream.seq = page.to
      if (page.complete) stream.knownUntil = until
    }
    return true
  }

  return {
    seek: async at => {
      const mine = ++turn
      fetching = undefined
      const answers = await Promise.all(townships.map(township => source.snapshot(township, toIso(at))))
      if (mine !== turn) return false
      const snapshots = answers.filter(answer => answer !== undefined)
      if (snapshots.length < townships.length) return false
      for (const snapshot of snapshots) replica.replace(snapshot)
      streams = snapshots.map(({ township, seq }) => ({ township, seq, knownUntil: at, ahead: [] }))
      return true
    },
    fetchUntil: until => {
      if (fetching !== undefined) return fetching
      const asked = Promise.all(streams.map(stream => fetchStream(stream, until)))
        .then(answers => answers.every(Boolean))
        .finally(() => {
          if (fetching === asked) fetching = undefined
        })
      fetching = asked
      return asked
    },
    knownUntil: () => Math.min(...streams.map(stream => stream.knownUntil)),
    advance: to => {
      for (const stream of streams) {
        const later = stream.ahead.findIndex(change => fromIso(change.at) > to)
        const due = later < 0 ? stream.ahead : stream.ahead.slice(0, later)
        if (due.length === 0) continue
        stream.ahead = later < 0 ? [] : stream.ahead.slice(later)
        replica.apply(stream.township, due)
      }
    },
  }
}
