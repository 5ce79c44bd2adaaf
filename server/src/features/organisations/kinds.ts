import type { Grid, Organisation } from '@one-centre/shared/organisations'
import { defineKind } from '../../kernel/kinds.ts'

export const organisationKind = defineKind<Organisation>({
  name: 'organisation',
  table: 'organisations',
  rootKind: 'organisation',
  rootId: organisation => organisation.id,
  audience: () => ['all'],
  reference: true,
})

export const gridKind = defineKind<Grid>({
  name: 'grid',
  table: 'grids',
  rootKind: 'grid',
  rootId: grid => grid.id,
  audience: () => ['all'],
  reference: true,
})
