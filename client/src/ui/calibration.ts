/**
 * The smallest type a wall may show, from the wall itself.
 *
 * A character is legible for a seat when it spans 20–22 minutes of arc (ISO 9241-303, ISO 11064-5):
 * height in mm = 2 · distance · tan(angle / 2), and height in px = that ÷ the panel's pitch in mm per px.
 * A Chinese character fills its em square, so the height is the font size. A 55″ 1080p panel has 0.63 mm/px:
 * 37 px at 4 m, 56 px at 6 m. Rounded up: half a pixel too small is too small.
 */
export interface Calibration {
  /** Millimetres per pixel of the panel. */
  readonly pitchMm: number
  /** Metres from the screen to the farthest seat that has to read it. */
  readonly farthestSeatM: number
  /** Minutes of arc a character spans; 20 is the least, 22 comfortable. */
  readonly arcMinutes: number
}

const leastArcMinutes = 20

const radiansPerArcMinute = Math.PI / (180 * 60)

/** The smallest legible font size in px. Throws RangeError on a figure that is not above zero. */
export function smallestTypePx({ pitchMm, farthestSeatM, arcMinutes }: Calibration): number {
  for (const figure of [pitchMm, farthestSeatM, arcMinutes]) {
    if (!(figure > 0)) throw new RangeError(`calibration figures are above zero, not ${figure}`)
  }
  const heightMm = 2 * farthestSeatM * 1000 * Math.tan((arcMinutes * radiansPerArcMinute) / 2)
  return Math.ceil(heightMm / pitchMm)
}

/** How far away type of this size can still be read, in metres: what the warning below the smallest size says. */
export function readableFromM(typePx: number, pitchMm: number): number {
  const heightMm = typePx * pitchMm
  return heightMm / (2 * Math.tan((leastArcMinutes * radiansPerArcMinute) / 2)) / 1000
}
