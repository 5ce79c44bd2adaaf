import type { Camera } from '@one-centre/shared/cameras'
import { camerasThatSee, type Sighting } from '@one-centre/shared/camera-sight'
import type { Position } from '@one-centre/shared/geo'
import { computed, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'

export const cameraKind: EntityKind<Camera> = { name: 'camera' }

export interface Cameras {
  /** Cameras in use, in every township in sight. */
  readonly all: ComputedRef<readonly Camera[]>
  readonly find: (id: string) => Camera | undefined
  readonly seeing: (place: Position) => readonly Sighting[]
}

/** The cameras as the replica knows them. */
export function useCameras(): Cameras {
  const { replica } = useLive()
  const all = computed(() => replica.all(cameraKind).filter(camera => !camera.retired))
  return {
    all,
    find: id => replica.find(cameraKind, id),
    seeing: place => camerasThatSee(all.value, place),
  }
}
