import { dispatchIncident } from '@one-centre/shared/dispatch-commands'
import { fileIncident } from '@one-centre/shared/incident-commands'
import { newId, type Id } from '@one-centre/shared/ids'
import { submitReport } from '@one-centre/shared/reports'
import {
  acceptTask,
  acknowledgeTask,
  arriveTask,
  finishTask,
  releaseTask,
} from '@one-centre/shared/task-commands'
import type { Task } from '@one-centre/shared/tasks'
import type { Actor } from './actor.ts'
import type { FaultCounty, FaultTeam } from './fault-county.ts'

const LOOK_EVERY_MS = 150
const place = { address: '中山路 1 号', position: { lon: 120.05, lat: 30.05 }, gridId: null }

/** A report becomes an incident of the body; resolves when both commands are answered. */
export async function fileOne(dispatcher: Actor, { matterId }: FaultCounty): Promise<Id<'incident'>> {
  const incidentId = newId<'incident'>()
  const report = { source: 'field', sourceId: newId(), text: '垃圾无人清理', matterId, place } as const
  const rest = { happenedAt: null, reporter: null, photos: [], incidentId, joinIncidentId: null }
  const title = { title: '暴露垃圾', description: '' }
  await Promise.all([
    dispatcher.send(submitReport, { ...report, ...rest }, incidentId),
    dispatcher.send(fileIncident, { incidentId, matterId, level: 3, ...title, place }, incidentId),
  ])
  return incidentId
}

/** Sends one team; a busy one is refused unless `queueReason` says why it waits its turn. */
export function dispatchOne(
  dispatcher: Actor,
  county: FaultCounty,
  incidentId: Id<'incident'>,
  team: FaultTeam,
  queueReason: string | null = null,
): Promise<'done' | 'refused' | 'discarded'> {
  const order = {
    taskId: newId<'task'>(),
    teamId: team.teamId,
    role: 'lead',
    mandatory: true,
    queueReason,
  } as const
  return dispatcher.send(
    dispatchIncident,
    {
      incidentId,
      leadOrganisationId: county.bodyId,
      assistingOrganisationIds: [],
      teams: [order],
      overrideReason: null,
      note: '',
    },
    incidentId,
  )
}

/** Dispatchers at work: so many incidents a second, filed and sent to the teams in turn. Answers how to stop. */
export function keepDispatching(
  dispatchers: readonly Actor[],
  county: FaultCounty,
  perSecond: number,
): () => void {
  let turn = 0
  const timer = setInterval(() => {
    const dispatcher = dispatchers[turn % dispatchers.length]!
    const team = county.teams[turn % county.teams.length]!
    turn += 1
    void fileOne(dispatcher, county).then(incidentId =>
      dispatchOne(dispatcher, county, incidentId, team, '等候'),
    )
  }, 1_000 / perSecond)
  return () => clearInterval(timer)
}

/** A phone at work: every task that reaches it is received, accepted, done and released. Answers how to stop. */
export function keepAnswering(phone: Actor, { teamId }: Pick<FaultTeam, 'teamId'>): () => void {
  const taken = new Set<string>()
  const timer = setInterval(() => {
    for (const task of phone.live.replica.all<Task>({ name: 'task' })) {
      if (task.teamId !== teamId || task.state !== 'assigned' || taken.has(task.id)) continue
      taken.add(task.id)
      void carryOutTask(phone, task)
    }
  }, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}

async function carryOutTask(phone: Actor, { incidentId, id }: Task): Promise<void> {
  const step = { incidentId, taskId: id, deviceAt: null }
  await Promise.all([
    phone.send(acknowledgeTask, { ...step, receipt: 'delivered' }, incidentId),
    phone.send(acceptTask, step, incidentId),
    phone.send(arriveTask, step, incidentId),
    phone.send(finishTask, { ...step, result: '已清理', photos: [] }, incidentId),
    phone.send(releaseTask, step, incidentId),
  ])
}
