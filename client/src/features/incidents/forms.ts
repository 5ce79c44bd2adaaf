import type { CommandContract, ParamsOf } from '@one-centre/shared/contract'
import * as dispatching from '@one-centre/shared/dispatch-commands'
import { newId } from '@one-centre/shared/ids'
import * as handling from '@one-centre/shared/incident-commands'
import {
  declineReasons,
  handoverDirections,
  returnReasons,
  satisfactions,
} from '@one-centre/shared/incident-parts'
import type { IncidentAction } from '@one-centre/shared/incident-table'
import { noteTypes, type Incident } from '@one-centre/shared/incidents'
import type { Level } from '@one-centre/shared/matters'
import { toIso } from '@one-centre/shared/time'

export type FieldKind =
  | 'line'
  | 'text'
  | 'choice'
  | 'flag'
  | 'instant'
  | 'level'
  | 'matter'
  | 'organisation'
  | 'organisations'
  | 'incident'
  | 'person'
  | 'photos'

/** One field of a form. Its label is `incidents.fields.<key>`, a choice's word `incidents.words.<word>`. */
export interface Field {
  readonly key: string
  readonly kind: FieldKind
  readonly need: 'required' | 'optional'
  readonly maxLength: number
  readonly words: readonly string[]
}

/** What is filled in, by field: text, a yes or no, or ids. An instant is what `datetime-local` says. */
export type Values = Readonly<Record<string, string | boolean | readonly string[]>>

export interface Order {
  readonly contract: CommandContract
  readonly params: unknown
}

interface Form {
  readonly fields: readonly Field[]
  readonly start: (incident: Incident) => Values
  readonly order: (incident: Incident, values: Values) => Order
}

const field = (key: string, kind: FieldKind, need: Field['need'], maxLength = 400): Field => ({
  key,
  kind,
  need,
  maxLength,
  words: [],
})
const choice = (key: string, words: readonly string[], need: Field['need'] = 'required'): Field => ({
  ...field(key, 'choice', need),
  words,
})
const order = <Contract extends CommandContract>(contract: Contract, params: ParamsOf<Contract>): Order => ({
  contract,
  params,
})

const textOf = (values: Values, key: string): string => {
  const value = values[key]
  return typeof value === 'string' ? value.trim() : ''
}
const flagOf = (values: Values, key: string): boolean => values[key] === true
const idsOf = (values: Values, key: string): string[] => {
  const value = values[key]
  return typeof value === 'object' ? [...value] : []
}
const idOrNull = (values: Values, key: string): string | null =>
  textOf(values, key) === '' ? null : textOf(values, key)
/** One of the words offered; the form offers no other. */
const wordOf = <const Words extends readonly string[]>(
  values: Values,
  key: string,
  words: Words,
): Words[number] => words.find(word => word === textOf(values, key)) ?? words[0]!
const instantOf = (values: Values, key: string): string => toIso(Date.parse(textOf(values, key)))
const levelOf = (values: Values): Level => Number(textOf(values, 'level')) as Level

const none = (): Values => ({})
const reason = field('reason', 'text', 'required')
const photos = field('photos', 'photos', 'optional')
const ruling = [field('granted', 'flag', 'optional'), field('note', 'text', 'optional')]
const agreeing = [field('agreed', 'flag', 'optional'), field('note', 'text', 'optional')]
const agreed = (): Values => ({ agreed: true })
const granted = (): Values => ({ granted: true })

const completion: readonly Field[] = [
  field('measures', 'text', 'required', 2_000),
  field('receivedAt', 'instant', 'required'),
  field('spokenTo', 'line', 'required', 200),
  field('done', 'text', 'required', 2_000),
  field('doneBy', 'instant', 'required'),
  field('photosBefore', 'photos', 'optional'),
  field('photosAfter', 'photos', 'optional'),
]
const completed = (incident: Incident, values: Values) => ({
  incidentId: incident.id,
  measures: textOf(values, 'measures'),
  reply: {
    receivedAt: instantOf(values, 'receivedAt'),
    spokenTo: textOf(values, 'spokenTo'),
    done: textOf(values, 'done'),
    doneBy: instantOf(values, 'doneBy'),
  },
  photosBefore: idsOf(values, 'photosBefore'),
  photosAfter: idsOf(values, 'photosAfter'),
})

