import { distanceMetres, type Position } from '@one-centre/shared/geo'
import type { LonLat } from './plan.ts'

export interface Place extends Position {
  /** Clockwise from north. */
  readonly headingDeg: number
}

const at = ([lon, lat]: LonLat): Position => ({ lon, lat })

export function lengthMetres(line: readonly LonLat[]): number {
  return line.slice(1).reduce((sum, point, index) => sum + distanceMetres(at(line[index]!), at(point)), 0)
}

/** Where one is after so many metres along a line of at least one point; at its end beyond that. */
export function placeAlong(line: readonly LonLat[], metres: number): Place {
  let left = metres
  for (const [index, point] of line.slice(1).entries()) {
    const [from, to] = [at(line[index]!), at(point)]
    const length = distanceMetres(from, to)
    if (left <= length && length > 0) {
      const part = Math.max(0, left) / length
      return {
        lon: from.lon + (to.lon - from.lon) * part,
        lat: from.lat + (to.lat - from.lat) * part,
        headingDeg: headingOf(from, to),
      }
    }
    left -= length
  }
  return { ...at(line.at(-1)!), headingDeg: 0 }
}

/** Good enough over the length of a street; degrees of longitude shrink with the cosine of the latitude. */
function headingOf(from: Position, to: Position): number {
  const east = (to.lon - from.lon) * Math.cos((from.lat * Math.PI) / 180)
  const degrees = (Math.atan2(east, to.lat - from.lat) * 180) / Math.PI
  return (degrees + 360) % 360
}
