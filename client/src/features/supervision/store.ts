import type { Id } from '@one-centre/shared/ids'
import type { Light } from '@one-centre/shared/lights'
import type { Supervision } from '@one-centre/shared/supervision'
import { computed } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'

const supervisionKind: EntityKind<Supervision> = { name: 'supervision' }

export interface Supervisions {
  readonly of: (incidentId: Id<'incident'>) => Supervision | undefined
  /** Green where nothing is late. */
  readonly lightOf: (incidentId: Id<'incident'>) => Light
}

/** Lights, chases and orders as the replica knows them. */
export function useSupervision(): Supervisions {
  const { replica } = useLive()
  const byIncident = computed(() => new Map(replica.all(supervisionKind).map(one => [one.incidentId, one])))
  const of: Supervisions['of'] = id => byIncident.value.get(id)
  return { of, lightOf: id => of(id)?.light ?? 'green' }
}
