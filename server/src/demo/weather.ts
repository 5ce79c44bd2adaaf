import { DAY, localDay, startOf } from './local-time.ts'
import { seeded, type Seeded } from './seeded.ts'

type WeatherKind = 'rainstorm' | 'gale' | 'heat' | 'cold-wave'
/** 预警信号: 蓝 黄 橙 红, mildest first. */
export type Signal = 'blue' | 'yellow' | 'orange' | 'red'

export interface WeatherSpell {
  readonly kind: WeatherKind
  readonly signal: Signal
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
  /** Rain of the whole spell; 0 where it is dry. */
  readonly rainMillimetres: number
}

interface Climate {
  readonly kind: WeatherKind
  readonly months: readonly number[]
  /** Spells in an ordinary year, at least and at most. */
  readonly count: readonly [number, number]
  readonly hours: readonly [number, number]
}

/** A basin with wet summers. */
const CLIMATE: readonly Climate[] = [
  { kind: 'rainstorm', months: [5, 6, 6, 7, 7, 7, 8, 8, 8, 9], count: [8, 12], hours: [5, 30] },
  { kind: 'gale', months: [3, 4, 5, 7], count: [2, 4], hours: [3, 9] },
  { kind: 'heat', months: [7, 8, 8], count: [2, 3], hours: [72, 168] },
  { kind: 'cold-wave', months: [12, 1, 1, 2], count: [2, 3], hours: [36, 90] },
]

const SIGNALS: readonly {
  readonly signal: Signal
  readonly share: number
  readonly rain: readonly [number, number]
}[] = [
  { signal: 'blue', share: 45, rain: [45, 70] },
  { signal: 'yellow', share: 32, rain: [70, 110] },
  { signal: 'orange', share: 17, rain: [110, 170] },
  { signal: 'red', share: 6, rain: [170, 260] },
]

function spellOf(random: Seeded, year: number, { kind, months, hours }: Climate): WeatherSpell {
  const { signal, rain } = random.weighted(SIGNALS, each => each.share)
  const from = startOf(year, random.pick(months), 1) + random.between(0, 30 * DAY)
  return {
    kind,
    signal,
    from: Math.round(from),
    to: Math.round(from + random.between(...hours) * 3_600_000),
    rainMillimetres: kind === 'rainstorm' ? Math.round(random.between(...rain)) : 0,
  }
}

function yearOf(seed: number, year: number): readonly WeatherSpell[] {
  const random = seeded(seed, `weather/${year}`)
  return CLIMATE.flatMap(climate =>
    Array.from({ length: random.whole(...climate.count) }, () => spellOf(random, year, climate)),
  )
}

/** The spells that touch [from, to], earliest first. A year's weather does not depend on when one asks. */
export function weatherBetween(seed: number, from: number, to: number): readonly WeatherSpell[] {
  const first = localDay(from).year - 1
  const years = Array.from({ length: localDay(to).year - first + 1 }, (_, index) => first + index)
  return years
    .flatMap(year => yearOf(seed, year))
    .filter(spell => spell.from <= to && spell.to >= from)
    .sort((a, b) => a.from - b.from)
}
