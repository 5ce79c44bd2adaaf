import type { Theme } from '../design/theme.ts'

/**
 * How a drawn basemap looks. Each feature names its `kind`; a kind not listed here is not drawn. In order of
 * painting: the first lies lowest. Quiet on purpose: the basemap never competes with what needs a response.
 */
export const drawnKinds = [
  'land',
  'farmland',
  'green',
  'water',
  'building',
  'river',
  'path',
  'road-minor',
  'rail',
  'road-major',
  'boundary',
  'boundary-minor',
] as const
type DrawnKind = (typeof drawnKinds)[number]

export interface DrawnStyle {
  readonly colour: string
  readonly shape: 'fill' | 'line' | 'dashes'
  /** Line width in px at zoom 14; doubles every two zooms. */
  readonly widthPx: number
  /** Not drawn further out than this. */
  readonly fromZoom: number
}

const shapes: Readonly<Record<DrawnKind, Omit<DrawnStyle, 'colour'>>> = {
  land: { shape: 'fill', widthPx: 0, fromZoom: 0 },
  farmland: { shape: 'fill', widthPx: 0, fromZoom: 11 },
  green: { shape: 'fill', widthPx: 0, fromZoom: 0 },
  water: { shape: 'fill', widthPx: 0, fromZoom: 0 },
  building: { shape: 'fill', widthPx: 0, fromZoom: 14 },
  river: { shape: 'line', widthPx: 2.5, fromZoom: 9 },
  path: { shape: 'line', widthPx: 0.7, fromZoom: 15 },
  'road-minor': { shape: 'line', widthPx: 1.4, fromZoom: 12 },
  rail: { shape: 'dashes', widthPx: 1.4, fromZoom: 10 },
  'road-major': { shape: 'line', widthPx: 2.8, fromZoom: 8 },
  boundary: { shape: 'dashes', widthPx: 1.6, fromZoom: 0 },
  'boundary-minor': { shape: 'dashes', widthPx: 0.9, fromZoom: 12 },
}

const colours: Readonly<Record<Theme, Readonly<Record<DrawnKind, string>>>> = {
  dark: {
    land: '#0f2340',
    farmland: '#112744',
    green: '#123047',
    water: '#0a2c52',
    building: '#1a3454',
    river: '#0e3a68',
    path: '#223d5e',
    'road-minor': '#27456a',
    rail: '#3a5678',
    'road-major': '#365a86',
    boundary: '#6d8fb5',
    'boundary-minor': '#46658a',
  },
  light: {
    land: '#f7f8f5',
    farmland: '#f1f4e8',
    green: '#e3eedd',
    water: '#cfe2f3',
    building: '#e6e3de',
    river: '#bcd6ee',
    path: '#dcdcd6',
    'road-minor': '#d3d6d8',
    rail: '#b3b9c0',
    'road-major': '#c2c9d0',
    boundary: '#66788c',
    'boundary-minor': '#9aa8b6',
  },
}

export const drawnGround: Readonly<Record<Theme, string>> = { dark: '#0b1b33', light: '#e9edf1' }

export function drawnStyle(kind: string, theme: Theme): DrawnStyle | undefined {
  const known = drawnKinds.find(name => name === kind)
  return known === undefined ? undefined : { ...shapes[known], colour: colours[theme][known] }
}

export function widthAtZoom(style: DrawnStyle, zoom: number): number {
  if (zoom < style.fromZoom) return 0
  return Math.max(0.4, style.widthPx * 2 ** ((zoom - 14) / 2))
}
