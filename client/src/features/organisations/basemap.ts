import type { ConfiguredBasemap } from '@one-centre/shared/basemaps'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { text } from '../../messages/i18n.ts'
import type { Basemap } from '../../ui/basemap.ts'

type Drawn = Extract<Basemap['layers'][number], { kind: 'drawn' }>['data']

/** The maps the server offers, the first one shown; the county's drawn map is always among them. Fetched once a page. */
export const useBasemaps = defineStore('basemaps', () => {
  const { http } = useLive()
  const basemaps = shallowRef<readonly Basemap[]>([])
  const state = ref<'idle' | 'loading' | 'ready'>('idle')
  const picked = ref<string>()
  const chosen = computed(() => picked.value ?? basemaps.value[0]?.id ?? 'drawn')

  async function load(): Promise<void> {
    if (state.value !== 'idle') return
    state.value = 'loading'
    const [configured, drawn] = await Promise.all([
      http.ask<readonly ConfiguredBasemap[]>({ method: 'GET', path: '/api/basemaps' }),
      http.ask<Drawn>({ method: 'GET', path: '/api/basemap' }),
    ])
    if (configured.kind !== 'answered' || drawn.kind !== 'answered') {
      // Grids are still drawn; the next screen that wants a map asks again.
      state.value = 'idle'
      return
    }
    basemaps.value = [...configured.body, drawnBasemap(drawn.body)]
    state.value = 'ready'
  }

  function drawnBasemap(data: Drawn): Basemap {
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

  return { basemaps, chosen, state, load, pick: (id: string) => (picked.value = id) }
})
