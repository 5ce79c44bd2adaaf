import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Purpose } from './purpose.ts'

export const wallSizes = [1, 4, 9, 16] as const
export type WallSize = (typeof wallSizes)[number]

export interface Tile {
  readonly cameraId: string
  readonly purpose: Purpose
}

const MOST_TILES = 16

/** What hangs on the video wall of this page. */
export const useVideoWall = defineStore('video-wall', () => {
  const open = ref(false)
  const size = ref<WallSize>(4)
  const tiles = shallowRef<readonly (Tile | undefined)[]>(emptyWall())
  /** For cameras that somebody hangs up by hand. */
  const purpose = shallowRef<Purpose>()

  function hang(place: number, cameraId: string, why: Purpose): void {
    tiles.value = tiles.value.map((tile, at) => (at === place ? { cameraId, purpose: why } : tile))
  }

  return {
    open,
    size,
    tiles,
    purpose,
    hang,
    clear: (place: number) => {
      tiles.value = tiles.value.map((tile, at) => (at === place ? undefined : tile))
    },
    clearAll: () => {
      tiles.value = emptyWall()
    },
    /** Shows these cameras and nothing else, as large as they fit. */
    show: (cameraIds: readonly string[], why: Purpose) => {
      size.value = wallSizes.find(one => one >= cameraIds.length) ?? MOST_TILES
      const shown = cameraIds.slice(0, MOST_TILES).map(cameraId => ({ cameraId, purpose: why }))
      tiles.value = emptyWall().map((_, at) => shown[at])
      purpose.value = why
      open.value = true
    },
    /** Hangs cameras into the empty places, in order. */
    fill: (cameraIds: readonly string[], why: Purpose) => {
      const hanging = new Set(tiles.value.slice(0, size.value).map(tile => tile?.cameraId))
      const waiting = cameraIds.filter(id => !hanging.has(id))
      tiles.value = tiles.value.map((tile, at) => {
        if (tile !== undefined || at >= size.value) return tile
        const cameraId = waiting.shift()
        return cameraId === undefined ? undefined : { cameraId, purpose: why }
      })
    },
  }
})

function emptyWall(): readonly (Tile | undefined)[] {
  return Array.from({ length: MOST_TILES }, () => undefined)
}
