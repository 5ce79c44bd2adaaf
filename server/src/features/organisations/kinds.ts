import type { Grid, Organisation } from '@one-centre/shared/organisations'
import type { EmergencyResponse } from '@one-centre/shared/responses'
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

export const responseKind = defineKind<EmergencyResponse>({
  name: 'response',
  table: 'responses',
  rootKind: 'response',
  rootId: response => response.id,
  audience: () => ['all'],
  snapshotWhere: '(ended_at is null or ended_at > $2)',
  finished: response => response.endedAt,
  reference: true,
})
