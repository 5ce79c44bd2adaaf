import { wallColumns, type WallProfile } from '../../ui/wall-profile.ts'

/** One panel of the wall each; the names are the grid areas of WallScreen.vue. */
export type WallShape = 'wide' | 'ultra' | 'portrait'

/** From this width to height on, the map has the middle third and each side has two columns (control-room: 32:9). */
const ULTRA_FROM = 2.6

export function shapeOf({ widthPx, heightPx }: WallProfile): WallShape {
  if (heightPx > widthPx) return 'portrait'
  return widthPx / heightPx >= ULTRA_FROM ? 'ultra' : 'wide'
}

/** Type so large, for a seat so far, that only the main panels have room: figures, map, levels and what is due. */
export type WallDensity = 'all' | 'few'

/** So many rem each shape needs for all its panels, across its whole width. */
const ALL_NEEDS_REM: Readonly<Record<WallShape, number>> = { wide: 78, ultra: 117, portrait: 46 }

export function densityOf(profile: WallProfile, remPx: number): WallDensity {
  return profile.widthPx / remPx >= ALL_NEEDS_REM[shapeOf(profile)] ? 'all' : 'few'
}

export interface WallGrid {
  /** `grid-template-columns`, gaps included as columns of their own. */
  readonly columns: string
  /** The columns of the title bar: words in it keep clear of seams too. */
  readonly bar: string
}

/** Columns in parts of the profile's width, so that a screen of other proportions keeps them. */
export function gridOf(profile: WallProfile, gapPx: number, density: WallDensity): WallGrid {
  if (shapeOf(profile) === 'portrait') {
    const two = `minmax(0, 1fr) ${gapPx}px minmax(0, 1fr)`
    return { columns: density === 'few' ? 'minmax(0, 1fr)' : two, bar: two }
  }
  const spans = wallColumns(profile, gapPx)
  const bounds = spans.map((span, index) => ({
    width: span.toPx - span.fromPx,
    gap: index === 0 ? 0 : span.fromPx - spans[index - 1]!.toPx,
  }))
  const fr = (px: number) => `minmax(0, ${(px / profile.widthPx) * 100}fr)`
  const bar = bounds.map(({ width, gap }) => (gap === 0 ? fr(width) : `${gap}px ${fr(width)}`)).join(' ')
  if (density === 'few') {
    const wide = shapeOf(profile) === 'wide'
    return { columns: wide ? `minmax(0, 1fr) ${gapPx}px minmax(0, 1.4fr)` : bar, bar }
  }
  const half = (width: number) => `${fr((width - gapPx) / 2)} ${gapPx}px ${fr((width - gapPx) / 2)}`
  // Whoever has two columns: the sides of an ultra-wide wall, the middle of any other.
  const halved = (index: number) => (shapeOf(profile) === 'ultra') === (index !== 1)
  const columns = bounds
    .map(
      ({ width, gap }, index) => `${gap === 0 ? '' : `${gap}px `}${halved(index) ? half(width) : fr(width)}`,
    )
    .join(' ')
  return { columns, bar }
}
