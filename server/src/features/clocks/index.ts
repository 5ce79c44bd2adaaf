import type { Slice } from '../../kernel/handler.ts'
import { saveYear, status } from './commands.ts'
import { calendarYearKind, clockKind } from './kinds.ts'

export { calendarOf, clockKind } from './kinds.ts'
export { calendarSeed } from './seed.ts'

/** The ledger's rows are written by the machines above, in the same transaction as the step they belong to. */
export const clocksSlice: Slice = {
  name: 'clocks',
  kinds: [clockKind, calendarYearKind],
  commands: [saveYear],
  queries: [status],
  reactions: [],
}
