import type { Calendar } from '@one-centre/shared/calendar'
import { dueAt, fractionUsed, type Clock } from '@one-centre/shared/clocks'
import { clockLight, type Light } from '@one-centre/shared/lights'
import type { Iso } from '@one-centre/shared/time'

/** One clock as the ledger shows it, recomputed from its rows. */
export interface LedgerLine {
  readonly clock: Clock
  /** Whole per cent of the limit, rounded down; more than 100 is over. */
  readonly percent: number
  /** Null while it does not run. */
  readonly due: Iso | null
  readonly light: Light
}

export function ledgerOf(clocks: readonly Clock[], now: Iso, calendar: Calendar): readonly LedgerLine[] {
  return clocks.map(clock => ({
    clock,
    percent: Math.floor(fractionUsed(clock, now, calendar) * 100),
    due: dueAt(clock, calendar, 1),
    // Whether a reason was given is not the clock's to know; the incident's own light says so.
    light: clockLight(clock, now, calendar, true),
  }))
}
