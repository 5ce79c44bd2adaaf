import type { PositionBatch, PositionReport } from '@one-centre/shared/positions'
import { toIso } from '@one-centre/shared/time'

/** What of a browser's fix travels. `timestamp` is ms by the device's clock. */
export interface Fix {
  readonly coords: {
    readonly longitude: number
    readonly latitude: number
    readonly accuracy: number
    readonly speed: number | null
    readonly heading: number | null
  }
  readonly timestamp: number
}

/** Fixes closer together than this are thinned. */
const EVERY_MS = 5_000
/** What one batch may carry. */
const MOST = 2_000

/** Adds a fix to those not yet sent: at most one every five seconds, the oldest given up when full (U-57). */
export function withFix(waiting: readonly PositionReport[], fix: Fix, lastAt: number, sequence: number) {
  if (fix.timestamp - lastAt < EVERY_MS) return waiting
  const { coords } = fix
  const report: PositionReport = {
    unit: null,
    lon: coords.longitude,
    lat: coords.latitude,
    accuracyM: coords.accuracy,
    // A browser says NaN for the heading of who stands still.
    speedMps: finite(coords.speed),
    headingDeg: finite(coords.heading),
    measuredAt: toIso(fix.timestamp),
    sequence,
  }
  return [...waiting, report].slice(-MOST)
}

const finite = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : value

/** `sentAt` in ms by the device's clock, so that the server can correct a wrong one. */
export function batchOf(
  township: PositionBatch['township'],
  reports: readonly PositionReport[],
  sentAt: number,
): PositionBatch {
  return { township, sentAt: toIso(sentAt), reports: [...reports] }
}
