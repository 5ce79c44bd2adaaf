import { newId } from '@one-centre/shared/ids'
import * as handling from '@one-centre/shared/incident-commands'
import { declineReasons, satisfactions } from '@one-centre/shared/incident-parts'
import { noteTypes } from '@one-centre/shared/incidents'
import {
  choice,
  field,
  flagOf,
  idOrNull,
  idsOf,
  levelOf,
  none,
  order,
  photos,
  reason,
  textOf,
  wordOf,
  type Form,
} from './fields.ts'
import { byAgreeing, byReason } from './short-forms.ts'

/** The desk: what a report becomes, and what is written beside it. */
export const intakeForms = {
  file: {
    fields: [
      field('matterId', 'matter', 'required'),
      field('level', 'level', 'required'),
      field('title', 'line', 'required', 120),
      field('description', 'text', 'optional', 4_000),
      field('address', 'line', 'optional', 200),
    ],
    start: incident => ({
      matterId: incident.matterId ?? '',
      level: String(incident.level),
      title: incident.title,
      description: incident.description,
      address: incident.place.address,
    }),
    order: (incident, values) =>
      order(handling.fileIncident, {
        incidentId: incident.id,
        matterId: textOf(values, 'matterId'),
        level: levelOf(values),
        title: textOf(values, 'title'),
        description: textOf(values, 'description'),
        place: {
          address: textOf(values, 'address'),
          position: incident.place.position,
          // The lowest grid; the server finds those above it.
          gridId: incident.place.position === null ? (incident.place.gridIds.at(-1) ?? null) : null,
        },
      }),
  },
  'start-check': {
    fields: [field('personId', 'person', 'optional'), field('means', 'line', 'optional', 200)],
    start: none,
    order: ({ id }, values) =>
      order(handling.startCheck, {
        incidentId: id,
        personId: idOrNull(values, 'personId'),
        means: textOf(values, 'means'),
      }),
  },
  'conclude-check': {
    fields: [field('found', 'flag', 'optional'), field('note', 'text', 'required', 1_000), photos],
    start: () => ({ found: true }),
    order: ({ id }, values) =>
      order(handling.concludeCheck, {
        incidentId: id,
        found: flagOf(values, 'found'),
        note: textOf(values, 'note'),
        photos: idsOf(values, 'photos'),
      }),
  },
  decline: {
    fields: [choice('reason', declineReasons), field('text', 'text', 'required', 1_000)],
    start: none,
    order: ({ id }, values) =>
      order(handling.declineIncident, {
        incidentId: id,
        reason: wordOf(values, 'reason', declineReasons),
        text: textOf(values, 'text'),
      }),
  },
  appeal: byReason(handling.appealIncident),
  'confirm-decline': byAgreeing(handling.confirmDecline),
  merge: {
    fields: [field('masterId', 'incident', 'required'), reason],
    start: none,
    order: ({ id }, values) =>
      order(handling.mergeIncident, {
        incidentId: id,
        masterId: textOf(values, 'masterId'),
        reason: textOf(values, 'reason'),
      }),
  },
  split: byReason(handling.splitIncident),
  withdraw: byReason(handling.withdrawIncident),
  void: byReason(handling.voidIncident),
  'set-level': {
    fields: [field('level', 'level', 'required'), reason],
    start: incident => ({ level: String(incident.level) }),
    order: ({ id }, values) =>
      order(handling.setLevel, {
        incidentId: id,
        level: levelOf(values),
        reason: textOf(values, 'reason'),
      }),
  },
  note: {
    fields: [
      choice('type', noteTypes),
      field('text', 'text', 'required', 2_000),
      field('toOrganisationIds', 'organisations', 'optional'),
      photos,
    ],
    start: () => ({ type: 'remark' }),
    order: ({ id }, values) =>
      order(handling.writeNote, {
        incidentId: id,
        noteId: newId<'note'>(),
        type: wordOf(values, 'type', noteTypes),
        text: textOf(values, 'text'),
        photos: idsOf(values, 'photos'),
        toOrganisationIds: idsOf(values, 'toOrganisationIds'),
      }),
  },
  'call-back': {
    fields: [
      field('reached', 'flag', 'optional'),
      field('resolved', 'flag', 'optional'),
      choice('satisfaction', satisfactions, 'optional'),
      field('note', 'text', 'optional', 1_000),
    ],
    start: () => ({ reached: true }),
    order: ({ id }, values) =>
      order(handling.callBack, {
        incidentId: id,
        reached: flagOf(values, 'reached'),
        resolved: flagOf(values, 'reached') ? flagOf(values, 'resolved') : null,
        satisfaction:
          textOf(values, 'satisfaction') === '' ? null : wordOf(values, 'satisfaction', satisfactions),
        note: textOf(values, 'note'),
      }),
  },
} as const satisfies Readonly<Record<string, Form>>
