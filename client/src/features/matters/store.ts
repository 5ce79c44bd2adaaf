import type { Id } from '@one-centre/shared/ids'
import type { Matter } from '@one-centre/shared/matters'
import { computed, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'

const matterKind: EntityKind<Matter> = { name: 'matter' }

export interface Matters {
  /** Matters in use, by code. */
  readonly all: ComputedRef<readonly Matter[]>
  readonly find: (id: Id<'matter'> | null) => Matter | undefined
  /** Empty where none is chosen yet. */
  readonly nameOf: (id: Id<'matter'> | null) => string
}

/** 事项 as the replica knows them. */
export function useMatters(): Matters {
  const { replica } = useLive()
  const find: Matters['find'] = id => (id === null ? undefined : replica.find(matterKind, id))
  return {
    all: computed(() =>
      replica
        .all(matterKind)
        .filter(one => !one.retired)
        .sort((one, other) => one.code.localeCompare(other.code)),
    ),
    find,
    nameOf: id => find(id)?.name ?? '',
  }
}
