import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import { adviseTeams } from '@one-centre/shared/task-commands'
import { isOpen } from '@one-centre/shared/task-machine'
import type { Task } from '@one-centre/shared/tasks'
import type { AnswerOf } from '@one-centre/shared/contract'
import { computed, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { groupBy } from '../../kernel/group-by.ts'
import { useLive } from '../../kernel/live.ts'
import { runQuery, type QueryResult } from '../../kernel/queries.ts'

const taskKind: EntityKind<Task> = { name: 'task' }

export interface Tasks {
  readonly all: ComputedRef<readonly Task[]>
  readonly byId: (id: Id<'task'>) => Task | undefined
  /** Of every cycle, the first assigned first. */
  readonly of: (incidentId: Id<'incident'>) => readonly Task[]
  /** Open tasks of a team. */
  readonly openOfTeam: (teamId: Id<'team'>) => readonly Task[]
  readonly advise: (incident: Incident) => Promise<QueryResult<AnswerOf<typeof adviseTeams>>>
}

/** Tasks as the replica knows them, and the advice on who can go. */
export function useTasks(): Tasks {
  const { replica, http } = useLive()
  const all = computed(() => replica.all(taskKind))
  const byIncident = computed(() => groupBy(all.value, task => task.incidentId))
  const byTeam = computed(() => groupBy(all.value.filter(isOpen), task => task.teamId))
  const began = (task: Task) => task.times.assigned?.serverAt ?? task.reservedFor ?? ''
  return {
    all,
    byId: id => replica.find(taskKind, id),
    of: id =>
      [...(byIncident.value.get(id) ?? [])].sort((one, other) => (began(one) < began(other) ? -1 : 1)),
    openOfTeam: id => byTeam.value.get(id) ?? [],
    advise: incident =>
      runQuery(http, adviseTeams, { township: incident.township, params: { incidentId: incident.id } }),
  }
}
