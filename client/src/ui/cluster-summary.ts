import { toneRank, tones, type Tone } from '../design/tones.ts'

/** What a cluster keeps of its points: how many of each tone. The worst one stays visible however many there are. */
export type ToneCounts = Readonly<Record<Tone, number>>

export function countsOf(tone: Tone): ToneCounts {
  return { level1: 0, level2: 0, level3: 0, level4: 0, normal: 0, offline: 0, [tone]: 1 }
}

/** Adds in place, as supercluster's `reduce` wants it. */
export function addCounts(sum: Record<Tone, number>, more: ToneCounts): void {
  for (const tone of tones) sum[tone] += more[tone]
}

export function worstOf(counts: ToneCounts): Tone {
  return [...tones].sort((a, b) => toneRank(a) - toneRank(b)).find(tone => counts[tone] > 0) ?? 'offline'
}
