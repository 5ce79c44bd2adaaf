import { describe, expect, test } from 'vitest'
import { judge, pipeline } from './pipeline.ts'
import {
  askPermission,
  checkSanity,
  checkSpeed,
  correctClock,
  dropRepetition,
  keepInCounty,
  type Sample,
  type StepContext,
} from './steps.ts'

const NOW = Date.parse('2026-11-23T09:30:00.000Z')
const SECOND = 1_000
const TOWNSHIP = '019a0000-0000-7000-8000-000000000001'

const sampleWith = (given: Partial<Sample> = {}): Sample => ({
  unit: {
    kind: 'person',
    id: '019a0000-0000-7000-8000-0000000000aa',
    label: '城管一中队',
    teamId: '019a0000-0000-7000-8000-0000000000bb',
    teamKind: 'enforcement',
  },
  township: TOWNSHIP,
  lon: 104.1,
  lat: 30,
  accuracyM: 10,
  speedMps: 3,
  headingDeg: 90,
  measuredAt: NOW - SECOND,
  arrivedAt: NOW,
  sequence: 7,
  state: null,
  late: false,
  ...given,
})

const contextWith = (given: Partial<StepContext> = {}): StepContext => ({
  clockAheadMs: 0,
  latest: undefined,
  suspect: undefined,
  extent: { west: 103, south: 29, east: 105, north: 31 },
  reportingState: () => 'en-route',
  ...given,
})

const before = (given: Partial<Sample>) =>
  sampleWith({ measuredAt: NOW - 11 * SECOND, sequence: 6, ...given })
/** Metres east at 30° north, in degrees. */
const east = (metres: number) => metres / (111_195 * Math.cos(Math.PI / 6))

describe('clock', () => {
  test.each([
    [0, 0],
    [30 * SECOND, 0],
    [-30 * SECOND, 0],
    [31 * SECOND, -31 * SECOND],
    [-2 * 86_400 * SECOND, 2 * 86_400 * SECOND],
  ])('PO-6 a device ahead by %i ms is moved by %i ms', (clockAheadMs, moved) => {
    const result = correctClock(sampleWith(), contextWith({ clockAheadMs }))

    expect(result).toEqual(sampleWith({ measuredAt: NOW - SECOND + moved }))
  })
})

describe('sanity', () => {
  test.each([
    [{ lon: 180.1 }, 'out-of-range'],
    [{ lat: -90.1 }, 'out-of-range'],
    [{ lat: Number.NaN }, 'out-of-range'],
    [{ lon: 0, lat: 0 }, 'null-island'],
    [{ accuracyM: 1_001 }, 'inaccurate'],
  ] as const)('PO-4 %o is %s', (given, reason) => {
    expect(checkSanity(sampleWith(given), contextWith())).toBe(reason)
  })

  test('PO-4 an accuracy of 1,000 m, or none, passes', () => {
    for (const accuracyM of [1_000, null]) {
      expect(checkSanity(sampleWith({ accuracyM }), contextWith())).toEqual(sampleWith({ accuracyM }))
    }
  })

  test.each([
    [60 * SECOND, undefined],
    [60 * SECOND + 1, 'future'],
    [-86_400 * SECOND, undefined],
    [-86_400 * SECOND - 1, 'too-old'],
  ])('PO-5 measured %i ms from now is %s', (offset, reason) => {
    const sample = sampleWith({ measuredAt: NOW + offset })

    expect(checkSanity(sample, contextWith())).toEqual(reason ?? sample)
  })
})

describe('permission', () => {
  test('PO-1 without a task at the time of measurement it is dropped', () => {
    const acceptedAt = NOW - SECOND
    const context = contextWith({
      reportingState: (_unit, _township, at) => (at >= acceptedAt ? 'accepted' : undefined),
    })

    expect(askPermission(sampleWith({ measuredAt: acceptedAt - 1 }), context)).toBe('no-task')
    expect(askPermission(sampleWith({ measuredAt: acceptedAt }), context)).toMatchObject({
      state: 'accepted',
    })
  })

  test('PO-1 duty in emergency mode is enough', () => {
    const result = askPermission(sampleWith(), contextWith({ reportingState: () => 'emergency' }))

    expect(result).toMatchObject({ state: 'emergency' })
  })
})

