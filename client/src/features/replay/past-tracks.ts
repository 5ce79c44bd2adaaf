import type { Id } from '@one-centre/shared/ids'
import { encodeFrame, encodeName, type FrameRecord } from '@one-centre/shared/position-frame'
import { unitStates, type Unit } from '@one-centre/shared/positions'
import type { PastUnit } from '@one-centre/shared/replay'
import { MINUTE } from '@one-centre/shared/time'

/** A unit stays on the map so long after its last position; longer, and it had stopped reporting (RS-12). */
export const STAYS_MS = 5 * MINUTE

interface Track {
  readonly unit: Unit
  readonly township: Id<'organisation'>
  readonly short: number
  /** ms since the epoch, ascending. */
  times: readonly number[]
  points: readonly (readonly number[])[]
}

/** Tracks of the past as the packets a live viewer hears, so that the same map draws them. */
export interface PastTracks {
  /** Takes a window of one township; points there already are left alone. */
  readonly add: (township: Id<'organisation'>, from: number, units: readonly PastUnit[]) => void
  /** Forgets points before an instant, or all. */
  readonly forgetBefore: (at: number) => void
  /** A packet with what changed since the last one; `whole` begins anew. Undefined where nothing did. */
  readonly frame: (at: number, how: 'whole' | 'changes') => Uint8Array<ArrayBuffer> | undefined
}

export function createPastTracks(): PastTracks {
  const tracks = new Map<string, Track>()
  const shown = new Map<string, number>()
  let shorts = 0
  let epoch = 1

  const trackOf = (township: Id<'organisation'>, unit: PastUnit['unit']): Track => {
    const known = tracks.get(unit.id)
    if (known !== undefined) return known
    const made: Track = { unit, township, short: ++shorts, times: [], points: [] }
    tracks.set(unit.id, made)
    return made
  }

  return {
    add: (township, from, units) => {
      for (const { unit, points } of units) {
        const track = trackOf(township, unit)
        const last = track.times.at(-1) ?? Number.NEGATIVE_INFINITY
        const fresh = points.filter(point => from + point[0]! > last)
        track.times = [...track.times, ...fresh.map(point => from + point[0]!)]
        track.points = [...track.points, ...fresh]
      }
    },
    forgetBefore: at => {
      for (const [id, track] of tracks) {
        const keep = track.times.findIndex(time => time >= at)
        if (keep < 0) tracks.delete(id)
        else {
          track.times = track.times.slice(keep)
          track.points = track.points.slice(keep)
        }
      }
    },
    frame: (at, how) => {
      if (how === 'whole') {
        shown.clear()
        epoch += 1
      }
      const records: FrameRecord[] = []
      const names: Uint8Array[] = []
      for (const [id, track] of tracks) {
        const place = lastUpTo(track.times, at)
        const measuredAt = track.times[place]
        if (measuredAt === undefined || at - measuredAt > STAYS_MS) {
          if (shown.delete(id)) records.push(goneOf(track.short, at))
          continue
        }
        if (shown.get(id) === measuredAt) continue
        if (!shown.has(id)) names.push(encodeName(track))
        shown.set(id, measuredAt)
        records.push(recordOf(track, place, measuredAt))
      }
      for (const id of [...shown.keys()]) if (!tracks.has(id)) shown.delete(id)
      if (records.length === 0 && how === 'changes') return undefined
      return encodeFrame({ epoch, at, kind: how === 'whole' ? 'snapshot' : 'changes' }, records, names)
    },
  }
}

/** The place of the last time that is not after `at`; -1 where there is none. */
export function lastUpTo(times: readonly number[], at: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

function recordOf(track: Track, place: number, measuredAt: number): FrameRecord {
  const [, lon, lat, heading, state] = track.points[place]! as [number, number, number, number, number]
  return {
    short: track.short,
    lon,
    lat,
    headingDeg: heading < 0 ? null : heading,
    state: unitStates[state] ?? 'accepted',
    gone: false,
    measuredAt,
    arrivedAt: measuredAt,
  }
}

function goneOf(short: number, at: number): FrameRecord {
  const nowhere = { lon: 0, lat: 0, headingDeg: null, state: 'accepted' } as const
  return { short, ...nowhere, gone: true, measuredAt: at, arrivedAt: at }
}
