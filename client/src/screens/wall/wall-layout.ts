import { wallColumns, type WallProfile } from '../../ui/wall-profile.ts'

/** One panel of the wall each; the names are the grid areas of WallScreen.vue. */
export type WallShape = 'wide' | 'ultra' | 'portrait'

/** From this width to height on, the map has the middle third and each side has two columns (control-room: 32:9). */
const ULTRA_FROM = 2.6

export function shapeOf({ widthPx, heightPx }: WallProfile): WallShape {
  if (heightPx > widthPx) return 'portrait'
  return widthPx / heightPx >= ULTRA_FROM ? 'ultra' : 'wide'
}

export interface WallGrid {
  /** `grid-template-columns`, gaps included as columns of their own. */
  readonly columns: string
  /** The columns of the title bar: words in it keep clear of seams too. */
  readonly bar: string
}

/** Columns in parts of the profile's width, so that a screen of other proportions keeps them. */
export function gridOf(profile: WallProfile, gapPx: number): WallGrid {
  if (shapeOf(profile) === 'portrait') {
    const two = `minmax(0, 1fr) ${gapPx}px minmax(0, 1fr)`
    return { columns: two, bar: two }
  }
  const spans = wallColumns(profile, gapPx)
  const bounds = spans.map((span, index) => ({
    width: span.toPx - span.fromPx,
    gap: index === 0 ? 0 : span.fromPx - spans[index - 1]!.toPx,
  }))
  const fr = (px: number) => `minmax(0, ${(px / profile.widthPx) * 100}fr)`
  const bar = bounds.map(({ width, gap }) => (gap === 0 ? fr(width) : `${gap}px ${fr(width)}`)).join(' ')
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
