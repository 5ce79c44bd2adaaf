import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeFrame,
  encodeName,
  MAX_SHORT,
  readFrame,
  RECORD_BYTES,
  type FrameHead,
  type FrameName,
  type FrameRecord,
} from './position-frame.ts'
import { teamKinds } from './people.ts'
import { unitKinds, unitStates } from './positions.ts'

const AT = Date.parse('2026-11-23T09:30:00.000Z')
const HOUR = 3_600_000

const aRecord = fc.record({
  short: fc.integer({ min: 0, max: MAX_SHORT }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  headingDeg: fc.option(fc.double({ min: 0, max: 360, noNaN: true })),
  state: fc.constantFrom(...unitStates),
  gone: fc.constant(false),
  measuredAt: fc.integer({ min: AT - 4 * HOUR, max: AT }),
  arrivedAt: fc.integer({ min: AT - 4 * HOUR, max: AT }),
})

const aName = fc.record({
  short: fc.integer({ min: 0, max: MAX_SHORT }),
  township: fc.uuid(),
  unit: fc.record({
    kind: fc.constantFrom(...unitKinds),
    id: fc.uuid(),
    label: fc.string({ unit: 'grapheme', maxLength: 60 }),
    teamId: fc.option(fc.uuid()),
    teamKind: fc.option(fc.constantFrom(...teamKinds)),
  }),
})

function decoded(bytes: Uint8Array) {
  const heads: FrameHead[] = []
  const names: FrameName[] = []
  const gone: number[] = []
  const places: Omit<FrameRecord, 'gone'>[] = []
  const order: string[] = []
  const ok = readFrame(bytes, {
    begin: head => heads.push(head),
    name: name => (order.push('name'), names.push(name)),
    gone: short => gone.push(short),
    place: (short, lon, lat, headingDeg, state, measuredAt, arrivedAt) => {
      order.push('place')
      places.push({ short, lon, lat, headingDeg, state, measuredAt, arrivedAt })
    },
  })
  return { ok, heads, names, gone, places, order }
}

const head: FrameHead = { epoch: 0xdead_beef, at: AT, kind: 'changes' }

describe('frame', () => {
  test('PO-20 a record is 16 bytes and comes back within 1e-6 degrees', () => {
    fc.assert(
      fc.property(fc.array(aRecord, { maxLength: 20 }), records => {
        const bytes = encodeFrame(head, records, [])
        const { ok, heads, places } = decoded(bytes)

        expect(ok).toBe(true)
        expect(heads).toEqual([head])
        expect(bytes.length).toBe(24 + records.length * RECORD_BYTES)
        expect(places.length).toBe(records.length)
        for (const [index, place] of places.entries()) {
          const record = records[index]!
          expect(place.short).toBe(record.short)
          expect(place.state).toBe(record.state)
          expect(Math.abs(place.lon - record.lon)).toBeLessThan(1e-6)
          expect(Math.abs(place.lat - record.lat)).toBeLessThan(1e-6)
          const turn = Math.abs((place.headingDeg ?? 0) - (record.headingDeg ?? 0))
          if (record.headingDeg === null) expect(place.headingDeg).toBeNaN()
          else expect(Math.min(turn, 360 - turn)).toBeLessThanOrEqual(0.7501)
        }
      }),
    )
  })

  test('PO-25 the measurement’s age comes back within 125 ms, the arrival’s within 4.5 %', () => {
    fc.assert(
      fc.property(aRecord, record => {
        const { places } = decoded(encodeFrame(head, [record], []))

        const place = places[0]!
        expect(Math.abs(place.measuredAt - record.measuredAt)).toBeLessThanOrEqual(125)
        const arrivalAge = AT - record.arrivedAt
        expect(Math.abs(AT - place.arrivedAt - arrivalAge)).toBeLessThanOrEqual(10 + arrivalAge * 0.045)
      }),
    )
  })

  test('PO-25 an age beyond 4.5 h stays "or older", one below 0 is 0', () => {
    const record = { short: 1, lon: 1, lat: 1, headingDeg: 0, state: 'accepted', gone: false } as const

    const { places } = decoded(
      encodeFrame(
        head,
        [
          { ...record, measuredAt: 0, arrivedAt: 0 },
          { ...record, measuredAt: AT + 5_000, arrivedAt: AT + 5_000 },
        ],
        [],
      ),
    )

    expect(places.map(place => AT - place.measuredAt)).toEqual([65_535 * 250, 0])
    expect(AT - places[0]!.arrivedAt).toBeGreaterThan(4 * HOUR)
    expect(AT - places[1]!.arrivedAt).toBe(0)
  })

  test('PO-27 a unit that has left comes as gone, without a place', () => {
    const record: FrameRecord = {
      short: 7,
      lon: 1,
      lat: 1,
      headingDeg: null,
      state: 'accepted',
      gone: true,
      measuredAt: AT,
      arrivedAt: AT,
    }

    const { gone, places } = decoded(encodeFrame({ ...head, kind: 'snapshot' }, [record], []))

    expect(gone).toEqual([7])
    expect(places).toEqual([])
  })

  test('PO-23 names come back whole and before the records', () => {
    fc.assert(
      fc.property(fc.array(aName, { minLength: 1, maxLength: 8 }), aRecord, (names, record) => {
        const result = decoded(encodeFrame(head, [record], names.map(encodeName)))

        expect(result.names).toEqual(names)
        expect(result.order.at(-1)).toBe('place')
      }),
    )
  })

  test('PO-20 bytes that are no whole packet are refused and hand nothing over', () => {
    const whole = encodeFrame(
      head,
      fc.sample(aRecord, { numRuns: 3, seed: 1 }),
      fc.sample(aName, { numRuns: 2, seed: 1 }).map(encodeName),
    )
    const broken = [
      new Uint8Array(),
      whole.subarray(0, whole.length - 1),
      Uint8Array.of(...whole, 0),
      Uint8Array.of(0x51, ...whole.subarray(1)),
      Uint8Array.of(0x50, 2, ...whole.subarray(2)),
    ]

    for (const bytes of broken) {
      const result = decoded(bytes)
      expect(result.ok).toBe(false)
      expect([...result.heads, ...result.names, ...result.places]).toEqual([])
    }
    expect(decoded(whole).ok).toBe(true)
  })
})
