import type { Id } from '@one-centre/shared/ids'
import type { Person } from '@one-centre/shared/people'
import type { Reference, Slice } from '../../kernel/handler.ts'
import { dutyPersonIds } from '../organisations/index.ts'
import { accountQueries } from './accounts.ts'
import { bodyCommands } from './bodies.ts'
import { personCommands } from './commands.ts'
import { importCommands, importQueries } from './imports.ts'
import { personKind, teamKind, tokenKind } from './kinds.ts'
import { teamCommands } from './teams.ts'
import { tokenCommands } from './tokens.ts'

export { personKind, teamKind } from './kinds.ts'
export { findAccounts } from './store.ts'

/** The people on duty for grids who may sign in, from the finest grid that names anybody (G-16). */
export function dutyPeople(reference: Reference, gridIds: readonly Id<'grid'>[]): readonly Person[] {
  return dutyPersonIds(reference, gridIds)
    .map(id => reference.find(personKind, id))
    .filter((person): person is Person => person?.disabled === false)
}

export const people: Slice = {
  name: 'people',
  kinds: [personKind, teamKind, tokenKind],
  commands: [...personCommands, ...teamCommands, ...bodyCommands, ...importCommands, ...tokenCommands],
  queries: [...importQueries, ...accountQueries],
  reactions: [],
}
