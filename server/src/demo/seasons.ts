import { DAY, localDay, startOf } from './local-time.ts'
import type { MatterPlan, Season } from './plan.ts'
import type { Signal, WeatherSpell } from './weather.ts'

/** First day of the lunar year (农历正月初一), as published in the almanac. */
const SPRING_FESTIVALS: readonly (readonly [year: number, month: number, day: number])[] = [
  [2024, 2, 10],
  [2025, 1, 29],
  [2026, 2, 17],
  [2027, 2, 6],
  [2028, 1, 26],
  [2029, 2, 13],
  [2030, 2, 3],
  [2031, 1, 23],
  [2032, 2, 11],
]

/** Days since the nearest New Year's Day of the lunar calendar; negative before it. */
function daysFromSpringFestival(at: number): number {
  return SPRING_FESTIVALS.map(([year, month, day]) => (at - startOf(year, month, day)) / DAY).reduce(
    (best, days) => (Math.abs(days) < Math.abs(best) ? days : best),
  )
}

/** Month and day as one number: 915 is the 15th of September. */
function monthDay(at: number): number {
  const { month, day } = localDay(at)
  return month * 100 + day
}

const STORM_FACTOR: Readonly<Record<Signal, number>> = { blue: 9, yellow: 20, orange: 42, red: 85 }

function rainFactor(at: number, spells: readonly WeatherSpell[]): number {
  const now = spells.filter(spell => spell.kind === 'rainstorm' && spell.from < at + DAY && spell.to > at)
  return Math.max(0, ...now.map(spell => STORM_FACTOR[spell.signal]))
}

const FACTORS: Readonly<Record<Season, (at: number, spells: readonly WeatherSpell[]) => number>> = {
  flood: (at, spells) => {
    const date = monthDay(at)
    return Math.max(date >= 515 && date <= 915 ? 0.5 : 0.06, rainFactor(at, spells))
  },
  'spring-festival': at => {
    const days = daysFromSpringFestival(at)
    // New Year's Eve to the second day, then the Lantern Festival, are the loudest.
    if (days >= -1 && days <= 2) return 14
    if (days >= 13.5 && days <= 15) return 9
    return days > -10 && days < 16 ? 3.5 : 0.05
  },
  'summer-night': at => (monthDay(at) >= 520 && monthDay(at) <= 930 ? 1.7 : 0.35),
  winter: (at, spells) => {
    const isCold = spells.some(spell => spell.kind === 'cold-wave' && spell.from < at + DAY && spell.to > at)
    return isCold ? 9 : [12, 1, 2].includes(localDay(at).month) ? 1 : 0
  },
  burning: at => {
    const date = monthDay(at)
    return (date >= 505 && date <= 612) || (date >= 905 && date <= 1025) ? 3 : 0.15
  },
  drought: (at, spells) => {
    const { month } = localDay(at)
    const isHot = spells.some(spell => spell.kind === 'heat' && spell.from < at + DAY && spell.to > at)
    return isHot ? 3.5 : [2, 3, 4, 7, 8].includes(month) ? 1 : 0.25
  },
}

/** How frequent a matter is on the day that begins at `at`, given the weather. */
export function frequency(matter: MatterPlan, at: number, spells: readonly WeatherSpell[]): number {
  return matter.weight * (matter.season === undefined ? 1 : FACTORS[matter.season](at, spells))
}

/** Reports by weekday, Sunday first, as a share of an average day. */
export const WEEK: readonly number[] = [0.82, 1.18, 1.08, 1.03, 1.02, 1.05, 0.82]

/** Reports by hour of day: two office peaks and a smaller one after supper. */
const HOURS: readonly number[] = [
  5, 3, 2, 2, 2, 4, 12, 34, 62, 86, 90, 66, 38, 40, 62, 78, 76, 62, 46, 44, 46, 36, 20, 10,
]
/** What disturbs the night. */
const NIGHT_HOURS: readonly number[] = [
  26, 12, 5, 3, 2, 2, 4, 4, 4, 4, 4, 5, 8, 8, 5, 4, 5, 9, 26, 58, 84, 90, 74, 48,
]

const NIGHTLY: ReadonlySet<string> = new Set([
  '占道夜市烧烤',
  '社会生活噪声',
  '夜间施工噪声',
  '违规燃放烟花爆竹',
  '孔明灯放飞',
  '路灯不亮',
  '打架斗殴',
  '餐饮油烟扰民',
])

/** Weights of the 24 hours for a matter. */
export function hoursOf(matter: MatterPlan): readonly number[] {
  return NIGHTLY.has(matter.name) ? NIGHT_HOURS : HOURS
}
