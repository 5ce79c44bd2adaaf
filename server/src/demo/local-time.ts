/** China keeps one time, UTC+8, all year. */
const OFFSET = 8 * 3_600_000
export const DAY = 86_400_000
export const MINUTE = 60_000

export interface LocalDay {
  readonly year: number
  /** 1 … 12 */
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
}

/** The civil day in China of an instant in milliseconds since 1970. */
export function localDay(at: number): LocalDay {
  const local = new Date(at + OFFSET)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: local.getUTCDay(),
  }
}

/** Midnight in China before or at an instant. */
export function midnight(at: number): number {
  return Math.floor((at + OFFSET) / DAY) * DAY - OFFSET
}

/** The instant of a civil day's midnight in China. */
export function startOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) - OFFSET
}

/** Office hours in minutes after midnight, Monday to Friday: 8:30-12:00 and 14:00-17:30. */
const OFFICE = [
  [510, 720],
  [840, 1050],
] as const
export const OFFICE_MINUTES_PER_DAY = 420

/**
 * The instant at which so many office minutes have passed after `at`. Weekends are left out; holidays are not,
 * since the demo only needs a plausible hour.
 */
export function afterOfficeMinutes(at: number, minutes: number): number {
  let rest = minutes
  for (let day = midnight(at); ; day += DAY) {
    const { weekday } = localDay(day)
    if (weekday === 0 || weekday === 6) continue
    for (const [opens, closes] of OFFICE) {
      const from = Math.max(at, day + opens * MINUTE)
      const room = (day + closes * MINUTE - from) / MINUTE
      if (room <= 0) continue
      if (rest <= room) return from + rest * MINUTE
      rest -= room
    }
  }
}
