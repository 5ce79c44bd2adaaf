import { can } from '@one-centre/shared/access'
import type { Camera } from '@one-centre/shared/cameras'
import { camerasThatSee, type Sighting } from '@one-centre/shared/camera-sight'
import type { Position } from '@one-centre/shared/geo'
import { computed, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'

const cameraKind: EntityKind<Camera> = { name: 'camera' }

export interface Cameras {
  /** Cameras in use, in every township in sight. */
  readonly all: ComputedRef<readonly Camera[]>
  readonly find: (id: string) => Camera | undefined
  readonly mayPlay: (camera: Camera) => boolean
  readonly seeing: (place: Position) => readonly Sighting[]
}

/** The cameras as the replica knows them. */
export function useCameras(): Cameras {
  const { replica, session } = useLive()
  const all = computed(() => replica.all(cameraKind).filter(camera => !camera.retired))
  return {
    all,
    find: id => replica.find(cameraKind, id),
    mayPlay: camera => {
      const state = session.state.value
      return 'info' in state && can(state.info.actor, 'cameras.play', camera.township)
    },
    seeing: place => camerasThatSee(all.value, place),
  }
}
