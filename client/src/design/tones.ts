/**
 * The status palette: six tones, worst first, each with a shape of its own, because colour never stands alone.
 * Checked against protan, deutan and tritan sight (ΔE2000 ≥ 10) and ≥ 5.2:1 on the duty base #0B1B33.
 * `tokens.css` carries the same values for CSS; a test holds the two together.
 */
export const tones = ['level1', 'level2', 'level3', 'level4', 'normal', 'offline'] as const
export type Tone = (typeof tones)[number]

export type Shape = 'triangle' | 'diamond' | 'square' | 'disc' | 'ring' | 'cross'

export const toneColour: Readonly<Record<Tone, string>> = {
  level1: '#FF4D4F',
  level2: '#FF9F1C',
  level3: '#FFE45C',
  level4: '#4EA8FF',
  normal: '#2DD4A8',
  offline: '#9AA7B8',
}

export const toneShape: Readonly<Record<Tone, Shape>> = {
  level1: 'triangle',
  level2: 'diamond',
  level3: 'square',
  level4: 'disc',
  normal: 'ring',
  offline: 'cross',
}

/** 0 is the worst. */
export function toneRank(tone: Tone): number {
  return tones.indexOf(tone)
}

export function worseTone(one: Tone, other: Tone): Tone {
  return toneRank(one) <= toneRank(other) ? one : other
}

/** The ink that separates a mark from what lies under it on the map, by theme. */
export const outlineColour = { dark: '#0B1B33', light: '#13233A' } as const
