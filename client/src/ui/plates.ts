import { toneRank, type Tone } from '../design/tones.ts'
import { boxAround, overlap, type Box } from './mark-boxes.ts'

/** What is drawn at one place: a point's own mark, or a plate with the number of those it stands for. */
export interface Plate {
  /** CSS px of the map's container. */
  readonly x: number
  readonly y: number
  readonly tone: Tone
  /** All points it stands for, those within its clusters too. */
  readonly count: number
  readonly ids: readonly string[]
  readonly clusters: readonly number[]
}

const MARK_PX = 16

/** A plate is wider the more it holds; a mark of its own is as wide as high. */
export function boxOfPlate({ x, y, count }: Plate, scale: number): Box {
  if (count === 1) return boxAround(x, y, MARK_PX * scale, MARK_PX * scale)
  return boxAround(x, y, (34 + 8 * String(count).length) * scale, 26 * scale)
}

/**
 * No plate lies on another plate or a mark, where it would hide a number: the larger takes the smaller in, with its
 * points and the worse of the two tones. Marks may touch each other.
 */
export function partPlates(plates: readonly Plate[], scale: number): readonly Plate[] {
  let kept = [...plates]
  for (;;) {
    const next = takenIn(kept, scale)
    // A plate that took others in is wider and may touch a new one.
    if (next.length === kept.length) return next
    kept = next
  }
}

function takenIn(plates: readonly Plate[], scale: number): Plate[] {
  const kept: Plate[] = []
  for (const plate of [...plates].sort((one, other) => other.count - one.count)) {
    const box = boxOfPlate(plate, scale)
    const at = kept.findIndex(other => other.count > 1 && overlap(boxOfPlate(other, scale), box))
    const larger = kept[at]
    if (larger === undefined) kept.push(plate)
    else kept[at] = together(larger, plate)
  }
  return kept
}

function together(larger: Plate, smaller: Plate): Plate {
  return {
    ...larger,
    tone: toneRank(smaller.tone) < toneRank(larger.tone) ? smaller.tone : larger.tone,
    count: larger.count + smaller.count,
    ids: [...larger.ids, ...smaller.ids],
    clusters: [...larger.clusters, ...smaller.clusters],
  }
}
