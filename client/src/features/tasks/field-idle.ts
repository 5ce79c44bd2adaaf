/** What the phone is doing, as far as a reload would disturb it. Instants in ms of one clock. */
export interface Doings {
  /** Commands and photos without an answer. */
  readonly unsent: number
  readonly ringing: boolean
  /** The cursor stands in a text. */
  readonly typing: boolean
  readonly touchedAt: number
  readonly hidden: boolean
}

const QUIET_MS = 30_000

/** Whether a new version may be taken now: nobody would notice (FD-2). */
export function isIdle({ unsent, ringing, typing, touchedAt, hidden }: Doings, now: number): boolean {
  if (unsent > 0 || ringing) return false
  return hidden || (!typing && now - touchedAt >= QUIET_MS)
}
