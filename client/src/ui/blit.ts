/** A picture reduced to its visible pixels: where they lie from the centre, and their colour. */
export interface Sprite {
  readonly dx: Int16Array
  readonly dy: Int16Array
  /** Pixels as the image buffer holds them (ABGR on little-endian machines). */
  readonly colours: Uint32Array
}

/** A sprite laid out for a buffer of one width: offsets from the centre pixel. */
export interface Stamp {
  readonly offsets: Int32Array
  readonly colours: Uint32Array
}

/** The visible pixels of a square RGBA picture. */
export function spriteFrom(pixels: Uint32Array, size: number): Sprite {
  const half = size >> 1
  const visible: number[] = []
  pixels.forEach((pixel, index) => {
    if (pixel >>> 24 > 0) visible.push(index)
  })
  return {
    dx: Int16Array.from(visible, index => (index % size) - half),
    dy: Int16Array.from(visible, index => Math.floor(index / size) - half),
    colours: Uint32Array.from(visible, index => pixels[index]!),
  }
}

export function stampFor({ dx, dy, colours }: Sprite, width: number): Stamp {
  return { offsets: Int32Array.from(dx, (x, index) => dy[index]! * width + x), colours }
}

/** Writes a stamp around a pixel. The caller keeps the centre half a sprite away from the buffer's edge. */
export function press(buffer: Uint32Array, centre: number, { offsets, colours }: Stamp): void {
  for (let index = 0; index < offsets.length; index++) buffer[centre + offsets[index]!] = colours[index]!
}
