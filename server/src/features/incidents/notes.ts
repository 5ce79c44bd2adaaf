import { scopesOf } from '@one-centre/shared/access'
import { isBody } from '@one-centre/shared/incident-standing'
import { acknowledgeNote, callBack, writeNote } from '@one-centre/shared/incident-commands'
import type { Note } from '@one-centre/shared/incidents'
import { isRefusal, refuse } from '@one-centre/shared/refusals'
import { accept, changed, handleCommand } from '../../kernel/handler.ts'
import { organisationKind } from '../organisations/index.ts'
import { incidentKind, noteKind } from './kinds.ts'
import { incidentAudience } from './rules.ts'
import { allowed, incidentTouch, oneStep, signed } from './settle.ts'

export const write = handleCommand({
  contract: writeNote,
  touches: params => [incidentTouch(params.incidentId), { kind: noteKind, id: params.noteId, expect: 'new' }],
  decide: context => {
    const { incidentId, noteId, type, text, photos, toOrganisationIds } = context.params
    const scopes = scopesOf(context.actor, context.township)
    const heard = incidentAudience(context.entities.get(incidentKind, incidentId))
    // A remark is written by who reads the incident.
    if (!heard.some(scope => scopes.includes(scope)))
      return refuse('entity.unknown', { kind: 'incident', id: incidentId })
    const incident = allowed(context, incidentId, 'note')
    if (isRefusal(incident)) return incident
    const unknown = toOrganisationIds.find(one => context.reference.find(organisationKind, one) === undefined)
    if (unknown !== undefined) return refuse('incidents.body-unknown', { organisationId: unknown })
    const bodies = [
      ...toOrganisationIds,
      ...incident.assistingOrganisationIds,
      ...(incident.leadOrganisationId === null ? [] : [incident.leadOrganisationId]),
    ]
    const note: Note = {
      id: noteId,
      township: context.township,
      version: 0,
      ...signed(context),
      incidentId,
      type,
      text,
      photos,
      // An instruction goes to the bodies it names; a remark to everyone who works on the incident.
      toOrganisationIds:
        type === 'instruction' && toOrganisationIds.length > 0 ? toOrganisationIds : [...new Set(bodies)],
      toTeamIds: type === 'instruction' ? [] : incident.teamIds,
      receipts: [],
    }
    return accept([changed(noteKind, `note.${type}-written`, note)], { noteId })
  },
})

/** L-35: one receipt a body; signing again changes nothing. */
export const acknowledge = handleCommand({
  contract: acknowledgeNote,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, noteId } = context.params
    const incident = allowed(context, incidentId, 'acknowledge-note')
    if (isRefusal(incident)) return incident
    const note = context.entities.members(noteKind, incidentId).find(one => one.id === noteId)
    if (note === undefined) return refuse('incidents.note-unknown', { noteId })
    const mine = note.toOrganisationIds.find(body => isBody(context.actor, context.township, body))
    if (mine === undefined) return refuse('incidents.not-yours', { action: 'acknowledge-note' })
    if (note.receipts.some(receipt => receipt.organisationId === mine)) return accept([], { noteId })
    const receipt = { ...signed(context), organisationId: mine }
    return accept(
      [changed(noteKind, 'note.acknowledged', { ...note, receipts: [...note.receipts, receipt] })],
      {
        noteId,
      },
    )
  },
})

export const recordCallBack = handleCommand({
  contract: callBack,
  touches: params => [incidentTouch(params.incidentId)],
  decide: context => {
    const { incidentId, ...said } = context.params
    return oneStep(context, incidentId, 'call-back', incident => ({
      type: 'incident.called-back',
      after: { ...incident, callBack: { ...signed(context), ...said } },
    }))
  },
})
