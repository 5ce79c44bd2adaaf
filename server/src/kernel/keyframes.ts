import type { Id } from '@one-centre/shared/ids'
import { fromIso, HOUR, MINUTE, toIso, type Iso } from '@one-centre/shared/time'
import type { Log } from '../platform/log.ts'
import { REPLICA_HORIZON, type FeedSource } from './feed.ts'
import { atHand, readRows } from './past.ts'
import { enterScope, sqlOf } from './sql.ts'

/** Changes between two keyframes: what looking back reads at most beside the open work of the moment. */
const CHANGES_APART = 5_000
/** Clocks of nodes may differ; what is finished is dropped so much later than a replica would. */
const SLACK_MS = HOUR
const EVERY_MS = 5 * MINUTE
/** Between two keyframes of a long catch-up, so that live work goes first. */
const PAUSE_MS = 50

/** Makes the next keyframe of a stream where enough has happened since the last; false where it has not (RS-4). */
export function keepNextKeyframe(
  source: FeedSource,
  township: Id<'organisation'>,
  apart = CHANGES_APART,
): Promise<boolean> {
  return source.database.transaction(async transaction => {
    const sql = sqlOf(transaction)
    await enterScope(sql, township, [township])
    const next = await sql.query<{ seq: number; at: Iso }>(
      `select seq, at from feed_changes where township = $1
         and seq > coalesce((select max(seq) from feed_keyframes where township = $1), 0)
       order by seq, ordinal offset $2 limit 1`,
      [township, apart - 1],
    )
    const place = next[0]
    if (place === undefined) return false
    const horizon = toIso(fromIso(place.at) - REPLICA_HORIZON - SLACK_MS)
    const rows = atHand(source.kinds, await readRows(sql, township, place.seq), horizon)
    await sql.query(
      'insert into feed_keyframes (township, seq, roots) values ($1, $2, $3) on conflict do nothing',
      [township, place.seq, [...new Set(rows.map(row => row.rootId))]],
    )
    return true
  })
}

export interface Keyframes {
  close(): Promise<void>
}

/** Keeps the keyframes of all streams up with the journal, in the background; any number of nodes may. */
export function startKeyframes(
  source: FeedSource,
  townships: () => readonly Id<'organisation'>[],
  log: Log,
): Keyframes {
  let closed = false
  let running: Promise<void> = Promise.resolve()
  const catchUp = async (): Promise<void> => {
    try {
      for (const township of townships()) {
        while (!closed && (await keepNextKeyframe(source, township))) {
          await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
        }
      }
    } catch (error) {
      log.warn({ err: error }, 'keyframes wait for the next turn')
    }
  }
  const timer = setInterval(() => {
    running = running.then(catchUp)
  }, EVERY_MS)
  running = catchUp()
  return {
    close: async () => {
      closed = true
      clearInterval(timer)
      await running
    },
  }
}
