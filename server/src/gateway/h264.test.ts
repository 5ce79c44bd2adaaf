import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AccessUnits, payloadsOf, readRtp, type AccessUnit, type RtpIn } from './h264.ts'

/** A slice: `first` begins a picture (`first_mb_in_slice` 0 is a leading 1 bit). */
const slice = (type: 1 | 5, first: boolean, length = 20): Buffer =>
  Buffer.concat([Buffer.from([0x60 | type, first ? 0x88 : 0x48]), Buffer.alloc(length, type)])
const sps = Buffer.from('6742c01eda0280bfe5c044000003000400000300c83c58ba80', 'hex')
const pps = Buffer.from('68ce3c80', 'hex')
const delimiter = Buffer.from([0x09, 0xf0])

let sequence = 0
const packet = (payload: Buffer, timestamp: number, marker: boolean): RtpIn => {
  sequence = (sequence + 1) & 0xffff
  return { sequence, timestamp, marker, payloadType: 96, payload }
}
const types = (units: readonly AccessUnit[]): readonly (readonly number[])[] =>
  units.map(unit => unit.nals.map(nal => nal[0]! & 0x1f))
const all = (units: AccessUnits, packets: readonly RtpIn[]): readonly AccessUnit[] =>
  packets.flatMap(one => [...units.push(one)])

test('CA-27 slices of one picture stay together, with the marker', () => {
  const units = all(new AccessUnits([]), [
    packet(sps, 0, false),
    packet(pps, 0, false),
    packet(slice(5, true), 0, false),
    packet(slice(5, false), 0, true),
    packet(slice(1, true), 3_600, false),
    packet(slice(1, false), 3_600, false),
    packet(slice(1, false), 3_600, true),
  ])

  expect(types(units)).toEqual([
    [7, 8, 5, 5],
    [1, 1, 1],
  ])
  expect(units.map(unit => [unit.key, unit.timestamp])).toEqual([
    [true, 0],
    [false, 3_600],
  ])
})

test('CA-27 without markers a picture ends where the next one begins', () => {
  const units = all(new AccessUnits([]), [
    packet(slice(1, true), 0, false),
    packet(slice(1, false), 0, false),
    packet(slice(1, true), 0, false),
    packet(delimiter, 0, false),
    packet(slice(1, true), 0, false),
    packet(slice(1, true), 3_600, false),
  ])

  expect(types(units)).toEqual([[1, 1], [1], [1]])
})

test('CA-27 a device that marks every slice is found out at the first picture', () => {
  const picture = (timestamp: number): readonly RtpIn[] => [
    packet(slice(1, true), timestamp, true),
    packet(slice(1, false), timestamp, true),
    packet(slice(1, false), timestamp, true),
  ]

  const units = all(new AccessUnits([]), [...picture(0), ...picture(3_600), ...picture(7_200)])

  expect(types(units)).toEqual([[1], [1, 1], [1, 1, 1]])
})

test('CA-27 parameter sets that stand in the description alone come before each key picture', () => {
  const units = all(new AccessUnits([sps, pps]), [
    packet(slice(5, true), 0, true),
    packet(slice(1, true), 3_600, true),
    packet(slice(5, true), 7_200, true),
  ])

  expect(types(units)).toEqual([[7, 8, 5], [1], [7, 8, 5]])
})

test('CA-27 aggregated packets are taken apart', () => {
  const length = (nal: Buffer): Buffer => Buffer.from([nal.length >> 8, nal.length & 0xff])
  const stap = Buffer.concat([Buffer.from([0x78]), ...[sps, pps].flatMap(nal => [length(nal), nal])])

  const units = all(new AccessUnits([]), [packet(stap, 0, false), packet(slice(5, true), 0, true)])

  expect(types(units)).toEqual([[7, 8, 5]])
})

test('CA-27 a fragment that lost its beginning is no picture', () => {
  const [first, ...rest] = payloadsOf({ timestamp: 0, key: true, nals: [slice(5, true, 3_000)] })
  const units = new AccessUnits([])
  units.push(packet(first!, 0, false))
  sequence += 1

  expect(
    all(
      units,
      rest.slice(1).map((one, i) => packet(one, 0, i === rest.length - 2)),
    ),
  ).toEqual([])
})

test('CA-28 what is sent in pieces is whole again, and no piece is too large', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 5 }), lengths => {
      const nals = lengths.map((length, i) => slice(1, i === 0, length))
      const payloads = payloadsOf({ timestamp: 900, nals, key: false })
      const packets = payloads.map((one, i) => packet(one, 900, i === payloads.length - 1))

      const units = all(new AccessUnits([]), packets)

      expect(payloads.every(one => one.length <= 1_160)).toBe(true)
      expect(units.map(unit => unit.nals.map(nal => nal.toString('hex')))).toEqual([
        nals.map(nal => nal.toString('hex')),
      ])
    }),
    { numRuns: 200 },
  )
})

test('CA-28 extensions and padding of a camera are left behind', () => {
  const plain = Buffer.from('8060000100000000000000016142', 'hex')
  const extended = Buffer.from('9060000100000000000000 01bede0001aabbccdd6142'.replace(' ', ''), 'hex')
  const padded = Buffer.from('a0600001000000000000000161420002', 'hex')

  expect([plain, extended, padded].map(one => readRtp(one)?.payload.toString('hex'))).toEqual([
    '6142',
    '6142',
    '6142',
  ])
  expect(readRtp(Buffer.from('800000', 'hex'))).toBeUndefined()
})
