import {
  cellKey,
  cellKeysOf,
  cellLevels,
  cellsPerTownship,
  coverOf,
  FINEST_LEVEL,
} from '@one-centre/shared/cells'
import type { Id } from '@one-centre/shared/ids'
import { encodeFrame } from '@one-centre/shared/position-frame'
import type { PositionView } from '@one-centre/shared/positions'
import type { Latest, LatestUnit } from './latest.ts'

export interface FanOutPorts {
  /** None may be lost on the way: a name comes only once (PO-23). */
  readonly emit: (room: string, frame: Uint8Array<ArrayBuffer>) => void
  readonly roomHasViewers: (room: string) => boolean
}

export interface FanOutCounts {
  readonly frames: number
  readonly records: number
  readonly bytes: number
}

export interface FanOut {
  /** Encodes what changed once per room with viewers and emits it (PO-21). */
  tick(now: number): void
  /** All in a view, as one frame (PO-29). */
  snapshot(view: PositionView, now: number): Uint8Array<ArrayBuffer>
  counts(): FanOutCounts
}

/** The room of the viewers of one cell in one township. */
export function positionRoom(township: Id<'organisation'>, cell: number): string {
  return `pos:${township}:${cell}`
}

/** The rooms a view is heard in; at most 64 per township (PO-22). */
export function roomsOf(view: PositionView): readonly string[] {
  const cells = cellKeysOf(coverOf(view, cellsPerTownship(view.townships.length)))
  return view.townships.flatMap(township => cells.map(cell => positionRoom(township, cell)))
}

interface Packet {
  readonly room: string
  readonly records: LatestUnit[]
  readonly names: Uint8Array[]
}

/** A tick's packets per township and cell; null where nobody looks, so that a room is asked for once. */
type Packets = Map<Id<'organisation'>, Map<number, Packet | null>>

/** `epoch` names the short ids of this run of this node: any number below 2^32 that was not used lately. */
export function createFanOut(latest: Latest, epoch: number, ports: FanOutPorts): FanOut {
  const counts = { frames: 0, records: 0, bytes: 0 }

  return {
    tick: now => {
      const changed = latest.takeChanged()
      if (changed.size === 0) return
      for (const packet of packetsOf(changed, ports.roomHasViewers)) {
        const frame = encodeFrame({ epoch, at: now, kind: 'changes' }, packet.records, packet.names)
        ports.emit(packet.room, frame)
        counts.frames += 1
        counts.records += packet.records.length
        counts.bytes += frame.length
      }
    },
    snapshot: (view, now) => {
      const cover = coverOf(view, cellsPerTownship(view.townships.length))
      const shift = FINEST_LEVEL - cover.level
      const records: LatestUnit[] = []
      for (const township of view.townships) {
        for (const unit of latest.inTownship(township)) {
          const x = unit.x >> shift
          const y = unit.y >> shift
          if (x < cover.minX || x > cover.maxX || y < cover.minY || y > cover.maxY) continue
          records.push(unit)
        }
      }
      const names = records.map(unit => unit.nameBytes)
      return encodeFrame({ epoch, at: now, kind: 'snapshot' }, records, names)
    },
    counts: () => ({ ...counts }),
  }
}

function packetsOf(
  changed: ReadonlySet<LatestUnit>,
  roomHasViewers: FanOutPorts['roomHasViewers'],
): readonly Packet[] {
  const byTownship: Packets = new Map()
  const packets: Packet[] = []
  const packetOf = (cells: Map<number, Packet | null>, unit: LatestUnit, cell: number): Packet | null => {
    const known = cells.get(cell)
    if (known !== undefined) return known
    const room = positionRoom(unit.township, cell)
    const packet = roomHasViewers(room) ? { room, records: [], names: [] } : null
    if (packet !== null) packets.push(packet)
    cells.set(cell, packet)
    return packet
  }
  for (const unit of changed) {
    const cells = byTownship.get(unit.township) ?? new Map<number, Packet | null>()
    byTownship.set(unit.township, cells)
    const packetAt = (cell: number) => packetOf(cells, unit, cell)
    for (const level of cellLevels) addAtLevel(unit, level, packetAt)
    if (unit.told?.x !== unit.x || unit.told.y !== unit.y) unit.told = { x: unit.x, y: unit.y }
  }
  return packets
}

/** PO-23, PO-24: the new cell hears the name where the unit is new to it, the old one where it has gone. */
function addAtLevel(unit: LatestUnit, level: number, packetAt: (cell: number) => Packet | null): void {
  const shift = FINEST_LEVEL - level
  const here = cellKey(level, unit.x >> shift, unit.y >> shift)
  const before =
    unit.told === undefined ? undefined : cellKey(level, unit.told.x >> shift, unit.told.y >> shift)
  const packet = packetAt(here)
  if (packet !== null) {
    packet.records.push(unit)
    if (before !== here && !unit.gone) packet.names.push(unit.nameBytes)
  }
  if (before !== undefined && before !== here) packetAt(before)?.records.push(unit)
}
