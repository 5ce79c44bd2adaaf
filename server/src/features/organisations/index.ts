import type { Slice } from '../../kernel/handler.ts'
import { organisationCommands, organisationQueries } from './commands.ts'
import { gridCommands, gridQueries } from './grids.ts'
import { gridKind, organisationKind, responseKind } from './kinds.ts'
import { responseCommands } from './responses.ts'

export { refuseTable } from './commands.ts'
export { gridKind, organisationKind, responseKind } from './kinds.ts'
export { dutyPersonIds, extentOf, gridsAt } from './places.ts'
export { checkPlace, civilDate, whyNotRetire } from './rules.ts'

/** Bodies, grids and emergency responses. Retiring a body and naming people on duty need to know people, and stand one slice higher. */
export const organisations: Slice = {
  name: 'organisations',
  kinds: [organisationKind, gridKind, responseKind],
  commands: [...organisationCommands, ...gridCommands, ...responseCommands],
  queries: [...organisationQueries, ...gridQueries],
  reactions: [],
}
