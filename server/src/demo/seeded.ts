/** A repeatable source of chance: the same seed and label always tell the same story. */
export interface Seeded {
  /** Uniform in [0, 1). */
  readonly next: () => number
  /** Uniform in [from, to). */
  readonly between: (from: number, to: number) => number
  /** A whole number in [from, to], both included. */
  readonly whole: (from: number, to: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  /** Picks with a chance proportional to `weight`; weights must not all be 0. */
  readonly weighted: <T>(list: readonly T[], weight: (item: T) => number) => T
  readonly shuffled: <T>(list: readonly T[]) => T[]
  /** Log-normal with the given median; `spread` is the standard deviation of the logarithm. */
  readonly around: (median: number, spread: number) => number
}

/** FNV-1a over UTF-16 units, so that every label opens its own stream. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

/** Mulberry32 (public domain, T. Ettinger): 32 bits of state are plenty for a sample county. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function normal(next: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - next()))
  return radius * Math.cos(2 * Math.PI * next())
}

function pickWeighted<T>(next: () => number, list: readonly T[], weight: (item: T) => number): T {
  const weights = list.map(weight)
  let rest = next() * weights.reduce((sum, each) => sum + each, 0)
  for (const [index, each] of weights.entries()) {
    rest -= each
    if (rest < 0) return list[index]!
  }
  return list.at(-1)!
}

/** Opens the stream named `label` of `seed`; adding a stream never disturbs the others. */
export function seeded(seed: number, label: string): Seeded {
  const next = mulberry32(hashText(`${seed}/${label}`))
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    whole,
    between: (from, to) => from + next() * (to - from),
    chance: probability => next() < probability,
    pick: list => list[Math.floor(next() * list.length)]!,
    weighted: (list, weight) => pickWeighted(next, list, weight),
    shuffled: list => {
      const copy = [...list]
      for (let index = copy.length - 1; index > 0; index--) {
        const other = whole(0, index)
        ;[copy[index], copy[other]] = [copy[other]!, copy[index]!]
      }
      return copy
    },
    around: (median, spread) => median * Math.exp(spread * normal(next)),
  }
}
