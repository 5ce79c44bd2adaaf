import type { Incident } from '@one-centre/shared/incidents'
import type { MapPoint } from '../../ui/PointCanvas.ts'
import { levelTone } from './view.ts'

/** By id, those that can be shown on a map. */
export function pointsOf(incidents: readonly Incident[]): ReadonlyMap<string, MapPoint> {
  const points = new Map<string, MapPoint>()
  for (const { id, level, place } of incidents) {
    if (place.position === null) continue
    const { lat, lon } = place.position
    points.set(id, { id, lat, lng: lon, tone: levelTone(level) })
  }
  return points
}

/** Whether the map would look the same; what stands in which order on the list is nothing to it. */
export function samePoints(
  before: ReadonlyMap<string, MapPoint>,
  next: ReadonlyMap<string, MapPoint>,
): boolean {
  if (before.size !== next.size) return false
  for (const [id, { lat, lng, tone }] of next) {
    const known = before.get(id)
    if (known?.lat !== lat || known.lng !== lng || known.tone !== tone) return false
  }
  return true
}
