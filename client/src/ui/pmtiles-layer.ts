import * as leaflet from 'leaflet'
import type { Theme } from '../design/theme.ts'

/** Offline vector tiles from one file of our own origin. */
export async function pmtilesLayer(url: string, theme: Theme): Promise<leaflet.Layer> {
  // The library extends the Leaflet it finds on the window.
  Object.assign(window, { L: leaflet })
  const { leafletLayer } = await import('protomaps-leaflet')
  return leafletLayer({ url, flavor: theme, lang: 'zh', attribution: '' }) as unknown as leaflet.Layer
}
