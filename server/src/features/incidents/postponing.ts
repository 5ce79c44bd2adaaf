import { holds } from '@one-centre/shared/access'
import type { Calendar } from '@one-centre/shared/calendar'
import { type Clock, countedMilliseconds, limitMilliseconds } from '@one-centre/shared/clocks'
import {
  archiveIncident,
  decideExtension,
  decideSuspension,
  requestExtension,
  requestSuspension,
  resumeIncident,
} from '@one-centre/shared/incident-commands'
import { pendingExtension } from '@one-centre/shared/incident-guards'
import {
  extensionTimes,
  limitsOf,
  REVIEW_WITHIN_DAYS,
  SHIFT_LEAD_EXTENSION,
} from '@one-centre/shared/incident-limits'
import { enter } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse } from '@one-centre/shared/refusals'
import { DAY, fromIso, type Iso } from '@one-centre/shared/time'
import { accept, handleCommand } from '../../kernel/handler.ts'
import { calendarOf, clockKind } from '../clocks/index.ts'
import { matterKind } from '../matters/index.ts'
import {
  allowed,
  type Context,
  incidentTouch,
  oneStep,
  settle,
  signed,
  timerKey,
  withoutTimer,
  withoutTimers,
  withTimer,
} from './settle.ts'

function handlingClock(context: Context, incident: Incident): Clock | undefined {
  return context.entities
    .members(clockKind, incident.id)
    .find(
      clock => clock.step === 'handling' && clock.cycle === incident.cycle && clock.stage === incident.stage,
    )
}

/** How many times its own limit the incident would be longer, counting every extension so far (L-24). */
function timesLonger(
  context: Context,
  incident: Incident,
  clock: Clock,
  until: Iso,
  calendar: Calendar,
): number {
  const matter =
    incident.matterId === null ? undefined : context.reference.find(matterKind, incident.matterId)
  const own = limitsOf(matter, incident.level).handling
  const base = own.kind === clock.limit.kind ? limitMilliseconds(own) : limitMilliseconds(clock.limit)
  return (countedMilliseconds(clock, until, calendar) - base) / base
}

export const askExtension = handleCommand({
  contract: requestExtension,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, reason, until, citizenTold } = context.params
    return oneStep(context, incidentId, 'request-extension', incident => {
      const clock = handlingClock(context, incident)
      if (clock === undefined || until <= (incident.handleBy ?? context.now)) {
        return refuse('incidents.extension-too-late', { handleBy: incident.handleBy })
      }
      const times = timesLonger(context, incident, clock, until, calendarOf(context.reference))
      const atMost = extensionTimes[incident.level]
      if (times > atMost) return refuse('incidents.extension-too-long', { times, atMost })
      const asked = { ...signed(context), cycle: incident.cycle, reason, until, citizenTold, ruling: null }
      return {
        type: 'incident.extension-requested',
        after: { ...incident, extensions: [...incident.extensions, asked] },
      }
    })
  },
})

/** L-24: up to once its limit the shift lead grants it; beyond that a leader does. The clock gets the longer limit, not another start. */
export const ruleOnExtension = handleCommand({
  contract: decideExtension,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, granted, note } = context.params
    const incident = allowed(context, incidentId, 'decide-extension')
    if (isRefusal(incident)) return incident
    const asked = pendingExtension(incident)!
    const ruling = { ...signed(context), granted, note }
    const after = {
      ...incident,
      extensions: incident.extensions.map(one => (one === asked ? { ...one, ruling } : one)),
    }
    if (!granted) {
      return accept(settle(context, { type: 'incident.extension-refused', after }), { incidentId })
    }
    const calendar = calendarOf(context.reference)
    const clock = handlingClock(context, incident)
    if (clock === undefined) return refuse('incidents.extension-not-possible', { level: incident.level })
    const times = timesLonger(context, incident, clock, asked.until, calendar)
    if (times > SHIFT_LEAD_EXTENSION && !holds(context.actor, 'leader', context.township)) {
      return refuse('incidents.needs-role', { permission: 'incidents.approve', role: 'leader' })
    }
    const clocks = context.entities
      .members(clockKind, incidentId)
      .map(one => (one === clock ? lengthened(one, asked.until, calendar) : one))
    return accept(settle(context, { type: 'incident.extended', after, clocks, detail: { times } }), {
      incidentId,
    })
  },
})

/** The same clock with the limit that ends at `until`. */
function lengthened(clock: Clock, until: Iso, calendar: Calendar): Clock {
  const unit = limitMilliseconds({ ...clock.limit, amount: 1 })
  return { ...clock, limit: { ...clock.limit, amount: countedMilliseconds(clock, until, calendar) / unit } }
}

export const askSuspension = handleCommand({
  contract: requestSuspension,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, reason, interimSafety, photos, reviewAt } = context.params
    const latest = fromIso(context.now) + REVIEW_WITHIN_DAYS * DAY
    // L-26: the review date is ahead, and not too far.
    if (reviewAt <= context.now || fromIso(reviewAt) > latest) {
      return refuse('incidents.review-too-late', { reviewAt, days: REVIEW_WITHIN_DAYS })
    }
    return oneStep(context, incidentId, 'request-suspension', incident => ({
      type: 'incident.suspension-requested',
      after: {
        ...incident,
        suspension: {
          ...signed(context),
          reason,
          interimSafety,
          photos,
          reviewAt,
          ruling: null,
          endedAt: null,
        },
      },
    }))
  },
})

export const ruleOnSuspension = handleCommand({
  contract: decideSuspension,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, granted, note } = context.params
    const incident = allowed(context, incidentId, 'decide-suspension')
    if (isRefusal(incident)) return incident
    const asked = incident.suspension!
    const ruled = { ...incident, suspension: { ...asked, ruling: { ...signed(context), granted, note } } }
    if (!granted) {
      return accept(settle(context, { type: 'incident.suspension-refused', after: ruled }), { incidentId })
    }
    if (asked.reviewAt <= context.now) {
      return refuse('incidents.review-too-late', { reviewAt: asked.reviewAt, days: REVIEW_WITHIN_DAYS })
    }
    const after = withTimer(enter(ruled, 'suspended', context.now), 'review')
    const command = { command: 'incidents.resume', params: { incidentId, reason: 'review' } }
    const timer = { key: timerKey(incidentId, 'review'), arm: { dueAt: asked.reviewAt, ...command } }
    return accept(settle(context, { type: 'incident.suspended', after }), { incidentId }, [timer])
  },
})

export const resume = handleCommand({
  contract: resumeIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, reason } = context.params
    const incident = allowed(context, incidentId, 'resume')
    if (isRefusal(incident)) return incident
    const after: Incident = {
      ...withoutTimer(enter(incident, 'handling', context.now), timerKey(incidentId, 'review')),
      suspension: incident.suspension && { ...incident.suspension, endedAt: context.now },
    }
    return accept(settle(context, { type: 'incident.resumed', after, detail: { reason } }), { incidentId }, [
      { key: timerKey(incidentId, 'review'), arm: null },
    ])
  },
})

export const archive = handleCommand({
  contract: archiveIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context =>
    oneStep(context, context.params.incidentId, 'archive', incident => ({
      type: 'incident.archived',
      after: withoutTimers(enter(incident, 'archived', context.now)),
    })),
})
