/** A wall as its panels make it up; pixel sizes of the whole and of one panel. */
export interface WallProfile {
  readonly id: string
  readonly widthPx: number
  readonly heightPx: number
  readonly panels: { readonly across: number; readonly down: number }
}

export const wallProfiles: readonly WallProfile[] = [
  { id: '1920x1080', widthPx: 1920, heightPx: 1080, panels: { across: 1, down: 1 } },
  { id: '3840x2160', widthPx: 3840, heightPx: 2160, panels: { across: 1, down: 1 } },
  { id: '3840x1080', widthPx: 3840, heightPx: 1080, panels: { across: 2, down: 1 } },
  { id: '5760x1080', widthPx: 5760, heightPx: 1080, panels: { across: 3, down: 1 } },
  { id: '5760x2160', widthPx: 5760, heightPx: 2160, panels: { across: 3, down: 2 } },
  { id: '1080x1920', widthPx: 1080, heightPx: 1920, panels: { across: 1, down: 1 } },
]

/** Nothing that has to be read lies closer to a seam than this (bezels differ by some millimetres). */
export const seamClearancePx = 12

/** The profile of exactly this size, else the one whose proportions are nearest. */
export function profileFor(widthPx: number, heightPx: number): WallProfile {
  const exact = wallProfiles.find(profile => profile.widthPx === widthPx && profile.heightPx === heightPx)
  if (exact !== undefined) return exact
  const skew = (profile: WallProfile) =>
    Math.abs(Math.log(profile.widthPx / profile.heightPx) - Math.log(widthPx / heightPx))
  return wallProfiles.reduce((best, profile) => (skew(profile) < skew(best) ? profile : best))
}

/** Where the panels meet, in px from the left edge (or the top edge) of a wall this long. */
export function seams(lengthPx: number, panels: number): readonly number[] {
  return Array.from({ length: panels - 1 }, (_, index) => (lengthPx / panels) * (index + 1))
}

export interface Span {
  readonly fromPx: number
  readonly toPx: number
}

/** Columns left 25 %, centre 50 %, right 25 %; from 3:1 on the map has the middle third. */
function columnShares(profile: WallProfile): readonly number[] {
  return profile.widthPx / profile.heightPx >= 3 ? [1 / 3, 1 / 3, 1 / 3] : [1 / 4, 1 / 2, 1 / 4]
}

/**
 * The wall's three columns with gaps between them. An edge that would fall near a seam moves onto it, so that the
 * gap straddles the seam with at least 12 px on either side. A portrait wall has one column.
 */
export function wallColumns(profile: WallProfile, gapPx: number): readonly Span[] {
  if (profile.heightPx > profile.widthPx) return [{ fromPx: gapPx, toPx: profile.widthPx - gapPx }]
  const seamPositions = seams(profile.widthPx, profile.panels.across)
  const snapWithinPx = profile.widthPx / 12
  let sum = 0
  const edges = columnShares(profile)
    .slice(0, -1)
    .map(share => {
      sum += share * profile.widthPx
      return seamPositions.find(seam => Math.abs(seam - sum) <= snapWithinPx) ?? sum
    })
  const bounds = [0, ...edges, profile.widthPx]
  return bounds.slice(0, -1).map((from, index) => ({
    fromPx: from + marginAt(from, seamPositions, gapPx),
    toPx:
      (bounds[index + 1] ?? profile.widthPx) -
      marginAt(bounds[index + 1] ?? profile.widthPx, seamPositions, gapPx),
  }))
}

function marginAt(edge: number, seamPositions: readonly number[], gapPx: number): number {
  return seamPositions.includes(edge) ? Math.max(gapPx / 2, seamClearancePx) : gapPx / 2
}

/**
 * Moves a box of this length along one axis by the least that keeps it clear of every seam; a box too long for a
 * panel stays where it is (a map may cross a seam, text may not).
 */
export function clearOfSeams(span: Span, lengthPx: number, panels: number): Span {
  const length = span.toPx - span.fromPx
  if (length > lengthPx / panels - 2 * seamClearancePx) return span
  const seam = seams(lengthPx, panels).find(
    position => span.fromPx < position + seamClearancePx && span.toPx > position - seamClearancePx,
  )
  if (seam === undefined) return span
  const left = { fromPx: seam - seamClearancePx - length, toPx: seam - seamClearancePx }
  const right = { fromPx: seam + seamClearancePx, toPx: seam + seamClearancePx + length }
  return span.fromPx - left.fromPx <= right.fromPx - span.fromPx ? left : right
}

/** The type size of a single panel without calibration, for every 1080 lines: a desk beside it reads 20 px. */
const plainTypePxPer1080 = 20
/** A wall of several panels is read from 4 m at least: 37 px on a 55″ panel. */
const plainTypePxOfMany = 37
/** The narrowest column of such a wall, a sixth of it, still holds four figures of four characters. */
const leastColumnRem = 20.5

/** 1 rem of the wall in px: what the farthest seat needs, or the profile's plain size where that is larger. */
export function wallRemPx(profile: WallProfile, smallestPx: number): number {
  const { widthPx, heightPx, panels } = profile
  if (panels.across > 1)
    return Math.max(smallestPx, Math.min(plainTypePxOfMany, Math.floor(widthPx / 6 / leastColumnRem)))
  const lines = Math.min(heightPx / panels.down, widthPx)
  return Math.max(smallestPx, Math.round((plainTypePxPer1080 * lines) / 1080))
}
