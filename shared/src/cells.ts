/** A box in WGS-84 degrees. */
export interface Extent {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/**
 * Viewport cells: squares of the web-mercator grid. The finest are about 2 km wide in China; each coarser
 * level is four times as wide (the last two, eight), so that a viewport of any size needs few of them.
 */
export const cellLevels = [14, 12, 10, 8, 6, 3, 0] as const
export const FINEST_LEVEL = cellLevels[0]

/** The most cells one viewport may ask for in one township (PO-22). */
export const MAX_CELLS = 64
/** The most cells one viewer may ask for in all townships together. */
const MAX_CELLS_OF_VIEWER = 256

/** Where web-mercator ends: atan(sinh(π)) in degrees. */
const MAX_LATITUDE = 85.0511287798066

/** The cells from `minX, minY` to `maxX, maxY` of one level; `y` grows southwards. */
export interface Cover {
  readonly level: number
  readonly minX: number
  readonly maxX: number
  readonly minY: number
  readonly maxY: number
}

const clamp = (value: number, limit: number): number => Math.max(0, Math.min(limit, value))

/** The column of a longitude at a level; outside the world the nearest one. */
export function cellX(lon: number, level: number): number {
  const across = 2 ** level
  return clamp(Math.floor(((lon + 180) / 360) * across), across - 1)
}

/** The row of a latitude at a level; outside the world the nearest one. */
export function cellY(lat: number, level: number): number {
  const down = 2 ** level
  const phi = (Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat)) * Math.PI) / 180
  return clamp(Math.floor((0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI)) * down), down - 1)
}

/** The cells that cover a box: of the finest level at which they are at most `maxCells` (1 or more). */
export function coverOf(box: Extent, maxCells: number): Cover {
  const finest: Cover = {
    level: FINEST_LEVEL,
    minX: cellX(box.west, FINEST_LEVEL),
    maxX: cellX(box.east, FINEST_LEVEL),
    minY: cellY(box.north, FINEST_LEVEL),
    maxY: cellY(box.south, FINEST_LEVEL),
  }
  for (const level of cellLevels) {
    const cover = coarsened(finest, level)
    if (countOf(cover) <= maxCells) return cover
  }
  return coarsened(finest, 0)
}

function coarsened(cover: Cover, level: number): Cover {
  const shift = cover.level - level
  return {
    level,
    minX: cover.minX >> shift,
    maxX: cover.maxX >> shift,
    minY: cover.minY >> shift,
    maxY: cover.maxY >> shift,
  }
}

function countOf({ minX, maxX, minY, maxY }: Cover): number {
  return Math.max(0, maxX - minX + 1) * Math.max(0, maxY - minY + 1)
}

/** How many cells a viewer of several townships may ask for in each: both sides must come to the same cover. */
export function cellsPerTownship(townships: number): number {
  return Math.max(4, Math.min(MAX_CELLS, Math.floor(MAX_CELLS_OF_VIEWER / Math.max(1, townships))))
}

/** A cell of any level as one number; `x` and `y` belong to that level. */
export function cellKey(level: number, x: number, y: number): number {
  return level * 2 ** (2 * FINEST_LEVEL) + x * 2 ** FINEST_LEVEL + y
}

/** The keys of all cells of a cover. */
export function cellKeysOf({ level, minX, maxX, minY, maxY }: Cover): readonly number[] {
  const keys: number[] = []
  for (let x = minX; x <= maxX; x++) for (let y = minY; y <= maxY; y++) keys.push(cellKey(level, x, y))
  return keys
}

/** Whether the cells of a cover hold a point. */
export function coverHolds(cover: Cover, lon: number, lat: number): boolean {
  const x = cellX(lon, cover.level)
  const y = cellY(lat, cover.level)
  return x >= cover.minX && x <= cover.maxX && y >= cover.minY && y <= cover.maxY
}

export function extentHolds({ west, south, east, north }: Extent, lon: number, lat: number): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}
