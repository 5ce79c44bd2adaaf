import type { Unit, UnitRef } from '@one-centre/shared/positions'
import { unitKinds, unitStates } from '@one-centre/shared/positions'
import { readUuid, writeUuid } from '@one-centre/shared/position-frame'
import type { Accepted } from './steps.ts'

/**
 * What one node tells the others each tick (PO-30), little-endian, 84 bytes a sample:
 * unit and township UUID · f64 lon, lat, measuredAt, arrivedAt · f32 heading, accuracy, speed (NaN = unknown) · u32 sequence · u8 kind · u8 state · u16 0.
 */
const SAMPLE_BYTES = 84

export function encodeNodeMessage(samples: readonly Accepted[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * SAMPLE_BYTES)
  const view = new DataView(bytes.buffer)
  for (const [index, sample] of samples.entries()) writeSample(bytes, view, index * SAMPLE_BYTES, sample)
  return bytes
}

function writeSample(bytes: Uint8Array, view: DataView, offset: number, sample: Accepted): void {
  writeUuid(bytes, offset, sample.unit.id)
  writeUuid(bytes, offset + 16, sample.township)
  view.setFloat64(offset + 32, sample.lon, true)
  view.setFloat64(offset + 40, sample.lat, true)
  view.setFloat64(offset + 48, sample.measuredAt, true)
  view.setFloat64(offset + 56, sample.arrivedAt, true)
  view.setFloat32(offset + 64, sample.headingDeg ?? Number.NaN, true)
  view.setFloat32(offset + 68, sample.accuracyM ?? Number.NaN, true)
  view.setFloat32(offset + 72, sample.speedMps ?? Number.NaN, true)
  view.setUint32(offset + 76, sample.sequence, true)
  bytes[offset + 80] = unitKinds.indexOf(sample.unit.kind)
  bytes[offset + 81] = unitStates.indexOf(sample.state)
}

/** The samples of another node; a unit unknown here is left out. Throws a RangeError where the length is none. */
export function decodeNodeMessage(
  bytes: Uint8Array,
  findUnit: (ref: UnitRef) => Unit | undefined,
): readonly Accepted[] {
  if (bytes.length % SAMPLE_BYTES !== 0) throw new RangeError(`${bytes.length} bytes are no whole samples`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samples: Accepted[] = []
  for (let offset = 0; offset < bytes.length; offset += SAMPLE_BYTES) {
    const kind = unitKinds[bytes[offset + 80]!]
    const state = unitStates[bytes[offset + 81]!]
    if (kind === undefined || state === undefined) continue
    const unit = findUnit({ kind, id: readUuid(bytes, offset) })
    if (unit === undefined) continue
    samples.push({
      unit,
      township: readUuid(bytes, offset + 16),
      lon: view.getFloat64(offset + 32, true),
      lat: view.getFloat64(offset + 40, true),
      measuredAt: view.getFloat64(offset + 48, true),
      arrivedAt: view.getFloat64(offset + 56, true),
      headingDeg: known(view.getFloat32(offset + 64, true)),
      accuracyM: known(view.getFloat32(offset + 68, true)),
      speedMps: known(view.getFloat32(offset + 72, true)),
      sequence: view.getUint32(offset + 76, true),
      state,
      late: false,
    })
  }
  return samples
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
