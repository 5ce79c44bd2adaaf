import type { Task } from '@one-centre/shared/tasks'
import { defineKind } from '../../kernel/kinds.ts'

export const taskKind = defineKind<Task>({
  name: 'task',
  table: 'tasks',
  rootKind: 'incident',
  rootId: task => task.incidentId,
  audience: task => [
    ...new Set([
      'duty',
      'room',
      `body:${task.organisationId}`,
      `body:${task.leadOrganisationId}`,
      `team:${task.teamId}`,
    ]),
  ],
  // The wall counts teams; it reads nobody's words.
  project: (task, scopes) => {
    const named = [task.organisationId, task.leadOrganisationId].map(one => `body:${one}`)
    if (['duty', `team:${task.teamId}`, ...named].some(scope => scopes.has(scope))) return task
    const silent = task.ending === null ? null : { ...task.ending, reason: '—' }
    return {
      ...task,
      note: '',
      queueReason: null,
      overrideReason: null,
      ending: silent,
      waived: null,
      result: '',
      photos: [],
    }
  },
  // The tasks of an incident that is still at hand stay, however long ago they ended.
  snapshotWhere: 'root_id in (select id from incidents where ended_at is null or ended_at > $2)',
  finished: 'with-root',
  reference: false,
})
