import type { ReplayTally } from './replay.ts'

export interface Account {
  readonly lines: readonly string[]
  /** Whether every row is accounted for. */
  readonly balanced: boolean
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ')

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

const unreached = (count: number): string => (count === 0 ? '' : ` + ${count} not reached`)

/** The counts of a run in lines for people. */
export function accountOf({ grids, reports, tracks }: ReplayTally): Account {
  const lines: string[] = []
  let balanced = true
  if (grids !== null) {
    const { read, added, changed, unchanged, rejects } = grids
    const total = added + changed + unchanged + rejects.length
    balanced &&= total === read
    lines.push(
      `grids: ${read} features in = ${added} added + ${changed} changed + ${unchanged} unchanged + ${rejects.length} rejected` +
        (total === read ? '' : ` — DOES NOT ADD UP: ${total}`),
    )
  }
  if (reports !== null) {
    const { read, stored, storedBefore, rejects, notReached, withoutMatter, located, seconds } = reports
    const total = stored + storedBefore + rejects.length + notReached
    balanced &&= total === read
    lines.push(
      `reports: ${read} rows in = ${stored} stored + ${storedBefore} stored before + ${rejects.length} rejected` +
        unreached(notReached) +
        (total === read ? '' : ` — DOES NOT ADD UP: ${total}`),
      `  by point ${located.point}, by grid ${located.grid}, by words ${located.none}; without a matter ${withoutMatter}`,
      `  ${seconds.toFixed(1)} s, ${Math.round((stored + storedBefore) / Math.max(seconds, 0.001))} rows/s`,
    )
  }
  if (tracks !== null) {
    const { read, rejected, free, accepted, dropped, storedBefore, ofRejectedTrips, notReached, trips } =
      tracks
    const total = rejected + free + accepted + sum(dropped) + storedBefore + ofRejectedTrips + notReached
    balanced &&= total === read
    lines.push(
      `tracks: ${read} points in = ${accepted} stored + ${storedBefore} stored before + ${free} of free units, not sent` +
        ` + ${sum(dropped)} dropped + ${ofRejectedTrips} of rejected trips + ${rejected} rejected` +
        unreached(notReached) +
        (total === read ? '' : ` — DOES NOT ADD UP: ${total}`),
      `  trips: ${trips.stored} stored, ${trips.storedBefore} stored before, ${trips.rejected} rejected`,
    )
    if (sum(dropped) > 0) lines.push(`  dropped: ${counted(dropped)}`)
    if (trips.rejected > 0) lines.push(`  rejected trips: ${counted(tracks.tripFaults)}`)
  }
  return { lines, balanced }
}
