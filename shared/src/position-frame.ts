import type { Id } from './ids.ts'
import { teamKinds } from './people.ts'
import { unitKinds, unitStates, type Unit, type UnitState } from './positions.ts'

/**
 * One packet of positions, little-endian:
 *
 *     header, 24 bytes   u8 'P' · u8 version · u8 flags (1 = snapshot) · u8 0 · u32 epoch · f64 server time, ms · u32 records · u32 names
 *     record, 16 bytes   u24 short id + u8 state (255 = gone) · i32 lon · i32 lat (1e-7 deg) · u16 measurement age · u8 arrival age · u8 heading
 *     name, variable     u32 short id · u8 unit kind · u8 team kind (255 = none) · u16 label length · unit, team, township UUID · label in UTF-8
 *
 * A short id names a unit within an epoch, that is, until the node restarts.
 */
const MAGIC = 0x50
const VERSION = 1
const SNAPSHOT = 1
const HEADER_BYTES = 24
export const RECORD_BYTES = 16
const NAME_BYTES = 56
const GONE = 255
const NONE = 255

/** Short ids fit 24 bits. */
export const MAX_SHORT = 0xff_ff_ff

const DEGREE = 1e7
/** The measurement's age counts quarters of a second up to 4 h 33 min; the last value means "or older". */
const AGE_STEP_MS = 250
const MAX_AGE = 0xff_ff
/** The arrival's age is logarithmic: 250 ms × (2^(code/16) − 1), within 4.5 % up to 4 h 20 min. */
const CODES_PER_DOUBLING = 16
/** A heading counts steps of 1.5°. */
const HEADING_STEPS = 240

const NIL = '00000000-0000-0000-0000-000000000000'

export interface FrameHead {
  readonly epoch: number
  /** The server's clock when the frame was made, in ms since the epoch; ages count back from it. */
  readonly at: number
  /** Whether it replaces all the viewer had (PO-29). */
  readonly kind: 'snapshot' | 'changes'
}

export interface FrameRecord {
  readonly short: number
  readonly lon: number
  readonly lat: number
  readonly headingDeg: number | null
  readonly state: UnitState
  /** Whether the unit has left the map (PO-27). */
  readonly gone: boolean
  readonly measuredAt: number
  readonly arrivedAt: number
}

/** Who a short id is. */
export interface FrameName {
  readonly short: number
  readonly unit: Unit
  readonly township: Id<'organisation'>
}

/** Where a decoded frame goes; numbers only, so that thousands of records make no objects. */
export interface FrameSink {
  readonly begin: (head: FrameHead) => void
  readonly name: (name: FrameName) => void
  /** `headingDeg` is NaN where unknown; times are the server's, in ms. */
  readonly place: (
    short: number,
    lon: number,
    lat: number,
    headingDeg: number,
    state: UnitState,
    measuredAt: number,
    arrivedAt: number,
  ) => void
  readonly gone: (short: number) => void
}

/** A packet of the records, with names made by `encodeName`. */
export function encodeFrame(
  head: FrameHead,
  records: readonly FrameRecord[],
  names: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  let size = HEADER_BYTES + records.length * RECORD_BYTES
  for (const name of names) size += name.length
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  bytes[0] = MAGIC
  bytes[1] = VERSION
  bytes[2] = head.kind === 'snapshot' ? SNAPSHOT : 0
  view.setUint32(4, head.epoch, true)
  view.setFloat64(8, head.at, true)
  view.setUint32(16, records.length, true)
  view.setUint32(20, names.length, true)
  let offset = HEADER_BYTES
  for (const record of records) {
    writeRecord(view, offset, record, head.at)
    offset += RECORD_BYTES
  }
  for (const name of names) {
    bytes.set(name, offset)
    offset += name.length
  }
  return bytes
}

function writeRecord(view: DataView, offset: number, record: FrameRecord, at: number): void {
  const state = record.gone ? GONE : unitStates.indexOf(record.state)
  view.setUint32(offset, ((state << 24) | record.short) >>> 0, true)
  view.setInt32(offset + 4, Math.round(record.lon * DEGREE), true)
  view.setInt32(offset + 8, Math.round(record.lat * DEGREE), true)
  view.setUint32(
    offset + 12,
    (ageSteps(at - record.measuredAt) |
      (ageCode(at - record.arrivedAt) << 16) |
      (headingCode(record.headingDeg) << 24)) >>>
      0,
    true,
  )
}

const ageSteps = (ms: number): number => Math.max(0, Math.min(MAX_AGE, Math.round(ms / AGE_STEP_MS)))

