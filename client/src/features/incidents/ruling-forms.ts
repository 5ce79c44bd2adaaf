import * as dispatching from '@one-centre/shared/dispatch-commands'
import { freshPhotoOwed } from '@one-centre/shared/evidence'
import * as handling from '@one-centre/shared/incident-commands'
import { handoverDirections } from '@one-centre/shared/incident-parts'
import { choice, field, idsOf, none, order, photos, reason, textOf, wordOf, type Form } from './fields.ts'
import { byAgreeing, byReason, byRuling } from './short-forms.ts'

/** A photo of the place as it is now, where the matter demands one (L-44). */
const ownPhoto: Form['demands'] = (incident, { tasks, matter }) =>
  freshPhotoOwed(matter, incident, tasks, []).length === 0 ? [] : ['photos']

/** Those who decide: naming a body, ruling on requests, verifying, handing over. */
export const rulingForms = {
  designate: {
    fields: [field('organisationId', 'organisation', 'required'), reason],
    start: none,
    order: ({ id }, values) =>
      order(dispatching.designateIncident, {
        incidentId: id,
        organisationId: textOf(values, 'organisationId'),
        reason: textOf(values, 'reason'),
      }),
  },
  pass: {
    fields: [field('answer', 'text', 'required', 2_000), field('note', 'text', 'optional', 1_000), photos],
    start: none,
    demands: ownPhoto,
    order: ({ id }, values) =>
      order(dispatching.passIncident, {
        incidentId: id,
        note: textOf(values, 'note'),
        photos: idsOf(values, 'photos'),
        answer: textOf(values, 'answer'),
      }),
  },
  fail: {
    fields: [field('note', 'text', 'required', 1_000), photos],
    start: none,
    demands: ownPhoto,
    order: ({ id }, values) =>
      order(dispatching.failIncident, {
        incidentId: id,
        note: textOf(values, 'note'),
        photos: idsOf(values, 'photos'),
      }),
  },
  'decide-extension': byRuling(handling.decideExtension),
  'decide-suspension': byRuling(handling.decideSuspension),
  resume: byReason(handling.resumeIncident),
  reopen: byReason(dispatching.reopenIncident),
  'hand-over': {
    fields: [
      field('toOrganisationId', 'organisation', 'required'),
      choice('direction', handoverDirections),
      reason,
    ],
    start: none,
    order: ({ id }, values) =>
      order(handling.handOver, {
        incidentId: id,
        toOrganisationId: textOf(values, 'toOrganisationId'),
        direction: wordOf(values, 'direction', handoverDirections),
        reason: textOf(values, 'reason'),
      }),
  },
  'confirm-hand-over': byAgreeing(handling.confirmHandOver),
} as const satisfies Readonly<Record<string, Form>>