/** An act that needs only a reason. */
const byReason = (
  contract:
    | typeof handling.splitIncident
    | typeof handling.resumeIncident
    | typeof handling.withdrawIncident
    | typeof handling.voidIncident
    | typeof dispatching.reopenIncident,
): Form => ({
  fields: [reason],
  start: none,
  order: ({ id }, values) => order(contract, { incidentId: id, reason: textOf(values, 'reason') }),
})
/** A ruling on a request. */
const byRuling = (contract: typeof handling.decideExtension | typeof handling.decideSuspension): Form => ({
  fields: ruling,
  start: granted,
  order: ({ id }, values) =>
    order(contract, { incidentId: id, granted: flagOf(values, 'granted'), note: textOf(values, 'note') }),
})
const byAgreeing = (contract: typeof handling.confirmDecline | typeof handling.confirmHandOver): Form => ({
  fields: agreeing,
  start: agreed,
  order: ({ id }, values) =>
    order(contract, { incidentId: id, agreed: flagOf(values, 'agreed'), note: textOf(values, 'note') }),
})

/** Dispatching has a panel of its own; the others are not asked for by a person at the desk. */
export const unformed = [
  'dispatch',
  'redispatch',
  'arrive',
  'archive',
  'report',
  'save-draft',
  'join',
  'acknowledge-note',
] as const satisfies readonly IncidentAction[]
export type FormedAction = Exclude<IncidentAction, (typeof unformed)[number]>

/** Every other act of the machine, as fields and as the command they become. */
export const forms: Readonly<Record<FormedAction, Form>> = {
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
  accept: {
    fields: [],
    start: none,
    order: ({ id }) => order(dispatching.acceptIncident, { incidentId: id }),
  },
  return: {
    fields: [choice('reason', returnReasons), field('basis', 'text', 'required')],
    start: none,
    order: ({ id }, values) =>
      order(dispatching.returnIncident, {
        incidentId: id,
        reason: wordOf(values, 'reason', returnReasons),
        basis: textOf(values, 'basis'),
      }),
  },
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
  'advance-stage': {
    fields: [photos],
    start: none,
    order: ({ id }, values) =>
      order(dispatching.advanceStage, { incidentId: id, photos: idsOf(values, 'photos') }),
  },
  complete: {
    fields: completion,
    start: none,
    order: (incident, values) => order(dispatching.completeIncident, completed(incident, values)),
  },
  pass: {
    fields: [field('answer', 'text', 'required', 2_000), field('note', 'text', 'optional', 1_000), photos],
    start: none,
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
    order: ({ id }, values) =>
      order(dispatching.failIncident, {
        incidentId: id,
        note: textOf(values, 'note'),
        photos: idsOf(values, 'photos'),
      }),
  },
  'request-extension': {
    fields: [reason, field('until', 'instant', 'required'), field('citizenTold', 'flag', 'optional')],
    start: none,
    order: ({ id }, values) =>
      order(handling.requestExtension, {
        incidentId: id,
        reason: textOf(values, 'reason'),
        until: instantOf(values, 'until'),
        citizenTold: flagOf(values, 'citizenTold'),
      }),
  },
  'decide-extension': byRuling(handling.decideExtension),
  'request-suspension': {
    fields: [
      reason,
      field('interimSafety', 'text', 'required'),
      field('reviewAt', 'instant', 'required'),
      photos,
    ],
    start: none,
    order: ({ id }, values) =>
      order(handling.requestSuspension, {
        incidentId: id,
        reason: textOf(values, 'reason'),
        interimSafety: textOf(values, 'interimSafety'),
        photos: idsOf(values, 'photos'),
        reviewAt: instantOf(values, 'reviewAt'),
      }),
  },
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
  'receive-hand-over': {
    fields: [field('accepted', 'flag', 'optional'), field('receipt', 'line', 'required')],
    start: () => ({ accepted: true }),
    order: ({ id }, values) =>
      order(dispatching.receiveHandOver, {
        incidentId: id,
        accepted: flagOf(values, 'accepted'),
        receipt: textOf(values, 'receipt'),
      }),
  },
  'conclude-hand-over': {
    fields: completion,
    start: none,
    order: (incident, values) => order(dispatching.concludeHandOver, completed(incident, values)),
  },
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
}

/** The required fields that are still empty; none means it may be sent (CO-4). */
export function missingFields(fields: readonly Field[], values: Values): readonly string[] {
  return fields
    .filter(({ key, kind, need }) => {
      if (kind === 'instant' && textOf(values, key) !== '')
        return Number.isNaN(Date.parse(textOf(values, key)))
      return need === 'required' && textOf(values, key) === ''
    })
    .map(({ key }) => key)
}

/** Whether the act has a form of its own here. */
export function isFormed(action: IncidentAction): action is FormedAction {
  return action in forms
}
