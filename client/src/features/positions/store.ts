import { cellsPerTownship, coverHolds, coverOf, type Cover } from '@one-centre/shared/cells'
import type { Id } from '@one-centre/shared/ids'
import { readFrame, type FrameName, type FrameSink } from '@one-centre/shared/position-frame'
import type { PositionView } from '@one-centre/shared/positions'
import { unitFreshness, type UnitFreshness } from '@one-centre/shared/unit-freshness'
import { UnitColumns } from './columns.ts'
import { nextView, unitRows, type Bounds, type UnitRow } from './view.ts'

export interface PositionStorePorts {
  /** Sends the view to the server; null ends it. */
  readonly sendView: (view: PositionView | null) => void
  /** The server's clock as known here, in ms since the epoch. */
  readonly now: () => number
  /** How often units report, in ms; freshness counts in it. */
  readonly intervalMs: number
}

/** What a frame changed, by unit id. */
export interface PositionTick {
  readonly moved: readonly string[]
  readonly removed: readonly string[]
}

/** One unit at this moment; headings are NaN where unknown. */
export interface UnitPlace {
  readonly lon: number
  readonly lat: number
  readonly headingDeg: number
  readonly freshness: UnitFreshness
}

export interface PositionStore {
  /** A frame as it came from the socket. */
  readonly receive: (frame: ArrayBuffer | Uint8Array) => void
  /** The map shows this now; asks the server only where the present view does not serve. */
  readonly look: (bounds: Bounds, townships: readonly Id<'organisation'>[]) => void
  /** Nobody looks any more. */
  readonly lookAway: () => void
  /** The socket is open again, or for the first time. */
  readonly resume: () => void
  /** Called after each frame that changed something; answers the way to stop. */
  readonly subscribe: (onTick: (tick: PositionTick) => void) => () => void
  readonly placeOf: (unitId: string) => UnitPlace | undefined
  readonly unitIds: () => Iterable<string>
  /** Those whose freshness has changed since they were told of, by a tick or by this. */
  readonly takeAged: () => readonly string[]
  /** The units in view for a panel; make it once a second, not once a frame. */
  readonly rows: () => readonly UnitRow[]
}

/** A server that keeps sending what is not understood is asked again no more often than this. */
const ASK_AGAIN_AFTER_MS = 2_000

export function createPositionStore(ports: PositionStorePorts): PositionStore {
  const units = new UnitColumns()
  const names = new Map<number, FrameName>()
  const shorts = new Map<string, number>()
  const listeners = new Set<(tick: PositionTick) => void>()
  let view: PositionView | undefined
  let cover: Cover | undefined
  let epoch: number | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  let moved = new Set<string>()
  let removed = new Set<string>()

  function ask(): void {
    askedAt = ports.now()
    if (view !== undefined) ports.sendView(view)
  }

  function askAgain(): void {
    if (ports.now() - askedAt >= ASK_AGAIN_AFTER_MS) ask()
  }

  function forget(short: number): void {
    const name = names.get(short)
    names.delete(short)
    if (!units.remove(short) || name === undefined || shorts.get(name.unit.id) !== short) return
    shorts.delete(name.unit.id)
    moved.delete(name.unit.id)
    removed.add(name.unit.id)
  }

  function forgetAll(): void {
    for (const unitId of shorts.keys()) removed.add(unitId)
    units.clear()
    names.clear()
    shorts.clear()
  }

  let readable = true
  const sink: FrameSink = {
    begin: head => {
      readable = head.kind === 'snapshot' || head.epoch === epoch
      if (head.kind === 'snapshot') {
        epoch = head.epoch
        forgetAll()
      }
    },
    name: name => {
      if (!readable) return
      const before = shorts.get(name.unit.id)
      if (before !== undefined && before !== name.short) {
        units.remove(before)
        names.delete(before)
      }
      names.set(name.short, name)
      shorts.set(name.unit.id, name.short)
    },
    place: (short, lon, lat, headingDeg, state, measuredAt, arrivedAt) => {
      const name = names.get(short)
      if (!readable || name === undefined) {
        askAgain()
        return
      }
      if (cover === undefined || !coverHolds(cover, lon, lat)) {
        forget(short)
        return
      }
      const freshness = unitFreshness(ports.now() - measuredAt, ports.intervalMs)
      units.put(short, lon, lat, headingDeg, state, measuredAt, arrivedAt, freshness)
      moved.add(name.unit.id)
      removed.delete(name.unit.id)
    },
    gone: short => {
      if (readable) forget(short)
    },
  }

  function tell(): void {
    if (moved.size === 0 && removed.size === 0) return
    const tick = { moved: [...moved], removed: [...removed] }
    moved = new Set()
    removed = new Set()
    for (const listener of listeners) listener(tick)
  }

  function setView(next: PositionView | undefined): void {
    view = next
    cover = next === undefined ? undefined : coverOf(next, cellsPerTownship(next.townships.length))
  }

  return {
    receive: frame => {
      readFrame(frame instanceof Uint8Array ? frame : new Uint8Array(frame), sink)
      tell()
    },
    look: (bounds, townships) => {
      const next = nextView(view, bounds, townships)
      if (next === view) return
      setView(next)
      if (next === undefined) ports.sendView(null)
      else ask()
    },
    lookAway: () => {
      if (view === undefined) return
      setView(undefined)
      forgetAll()
      ports.sendView(null)
      tell()
    },
    resume: ask,
    subscribe: onTick => {
      listeners.add(onTick)
      return () => listeners.delete(onTick)
    },
    placeOf: unitId => {
      const slot = units.slotOf(shorts.get(unitId) ?? -1)
      if (slot === undefined) return undefined
      const { lon, lat, headingDeg, measuredAt } = units.columns
      return {
        lon: lon[slot]!,
        lat: lat[slot]!,
        headingDeg: headingDeg[slot]!,
        freshness: unitFreshness(ports.now() - measuredAt[slot]!, ports.intervalMs),
      }
    },
    unitIds: () => shorts.keys(),
    takeAged: () =>
      units.takeAged(ports.now(), ports.intervalMs).flatMap(short => names.get(short)?.unit.id ?? []),
    rows: () => unitRows(units.columns, units.count, names, ports.now(), ports.intervalMs),
  }
}
