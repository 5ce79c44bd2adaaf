import type { Camera } from '@one-centre/shared/cameras'
import type { Cone } from '../../ui/ConeCanvas.ts'

/** How a camera stands on the map; nothing where nobody knows the place. */
export function coneOf(camera: Camera, chosen: string | undefined): readonly Cone[] {
  const { position } = camera
  if (position === null) return []
  return [
    {
      id: camera.id,
      lat: position.lat,
      lng: position.lon,
      bearing: camera.azimuthDegrees,
      angle: camera.form === 'panorama' ? 360 : camera.fieldOfViewDegrees,
      rangeMetres: camera.rangeMetres,
      look: lookOf(camera, chosen),
    },
  ]
}

function lookOf(camera: Camera, chosen: string | undefined): Cone['look'] {
  if (camera.id === chosen) return 'chosen'
  return camera.streams.length > 0 && camera.review.state !== 'refused' ? 'ready' : 'silent'
}
