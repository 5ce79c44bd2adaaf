import { failIncident, passIncident, reopenIncident } from '@one-centre/shared/dispatch-commands'
import { archiveAfterDays } from '@one-centre/shared/incident-limits'
import { enter, stamped } from '@one-centre/shared/incident-machine'
import { verifyingBody } from '@one-centre/shared/incident-standing'
import type { Incident } from '@one-centre/shared/incidents'
import { freshPhotoOwed } from '@one-centre/shared/evidence'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import { endedTaskStates, type Task } from '@one-centre/shared/tasks'
import { DAY, fromIso, toIso } from '@one-centre/shared/time'
import { accept, handleCommand, type TimerOrder } from '../../kernel/handler.ts'
import {
  allowed,
  answerReports,
  askAgain,
  cancelTimers,
  type Context,
  incidentTouch,
  reportTouches,
  settle,
  signed,
  timerKey,
  withoutTimers,
  withTimer,
} from '../incidents/index.ts'
import { matterKind } from '../matters/index.ts'
import { closeTask } from './rules.ts'
import { settleAll, tasksOf } from './sending.ts'

/** L-20: signed for a body that had no hand in it; the guard has found one. */
function verification(
  context: Context,
  incident: Incident,
  found: { readonly passed: boolean; readonly note: string; readonly photos: Incident['photos'] },
): Incident['verifications'][number] {
  const organisationId = verifyingBody(context.actor, incident)!
  return { ...signed(context), cycle: incident.cycle, organisationId, ...found }
}

/** L-44 */
function withoutFreshPhoto(
  context: Context,
  incident: Incident,
  tasks: readonly Task[],
  photos: Incident['photos'],
): Refusal | null {
  const matter =
    incident.matterId === null ? undefined : context.reference.find(matterKind, incident.matterId)
  const missing = freshPhotoOwed(matter, incident, tasks, photos)
  return missing.length === 0 ? null : refuse('incidents.evidence-missing', { missing })
}

/** L-22: closing releases the teams, answers every reporter and opens the window for the call-back. */
export const pass = handleCommand({
  contract: passIncident,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => reportTouches(params.incidentId, entities),
  decide: context => {
    const { incidentId, note, photos, answer } = context.params
    const before = tasksOf(context, incidentId)
    const incident = allowed(context, incidentId, 'pass', before)
    if (isRefusal(incident)) return incident
    const unproven = withoutFreshPhoto(context, incident, before, photos)
    if (unproven !== null) return unproven
    const verified = {
      ...stamped(incident, 'verifiedAt', context.now),
      verifications: [
        ...incident.verifications,
        verification(context, incident, { passed: true, note, photos }),
      ],
    }
    const closing: TimerOrder[] = cancelTimers(incident).slice()
    const after = withTimer(withoutTimers(enter(verified, 'closed', context.now)), 'archive')
    const ending = { ...signed(context), reason: 'closed' }
    const tasks = before.map(task => (endedTaskStates.includes(task.state) ? task : closeTask(task, ending)))
    const changes = [
      ...settleAll(context, {
        type: 'incident.closed',
        incident: after,
        tasks,
        taskType: task => `task.${task.state}`,
      }),
      ...answerReports(context, incident, answer),
    ]
    const dueAt = toIso(fromIso(context.now) + archiveAfterDays[incident.level] * DAY)
    const arm = { dueAt, command: 'incidents.archive', params: { incidentId } }
    return accept(changes, { incidentId }, [...closing, { key: timerKey(incidentId, 'archive'), arm }])
  },
})

export const fail = handleCommand({
  contract: failIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, note, photos } = context.params
    const tasks = tasksOf(context, incidentId)
    const incident = allowed(context, incidentId, 'fail', tasks)
    if (isRefusal(incident)) return incident
    const unproven = withoutFreshPhoto(context, incident, tasks, photos)
    if (unproven !== null) return unproven
    const after: Incident = {
      ...enter(incident, 'rework', context.now),
      reworkCount: incident.reworkCount + 1,
      onTime: null,
      verifications: [
        ...incident.verifications,
        verification(context, incident, { passed: false, note, photos }),
      ],
    }
    return accept(settle(context, { type: 'incident.failed', after }), { incidentId })
  },
})

/** L-27, L-28: first every armed timer is cancelled, then the next cycle begins with clocks of its own. */
export const reopen = handleCommand({
  contract: reopenIncident,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => reportTouches(params.incidentId, entities),
  decide: context => {
    const { incidentId, reason } = context.params
    const incident = allowed(context, incidentId, 'reopen')
    if (isRefusal(incident)) return incident
    const cycle = incident.cycle + 1
    const opened = enter(withoutTimers(incident), 'handling', context.now)
    const after: Incident = {
      ...opened,
      cycle,
      stage: 1,
      stamps: { ...opened.stamps, handledAt: null, verifiedAt: null, closedAt: null },
      onTime: null,
      suspension: null,
      handover: null,
      completion: null,
      callBack: null,
      reopened: [...incident.reopened, { ...signed(context), reason, cycle }],
    }
    const changes = [...settle(context, { type: 'incident.reopened', after }), ...askAgain(context, incident)]
    return accept(changes, { incidentId }, cancelTimers(incident))
  },
})
