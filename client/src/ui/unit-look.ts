import { tones, type Tone } from '../design/tones.ts'
import type { Freshness } from './freshness.ts'

/** What a unit looks like on the map. */
export interface UnitLook {
  readonly tone: Tone
  readonly freshness: Freshness
  /** Degrees clockwise from north; undefined where it is not known. */
  readonly headingDeg: number | undefined
}

const freshnesses: readonly Freshness[] = ['live', 'ageing', 'stale', 'lost']

/** Sixteen directions are as many as a mark of 19 px can show; the seventeenth is "unknown". */
const headings = 16
const withoutHeading = headings

/** A look as one small number: tone, freshness and heading rounded to a sixteenth of the circle. */
export function packLook({ tone, freshness, headingDeg }: UnitLook): number {
  const turn =
    headingDeg === undefined
      ? withoutHeading
      : ((Math.round(headingDeg / 22.5) % headings) + headings) % headings
  return (tones.indexOf(tone) * freshnesses.length + freshnesses.indexOf(freshness)) * (headings + 1) + turn
}

export function unpackLook(look: number): UnitLook {
  const turn = look % (headings + 1)
  const rest = Math.floor(look / (headings + 1))
  return {
    tone: tones[Math.floor(rest / freshnesses.length)]!,
    freshness: freshnesses[rest % freshnesses.length]!,
    headingDeg: turn === withoutHeading ? undefined : turn * 22.5,
  }
}

export const lookCount = tones.length * freshnesses.length * (headings + 1)
