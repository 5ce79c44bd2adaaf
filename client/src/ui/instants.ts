/** China keeps one time and no summer time; a screen says it wherever its computer believes it stands. */
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CHINA_AHEAD_MS = 8 * HOUR_MS

/** A clock time of today as `14:03`, of another day as `11-23 14:03`; by the county's clock. */
export function shortInstant(at: number, now: number): string {
  const time = clockTime(at).slice(0, 5)
  return dayNumber(at) === dayNumber(now) ? time : `${civil(at).slice(5, 10)} ${time}`
}

/** `11-23 14:03` by the county's clock: where a list runs over days, today has its date too. */
export function datedInstant(at: number): string {
  return `${civil(at).slice(5, 10)} ${civil(at).slice(11, 16)}`
}

/** The end of a limit: one that ends with a day ends at its 24:00, not at the next day's 00:00. */
export function endInstant(at: number, now: number): string {
  if (at !== midnightOf(at)) return shortInstant(at, now)
  const day = at - 1
  return dayNumber(day) === dayNumber(now) ? '24:00' : `${civil(day).slice(5, 10)} 24:00`
}

/** `14:03:09` by the county's clock. */
export function clockTime(at: number): string {
  return civil(at).slice(11, 19)
}

/** `2026-11-23` by the county's clock. */
export function civilDay(at: number): string {
  return civil(at).slice(0, 10)
}

/** 0 to 23 by the county's clock. */
export function hourOfDay(at: number): number {
  return Math.floor((at - midnightOf(at)) / HOUR_MS)
}

/** When the county's day began, in ms. */
export function midnightOf(at: number): number {
  return dayNumber(at) * DAY_MS - CHINA_AHEAD_MS
}

function civil(at: number): string {
  return new Date(at + CHINA_AHEAD_MS).toISOString()
}

function dayNumber(at: number): number {
  return Math.floor((at + CHINA_AHEAD_MS) / DAY_MS)
}