function ageCode(ms: number): number {
  if (ms < AGE_STEP_MS / 32) return 0
  return Math.min(255, Math.round(CODES_PER_DOUBLING * Math.log2(ms / AGE_STEP_MS + 1)))
}

const headingCode = (degrees: number | null): number =>
  degrees === null ? NONE : Math.round((degrees / 360) * HEADING_STEPS) % HEADING_STEPS

const agesByCode: readonly number[] = Array.from(
  { length: 256 },
  (_, code) => AGE_STEP_MS * (2 ** (code / CODES_PER_DOUBLING) - 1),
)

/** The part of a packet that says who a short id is; made once per unit and put into many frames. */
export function encodeName({ short, unit, township }: FrameName): Uint8Array<ArrayBuffer> {
  const label = new TextEncoder().encode(unit.label)
  const bytes = new Uint8Array(NAME_BYTES + label.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, short, true)
  bytes[4] = unitKinds.indexOf(unit.kind)
  bytes[5] = unit.teamKind === null ? NONE : teamKinds.indexOf(unit.teamKind)
  view.setUint16(6, label.length, true)
  writeUuid(bytes, 8, unit.id)
  writeUuid(bytes, 24, unit.teamId ?? NIL)
  writeUuid(bytes, 40, township)
  bytes.set(label, NAME_BYTES)
  return bytes
}

/** The text form without dashes, two digits a byte. */
export function writeUuid(bytes: Uint8Array, offset: number, uuid: string): void {
  const digits = uuid.replaceAll('-', '')
  for (let index = 0; index < 16; index++) {
    bytes[offset + index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16)
  }
}

export function readUuid(bytes: Uint8Array, offset: number): string {
  let digits = ''
  for (let index = 0; index < 16; index++) digits += bytes[offset + index]!.toString(16).padStart(2, '0')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-')
}

/** Hands a packet to the sink, names before records (PO-23). False, and nothing handed over, where it is no packet of this version. */
export function readFrame(bytes: Uint8Array, sink: FrameSink): boolean {
  if (bytes.length < HEADER_BYTES || bytes[0] !== MAGIC || bytes[1] !== VERSION) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records = view.getUint32(16, true)
  const namesAt = HEADER_BYTES + records * RECORD_BYTES
  const names = namesIn(bytes, view, namesAt, view.getUint32(20, true))
  if (names === undefined) return false
  const at = view.getFloat64(8, true)
  const kind = (bytes[2]! & SNAPSHOT) === SNAPSHOT ? 'snapshot' : 'changes'
  sink.begin({ epoch: view.getUint32(4, true), at, kind })
  for (const name of names) sink.name(name)
  for (let offset = HEADER_BYTES; offset < namesAt; offset += RECORD_BYTES) readRecord(view, offset, at, sink)
  return true
}

function readRecord(view: DataView, offset: number, at: number, sink: FrameSink): void {
  const who = view.getUint32(offset, true)
  const short = who & MAX_SHORT
  const state = unitStates[who >>> 24]
  if (state === undefined) {
    sink.gone(short)
    return
  }
  const tail = view.getUint32(offset + 12, true)
  const heading = tail >>> 24
  sink.place(
    short,
    view.getInt32(offset + 4, true) / DEGREE,
    view.getInt32(offset + 8, true) / DEGREE,
    heading >= HEADING_STEPS ? Number.NaN : (heading / HEADING_STEPS) * 360,
    state,
    at - (tail & MAX_AGE) * AGE_STEP_MS,
    at - agesByCode[(tail >>> 16) & 0xff]!,
  )
}

/** Undefined where the packet's length does not fit what it says. */
function namesIn(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  count: number,
): readonly FrameName[] | undefined {
  const names: FrameName[] = []
  let offset = start
  for (let index = 0; index < count; index++) {
    if (offset + NAME_BYTES > bytes.length) return undefined
    const end = offset + NAME_BYTES + view.getUint16(offset + 6, true)
    const kind = unitKinds[bytes[offset + 4]!]
    if (end > bytes.length || kind === undefined) return undefined
    names.push({
      short: view.getUint32(offset, true),
      township: readUuid(bytes, offset + 40),
      unit: {
        kind,
        id: readUuid(bytes, offset + 8),
        label: new TextDecoder().decode(bytes.subarray(offset + NAME_BYTES, end)),
        teamId: someUuid(readUuid(bytes, offset + 24)),
        teamKind: teamKinds[bytes[offset + 5]!] ?? null,
      },
    })
    offset = end
  }
  return offset === bytes.length ? names : undefined
}

const someUuid = (uuid: string): string | null => (uuid === NIL ? null : uuid)
