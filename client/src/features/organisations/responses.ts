import { can, type Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { EmergencyResponse } from '@one-centre/shared/responses'
import { computed, type ComputedRef } from 'vue'
import { useLive } from '../../kernel/live.ts'
import type { EntityKind } from '../../kernel/entities.ts'

const responseKind: EntityKind<EmergencyResponse> = { name: 'response' }

export interface Responses {
  /** Those that run in the townships in sight, the gravest first. */
  readonly running: ComputedRef<readonly EmergencyResponse[]>
  /** Where this person may declare one now: none runs there yet. */
  readonly free: ComputedRef<readonly Id<'organisation'>[]>
  readonly mayChange: (response: EmergencyResponse) => boolean
}

export function useResponses(): Responses {
  const { replica, session } = useLive()
  const info = computed(() => ('info' in session.state.value ? session.state.value.info : undefined))
  const running = computed(() =>
    replica
      .all(responseKind)
      .filter(one => one.endedAt === null)
      .sort((a, b) => a.level - b.level || (a.declaredAt < b.declaredAt ? -1 : 1)),
  )
  const free = computed(() => {
    if (info.value === undefined) return []
    const { actor, streams } = info.value
    const taken = new Set(running.value.map(one => one.township))
    return streams.map(one => one.township).filter(id => mayDeclareIn(actor, id) && !taken.has(id))
  })
  return {
    running,
    free,
    mayChange: response => info.value !== undefined && mayDeclareIn(info.value.actor, response.township),
  }
}

function mayDeclareIn(actor: Actor, township: Id<'organisation'>): boolean {
  return can(actor, 'responses.declare', township)
}
