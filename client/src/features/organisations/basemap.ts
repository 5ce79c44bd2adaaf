import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { text } from '../../messages/i18n.ts'
import type { Basemap } from '../../ui/basemap.ts'

type Drawn = Extract<Basemap['layers'][number], { kind: 'drawn' }>['data']

/** The drawn map of the county, fetched once a page from our own server. */
export const useBasemaps = defineStore('basemaps', () => {
  const { http } = useLive()
  const basemaps = shallowRef<readonly Basemap[]>([])
  const state = ref<'idle' | 'loading' | 'ready'>('idle')

  async function load(): Promise<void> {
    if (state.value !== 'idle') return
    state.value = 'loading'
    const result = await http.ask<Drawn>({ method: 'GET', path: '/api/basemap' })
    if (result.kind !== 'answered') {
      // Grids are still drawn; the next screen that wants a map asks again.
      state.value = 'idle'
      return
    }
    basemaps.value = [basemapOf(result.body)]
    state.value = 'ready'
  }

  function basemapOf(data: Drawn): Basemap {
    return {
      id: 'drawn',
      title: text('organisations.basemap'),
      datum: 'wgs84',
      grid: 'mercator',
      minZoom: 8,
      maxZoom: 19,
      layers: [{ kind: 'drawn', data, datum: 'wgs84' }],
    }
  }

  return { basemaps, state, load }
})
