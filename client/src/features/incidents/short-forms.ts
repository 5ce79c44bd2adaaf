import type * as dispatching from '@one-centre/shared/dispatch-commands'
import type * as handling from '@one-centre/shared/incident-commands'
import { field, flagOf, none, order, reason, textOf, type Form } from './fields.ts'

const agreeing = [field('agreed', 'flag', 'optional'), field('note', 'text', 'optional')]
const ruling = [field('granted', 'flag', 'optional'), field('note', 'text', 'optional')]

/** An act that needs only a reason. */
export const byReason = (
  contract:
    | typeof handling.appealIncident
    | typeof handling.splitIncident
    | typeof handling.resumeIncident
    | typeof handling.withdrawIncident
    | typeof handling.voidIncident
    | typeof dispatching.reopenIncident,
): Form => ({
  fields: [reason],
  start: none,
  order: ({ id }, values) => order(contract, { incidentId: id, reason: textOf(values, 'reason') }),
})
/** A ruling on a request. */
export const byRuling = (
  contract: typeof handling.decideExtension | typeof handling.decideSuspension,
): Form => ({
  fields: ruling,
  start: () => ({ granted: true }),
  order: ({ id }, values) =>
    order(contract, { incidentId: id, granted: flagOf(values, 'granted'), note: textOf(values, 'note') }),
})
/** Agreeing or not with what another proposed. */
export const byAgreeing = (
  contract: typeof handling.confirmDecline | typeof handling.confirmHandOver,
): Form => ({
  fields: agreeing,
  start: () => ({ agreed: true }),
  order: ({ id }, values) =>
    order(contract, { incidentId: id, agreed: flagOf(values, 'agreed'), note: textOf(values, 'note') }),
})
