import type { Map as LeafletMap } from 'leaflet'
import { inject, onBeforeUnmount, watchEffect, type InjectionKey, type ShallowRef } from 'vue'

/** The map of the surrounding MapCanvas; undefined until it stands. */
export type MapHandle = Readonly<ShallowRef<LeafletMap | undefined>>

export const mapKey: InjectionKey<MapHandle> = Symbol('map')

/** For components inside a MapCanvas. Throws outside one. */
export function useMap(): MapHandle {
  const handle = inject(mapKey)
  if (handle === undefined) throw new Error('useMap works inside a MapCanvas only')
  return handle
}

interface MapPart {
  addTo: (map: LeafletMap) => unknown
  remove: () => unknown
}

/** Keeps a layer on the surrounding map for as long as the component lives. */
export function useLayer<Part extends MapPart>(layer: Part): Part {
  const map = useMap()
  watchEffect(() => {
    if (map.value !== undefined) layer.addTo(map.value)
  })
  onBeforeUnmount(() => layer.remove())
  return layer
}
