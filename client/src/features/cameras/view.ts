import type { Camera } from '@one-centre/shared/cameras'
import type { Cone } from '../../ui/ConeCanvas.ts'
import type { StreamHealth } from './health.ts'
import type { PlayerState } from './player.ts'

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
  return canPlay(camera) ? 'ready' : 'silent'
}

/** Whether pictures can come from it at all; who may look is asked apart. */
export function canPlay(camera: Camera): boolean {
  return camera.streams.length > 0 && camera.review.state !== 'refused' && !camera.retired
}

/** Why there is no live picture: in words of the server, or a word of `cameras.trouble`. */
export type Trouble =
  | { readonly text: string }
  | {
      readonly word:
        'opening' | 'waiting' | 'lost' | 'ended' | 'auth_failed' | 'unreachable' | 'unsupported_codec'
      readonly codec: string
    }

/** CA-41: never a mere spinner. The camera's own trouble comes before that of the way to it. */
export function troubleOf(state: PlayerState, health: StreamHealth | undefined): Trouble {
  if ((state.kind === 'ended' || state.kind === 'broken') && state.why.trim() !== '')
    return { text: state.why }
  if (state.kind === 'ended') return { word: 'ended', codec: '' }
  const faulty = health?.state
  if (faulty === 'auth_failed' || faulty === 'unreachable' || faulty === 'unsupported_codec')
    return { word: faulty, codec: health?.codec ?? '' }
  if (state.kind === 'broken') return { word: 'lost', codec: '' }
  return { word: state.kind === 'playing' ? 'waiting' : 'opening', codec: '' }
}
