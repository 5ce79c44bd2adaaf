import type { Supervision } from '@one-centre/shared/supervision'
import type { Task } from '@one-centre/shared/tasks'
import type { Consequences, Reaction, Reference, Slice } from '../../kernel/handler.ts'
import { organisationKind } from '../organisations/index.ts'
import { personKind, teamKind } from '../people/index.ts'
import { supervisionKind } from '../supervision/index.ts'
import { taskKind } from '../tasks/index.ts'
import { acknowledge, check, markRead, notifyPeople, settle } from './commands.ts'
import { notificationKind } from './kinds.ts'
import { callsAfterSupervision } from './supervision-notices.ts'
import { callsAfterTask } from './task-notices.ts'

const nothing: Consequences = { commands: [], timers: [] }

const taskReaction: Reaction = {
  name: 'notifications.tasks',
  kinds: [taskKind],
  react: (change, { reference }) => {
    const task = change.entity as unknown as Task | null
    const team = task === null ? undefined : reference.find(teamKind, task.teamId)
    if (task === null || team === undefined) return nothing
    return { commands: callsAfterTask(change, task, team, reference.all(personKind)), timers: [] }
  },
}

const supervisionReaction: Reaction = {
  name: 'notifications.supervision',
  kinds: [supervisionKind],
  react: (change, { reference }) => {
    const supervision = change.entity as unknown as Supervision | null
    if (supervision === null) return nothing
    const { township } = supervision
    const audience = { people: reference.all(personKind), township, county: countyOf(reference) ?? township }
    return { commands: callsAfterSupervision(change, audience), timers: [] }
  },
}

function countyOf(reference: Reference): string | undefined {
  return reference.all(organisationKind).find(organisation => organisation.type === 'county')?.id
}

export const notificationsSlice: Slice = {
  name: 'notifications',
  kinds: [notificationKind],
  commands: [notifyPeople, acknowledge, markRead, check, settle],
  queries: [],
  reactions: [taskReaction, supervisionReaction],
}
