import {
  appealIncident,
  concludeCheck,
  confirmDecline,
  declineIncident,
  fileIncident,
  saveDraft,
  setLevel,
  startCheck,
} from '@one-centre/shared/incident-commands'
import { hasAppealed } from '@one-centre/shared/incident-guards'
import { enter, judgeIncident, stamped } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse } from '@one-centre/shared/refusals'
import { accept, changed, handleCommand, type Touch } from '../../kernel/handler.ts'
import { matterKind } from '../matters/index.ts'
import { personKind } from '../people/index.ts'
import { incidentKind, reportKind } from './kinds.ts'
import { locate } from './place.ts'
import { answerReports, askAgain } from './report-commands.ts'
import { openDraft } from './rules.ts'
import { allowed, type Context, incidentTouch, oneStep, settle, signed } from './settle.ts'
import type { Entities } from '../../kernel/handler.ts'
import type { Id } from '@one-centre/shared/ids'

/** The reports of an incident, for a command that answers them. */
export function reportTouches(incidentId: Id<'incident'>, entities: Entities): readonly Touch[] {
  const incident = entities.find(incidentKind, incidentId)
  return (incident?.reportIds ?? []).map(id => ({ kind: reportKind, id, expect: 'any' }))
}

export const draft = handleCommand({
  contract: saveDraft,
  touches: params => [
    { kind: incidentKind, id: params.incidentId, expect: params.version === null ? 'new' : 'there' },
  ],
  decide: context => {
    const { params, entities, actor, township, now } = context
    const before = entities.find(incidentKind, params.incidentId)
    if (before !== undefined) {
      const refusal = judgeIncident('save-draft', { incident: before, tasks: [], actor, now })
      if (refusal !== null) return refusal
      if (before.version !== params.version) return refuse('entity.changed', { version: before.version })
    }
    if (actor.personId === null) return refuse('incidents.not-yours', { action: 'save-draft' })
    const place = locate(params.place, context.reference)
    if (isRefusal(place)) return place
    const { incidentId, title, description, matterId, photos } = params
    const written = { title, description, matterId, photos, place, level: 3 as const }
    const after = openDraft({
      ...written,
      id: incidentId,
      township,
      source: 'field',
      openedBy: actor.personId,
    })
    const kept = { ...after, version: before?.version ?? 0 }
    return accept([changed(incidentKind, 'incident.draft-saved', kept)], { incidentId })
  },
})

export const file = handleCommand({
  contract: fileIncident,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { params, reference, now } = context
    const incident = allowed(context, params.incidentId, 'file')
    if (isRefusal(incident)) return incident
    const matter = reference.find(matterKind, params.matterId)
    if (matter === undefined || matter.retired) {
      return refuse('incidents.matter-unknown', { matterId: params.matterId })
    }
    const place = locate(params.place, reference)
    if (isRefusal(place)) return place
    // L-7: filed means that where is known, at least to the grid.
    if (place.gridIds.length === 0) return refuse('incidents.place-unknown', { located: place.located })

    const { matterId, level, title, description } = params
    const settled = { ...incident, matterId, level, title, description, place, stages: matter.stages }
    const sideDoor = incident.stamps.dispatchedAt !== null
    const after = sideDoor ? stamped(settled, 'filedAt', now) : enter(settled, 'filed', now)
    return accept(settle(context, { type: 'incident.filed', after }), { incidentId: incident.id })
  },
})

export const beginCheck = handleCommand({
  contract: startCheck,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { personId, means, incidentId } = context.params
    if (personId !== null && context.reference.find(personKind, personId) === undefined) {
      return refuse('entity.unknown', { kind: 'person', id: personId })
    }
    // L-4: a check is somebody who goes, or a means that is named.
    if (personId === null && means.trim() === '')
      return refuse('incidents.evidence-missing', { missing: ['means'] })
    return oneStep(context, incidentId, 'start-check', incident => ({
      type: 'incident.check-started',
      after: {
        ...enter(incident, 'checking', context.now),
        check: { ...signed(context), personId, means, concluded: null },
      },
    }))
  },
})

export const endCheck = handleCommand({
  contract: concludeCheck,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, found, note, photos } = context.params
    return oneStep(context, incidentId, 'conclude-check', incident => ({
      type: 'incident.checked',
      after: stamped(
        {
          ...incident,
          check: incident.check && {
            ...incident.check,
            concluded: { ...signed(context), found, note, photos },
          },
          photos: [...incident.photos, ...photos].slice(0, 20),
        },
        'checkedAt',
        context.now,
      ),
      detail: { found },
    }))
  },
})

/** L-6, L-42: the hotline's own incidents, and what was appealed for, are declined only with the shift lead's word; any other at once. */
export const decline = handleCommand({
  contract: declineIncident,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => reportTouches(params.incidentId, entities),
  decide: context => {
    const { incidentId, reason, text } = context.params
    const incident = allowed(context, incidentId, 'decline')
    if (isRefusal(incident)) return incident
    const asked = { ...incident, decline: { ...signed(context), reason, text, confirmed: null } }
    if (incident.source === 'hotline' || hasAppealed(incident)) {
      return accept(settle(context, { type: 'incident.decline-requested', after: asked }), { incidentId })
    }
    const confirmed = { ...signed(context), agreed: true, note: '' }
    return accept(declined(context, { ...asked, decline: { ...asked.decline, confirmed } }, text), {
      incidentId,
    })
  },
})

export const ruleOnDecline = handleCommand({
  contract: confirmDecline,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => reportTouches(params.incidentId, entities),
  decide: context => {
    const { incidentId, agreed, note } = context.params
    const incident = allowed(context, incidentId, 'confirm-decline')
    if (isRefusal(incident)) return incident
    const request = incident.decline!
    const ruled = { ...incident, decline: { ...request, confirmed: { ...signed(context), agreed, note } } }
    if (agreed) return accept(declined(context, ruled, request.text), { incidentId })
    return accept(settle(context, { type: 'incident.decline-refused', after: ruled }), { incidentId })
  },
})

function declined(context: Context, incident: Incident, words: string): ReturnType<typeof settle> {
  const after = enter(incident, 'declined', context.now)
  return [
    ...settle(context, { type: 'incident.declined', after }),
    ...answerReports(context, incident, words),
  ]
}

/** L-42: it is reported as on the first day; what was said against it stays in the journal. */
export const appeal = handleCommand({
  contract: appealIncident,
  touches: params => [incidentTouch(params.incidentId)],
  touchesNext: (params, entities) => reportTouches(params.incidentId, entities),
  decide: context => {
    const { incidentId, reason } = context.params
    const incident = allowed(context, incidentId, 'appeal')
    if (isRefusal(incident)) return incident
    const after: Incident = {
      ...enter(incident, 'reported', context.now),
      decline: null,
      check: null,
      reopened: [...incident.reopened, { ...signed(context), reason, cycle: incident.cycle }],
    }
    const changes = [
      ...settle(context, { type: 'incident.appealed', after, detail: { reason } }),
      ...askAgain(context, incident),
    ]
    return accept(changes, { incidentId })
  },
})

export const changeLevel = handleCommand({
  contract: setLevel,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, level, reason } = context.params
    return oneStep(context, incidentId, 'set-level', incident => ({
      type: 'incident.level-set',
      after: { ...incident, level },
      detail: { from: incident.level, to: level, reason },
    }))
  },
})
