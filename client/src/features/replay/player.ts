import { DAY, HOUR, MINUTE, SECOND } from '@one-centre/shared/time'

/** How much faster than life. */
export const speeds = [1, 2, 5, 10, 30, 60, 120, 300, 600] as const
export type Speed = (typeof speeds)[number]

export const spans = [HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY] as const

/** So much real time is fetched ahead of the play. */
const AHEAD_MS = 20 * SECOND

export interface Play {
  /** ms since the epoch. */
  readonly at: number
  readonly speed: number
  readonly playing: boolean
}

/** The play after `elapsed` ms of life: never beyond what is known, and at rest where it has reached the present (RS-13). */
export function played(play: Play, elapsed: number, known: number, present: number): Play {
  if (!play.playing) return play
  const at = Math.max(play.at, Math.min(play.at + elapsed * play.speed, known, present))
  return { ...play, at, playing: at < present }
}

/** How far ahead of `at` the changes should be known. */
export function wanted({ at, speed }: Play, present: number): number {
  return Math.min(present, at + Math.max(MINUTE, speed * AHEAD_MS))
}

export function otherSpeed(speed: number, step: -1 | 1): Speed {
  const place = speeds.findIndex(one => one >= speed)
  return speeds[Math.max(0, Math.min(speeds.length - 1, place + step))]!
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** The part of time the timeline shows: of this length, with `at` in it, ending no later than the present. */
export function spanAround(at: number, length: number, present: number, shown?: Span): Span {
  const fits = shown !== undefined && shown.to - shown.from === length && shown.from <= at && at <= shown.to
  if (fits) return shown
  const to = Math.min(present, at + length / 2)
  return { from: to - length, to }
}

/** How positions are asked for: faster plays see longer windows, thinner. */
export function windowFor(speed: number): { readonly milliseconds: number; readonly everySeconds: number } {
  if (speed <= 10) return { milliseconds: 10 * MINUTE, everySeconds: 5 }
  if (speed <= 60) return { milliseconds: HOUR, everySeconds: 15 }
  return { milliseconds: 5 * HOUR, everySeconds: 60 }
}