describe('fence', () => {
  test('PO-7 outside the county is dropped, on its border it passes', () => {
    expect(keepInCounty(sampleWith({ lon: 105.001 }), contextWith())).toBe('outside-county')
    expect(keepInCounty(sampleWith({ lon: 105 }), contextWith())).toEqual(sampleWith({ lon: 105 }))
  })

  test('PO-7 swapped coordinates are named so, east of 90° E and west of it', () => {
    const kashgar = { west: 75, south: 38, east: 77, north: 40 }

    expect(judge(sampleWith({ lon: 30, lat: 104.1 }), contextWith())).toMatchObject({ reason: 'swapped' })
    expect(judge(sampleWith({ lon: 39.4, lat: 75.9 }), contextWith({ extent: kashgar }))).toMatchObject({
      reason: 'swapped',
    })
  })

  test('PO-7 while no border is known nothing is outside', () => {
    const context = contextWith({ extent: undefined })

    expect(keepInCounty(sampleWith({ lon: -100 }), context)).toEqual(sampleWith({ lon: -100 }))
  })
})

describe('de-duplicate', () => {
  test('PO-8 the same instant, or the same count within a minute, counts once', () => {
    const latest = sampleWith()

    for (const again of [{}, { sequence: 8 }, { measuredAt: latest.measuredAt + 40 }]) {
      expect(dropRepetition(sampleWith(again), contextWith({ latest }))).toBe('duplicate')
    }
  })

  test('PO-8 a count that begins anew is no repetition', () => {
    const sample = sampleWith({ measuredAt: NOW })
    const latest = sampleWith({ measuredAt: NOW - 61 * SECOND })

    expect(dropRepetition(sample, contextWith({ latest }))).toEqual(sample)
  })

  test('PO-10 an older measurement is marked late', () => {
    const sample = sampleWith({ measuredAt: NOW - 20 * SECOND, sequence: 5 })

    expect(dropRepetition(sample, contextWith({ latest: sampleWith() }))).toEqual({ ...sample, late: true })
  })
})

describe('speed', () => {
  test.each([
    [600, 'passes'],
    [619, 'passes'],
    [622, 'too-fast'],
    [5_000, 'too-fast'],
  ])('PO-9 a jump of %i m in 10 s with 10 m accuracy on both ends: %s', (metres, outcome) => {
    const sample = sampleWith({ lon: 104.1 + east(metres) })

    const result = checkSpeed(sample, contextWith({ latest: before({}) }))

    expect(result).toEqual(outcome === 'passes' ? sample : 'too-fast')
  })

  test('PO-9 a second position that agrees with the dropped one is accepted', () => {
    const latest = before({ measuredAt: NOW - 21 * SECOND })
    const suspect = before({ lon: 104.1 + east(9_000) })
    const sample = sampleWith({ lon: 104.1 + east(9_100) })

    expect(checkSpeed(sample, contextWith({ latest, suspect }))).toEqual(sample)
    expect(checkSpeed(sample, contextWith({ latest }))).toBe('too-fast')
    expect(checkSpeed(suspect, contextWith({ latest, suspect }))).toBe('too-fast')
  })
})

describe('pipeline', () => {
  test('PO-1 permission is asked before anything compares or keeps the place', () => {
    const names = pipeline.map(({ name }) => name)

    expect(names).toEqual(['clock', 'sanity', 'permission', 'fence', 'de-duplicate', 'speed'])
  })

  test('PO-11 the step that dropped a sample is named', () => {
    const verdict = judge(sampleWith({ lon: 100 }), contextWith())

    expect(verdict).toMatchObject({ ok: false, step: 'fence', reason: 'outside-county' })
  })

  test('PO-6 a phone two days behind is corrected before its age is judged', () => {
    const twoDays = 2 * 86_400 * SECOND
    const sample = sampleWith({ measuredAt: NOW - SECOND - twoDays })

    const verdict = judge(sample, contextWith({ clockAheadMs: -twoDays }))

    expect(verdict).toMatchObject({ ok: true, sample: { measuredAt: NOW - SECOND, state: 'en-route' } })
  })
})
