import type { Person, Team } from '@one-centre/shared/people'
import type { Token } from '@one-centre/shared/tokens'
import { defineKind } from '../../kernel/kinds.ts'
import { personFor } from './rules.ts'

export const personKind = defineKind<Person>({
  name: 'person',
  table: 'people',
  rootKind: 'person',
  rootId: person => person.id,
  audience: () => ['all'],
  project: personFor,
  reference: true,
})

export const teamKind = defineKind<Team>({
  name: 'team',
  table: 'teams',
  rootKind: 'team',
  rootId: team => team.id,
  audience: () => ['all'],
  reference: true,
})

export const tokenKind = defineKind<Token>({
  name: 'token',
  table: 'tokens',
  rootKind: 'token',
  rootId: token => token.id,
  audience: () => ['admin'],
  reference: false,
})
