/** An instant as stored and sent: ISO 8601 in UTC with milliseconds. Text order is time order. */
export type Iso = string

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** ms since the epoch → `2026-11-23T09:30:00.000Z`. */
export function toIso(milliseconds: number): Iso {
  return new Date(milliseconds).toISOString()
}

/** `2026-11-23T09:30:00.000Z` → ms since the epoch. */
export function fromIso(instant: Iso): number {
  return Date.parse(instant)
}
