import type { Camera } from './cameras.ts'
import { distanceMetres, type Position } from './geo.ts'

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The initial great-circle bearing from `from` to `to`, clockwise from north, 0 … 360. */
export function bearingDegrees(from: Position, to: Position): number {
  const [a, b] = [radians(from.lat), radians(to.lat)]
  const dLon = radians(to.lon - from.lon)
  const y = Math.sin(dLon) * Math.cos(b)
  const x = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(dLon)
  return ((((Math.atan2(y, x) * 180) / Math.PI) % 360) + 360) % 360
}

/** How far apart two bearings are, 0 … 180. */
export function turnDegrees(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360
  return turn > 180 ? 360 - turn : turn
}

/** Closer than this a camera sees what is below it, wherever it looks. */
const AT_ITS_FOOT_METRES = 5

export interface Sighting {
  readonly camera: Camera
  readonly metres: number
  /** From the camera to the place. */
  readonly bearing: number
  /** `in-view` by its cone; `can-turn` where it can be turned there; `near` where nobody has measured where it looks. */
  readonly how: 'in-view' | 'can-turn' | 'near'
}

function howItSees(camera: Camera, metres: number, bearing: number): Sighting['how'] | undefined {
  if (metres > camera.rangeMetres) return undefined
  if (metres <= AT_ITS_FOOT_METRES || camera.fieldOfViewDegrees >= 360 || camera.form === 'panorama')
    return 'in-view'
  if (
    camera.azimuthDegrees !== null &&
    turnDegrees(bearing, camera.azimuthDegrees) <= camera.fieldOfViewDegrees / 2
  )
    return 'in-view'
  if (camera.form === 'ptz' || camera.capabilities.includes('ptz')) return 'can-turn'
  return camera.azimuthDegrees === null ? 'near' : undefined
}

const order: readonly Sighting['how'][] = ['in-view', 'can-turn', 'near']

/** CA-12: the cameras that can see a place: those whose cone holds it first, then those that can be turned, the nearest first. */
export function camerasThatSee(cameras: readonly Camera[], place: Position): readonly Sighting[] {
  return cameras
    .flatMap((camera): Sighting[] => {
      if (camera.position === null || camera.retired) return []
      const metres = distanceMetres(camera.position, place)
      const bearing = bearingDegrees(camera.position, place)
      const how = howItSees(camera, metres, bearing)
      return how === undefined ? [] : [{ camera, metres, bearing, how }]
    })
    .sort((a, b) => order.indexOf(a.how) - order.indexOf(b.how) || a.metres - b.metres)
}
