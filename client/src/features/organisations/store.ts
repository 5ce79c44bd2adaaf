import type { Id } from '@one-centre/shared/ids'
import type { Grid, Organisation } from '@one-centre/shared/organisations'
import { computed, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'

const organisationKind: EntityKind<Organisation> = { name: 'organisation' }
const gridKind: EntityKind<Grid> = { name: 'grid' }

export interface Organisations {
  /** Every body in sight that is in use. */
  readonly all: ComputedRef<readonly Organisation[]>
  readonly grids: ComputedRef<readonly Grid[]>
  readonly find: (id: Id<'organisation'> | null) => Organisation | undefined
  /** The short name; the id's first letters where the body is out of sight. */
  readonly nameOf: (id: Id<'organisation'> | null) => string
  readonly grid: (id: Id<'grid'>) => Grid | undefined
}

/** Bodies and grids as the replica knows them. */
export function useOrganisations(): Organisations {
  const { replica } = useLive()
  const find: Organisations['find'] = id => (id === null ? undefined : replica.find(organisationKind, id))
  return {
    all: computed(() => replica.all(organisationKind).filter(one => !one.retired)),
    grids: computed(() => replica.all(gridKind)),
    find,
    nameOf: id => find(id)?.shortName ?? id?.slice(0, 8) ?? '',
    grid: id => replica.find(gridKind, id),
  }
}
