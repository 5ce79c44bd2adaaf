import type { ConfiguredBasemap } from '@one-centre/shared/basemaps'
import { defineStore } from 'pinia'
import { computed, effectScope, ref, shallowRef, watch, type Ref } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { text } from '../../messages/i18n.ts'
import { backoff } from '../../platform/backoff.ts'
import type { Http } from '../../platform/http.ts'
import type { SessionState } from '../../platform/session.ts'
import type { Basemap } from '../../ui/basemap.ts'

type Drawn = Extract<Basemap['layers'][number], { kind: 'drawn' }>['data']

interface Answers {
  readonly configured: readonly ConfiguredBasemap[]
  readonly drawn: Drawn
}

interface Surroundings {
  readonly http: Pick<Http, 'ask'>
  readonly state: Readonly<Ref<SessionState>>
  /** Waits after the n-th failure in a row. */
  readonly rest: (failures: number) => Promise<void>
}

const FIRST_REST_MS = 2_000
const LONGEST_REST_MS = 60_000

/**
 * Asks for the maps once somebody is signed in, and again until they are there: at a wall that was opened by its
 * link, or before its network, nobody stands to try again (BM-5).
 */
export async function askForBasemaps({ http, state, rest }: Surroundings): Promise<Answers> {
  for (let failures = 1; ; failures += 1) {
    await somebodyIn(state)
    const [configured, drawn] = await Promise.all([
      http.ask<readonly ConfiguredBasemap[]>({ method: 'GET', path: '/api/basemaps' }),
      http.ask<Drawn>({ method: 'GET', path: '/api/basemap' }),
    ])
    if (configured.kind === 'answered' && drawn.kind === 'answered')
      return { configured: configured.body, drawn: drawn.body }
    await rest(failures)
  }
}

async function somebodyIn(state: Readonly<Ref<SessionState>>): Promise<void> {
  // Detached: the map that asked first may be gone before somebody signs in.
  const scope = effectScope(true)
  await new Promise<void>(resolve => {
    scope.run(() => watch(state, now => 'info' in now && resolve(), { immediate: true, flush: 'sync' }))
  })
  scope.stop()
}

/** The maps the server offers, the first one shown; the county's drawn map is always among them. Fetched once a page. */
export const useBasemaps = defineStore('basemaps', () => {
  const { http, session } = useLive()
  const basemaps = shallowRef<readonly Basemap[]>([])
  const state = ref<'idle' | 'loading' | 'ready'>('idle')
  const picked = ref<string>()
  const chosen = computed(() => picked.value ?? basemaps.value[0]?.id ?? 'drawn')

  /** Whether the map shown draws no ground: nobody has drawn this county, and no other map is configured. */
  const bare = computed(
    () => state.value === 'ready' && isEmpty(basemaps.value.find(({ id }) => id === chosen.value)),
  )

  /** Until it is done, grids are still drawn. */
  async function load(): Promise<void> {
    if (state.value !== 'idle') return
    state.value = 'loading'
    const { configured, drawn } = await askForBasemaps({
      http,
      state: session.state,
      rest: failures =>
        new Promise(resolve =>
          setTimeout(resolve, backoff(failures, FIRST_REST_MS, LONGEST_REST_MS, Math.random)),
        ),
    })
    basemaps.value = [...configured, drawnBasemap(drawn)]
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

  return { basemaps, chosen, bare, state, load, pick: (id: string) => (picked.value = id) }
})

function isEmpty(basemap: Basemap | undefined): boolean {
  return basemap?.layers.every(layer => layer.kind === 'drawn' && layer.data.features.length === 0) ?? false
}
