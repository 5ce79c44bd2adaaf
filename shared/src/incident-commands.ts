import { Type } from 'typebox'
import { CivilDate, defineCommand, id, Instant, oneOf, optionalText, record, text } from './contract.ts'
import { declineReasons, handoverDirections, satisfactions } from './incident-parts.ts'
import { Incident, noteTypes } from './incidents.ts'
import { Level } from './matters.ts'
import { FileIds, PlaceDraft } from './reports.ts'

const incidentId = id<'incident'>()
const answer = record({ incidentId })
const reason = text(400)

export const saveDraft = defineCommand({
  name: 'incidents.save-draft',
  summary: 'Keep an unfinished report; only its writer sees it',
  permission: 'reports.submit',
  params: record({
    incidentId,
    version: Type.Union([Type.Integer(), Type.Null()]),
    title: text(120),
    description: optionalText(4_000),
    matterId: Type.Union([id<'matter'>(), Type.Null()]),
    place: PlaceDraft,
    photos: FileIds,
  }),
  answer,
})

export const fileIncident = defineCommand({
  name: 'incidents.file',
  summary: '立案: matter, level and place are settled and the limits begin',
  permission: 'incidents.intake',
  params: record({
    incidentId,
    matterId: id<'matter'>(),
    level: Level,
    title: text(120),
    description: optionalText(4_000),
    place: PlaceDraft,
  }),
  answer,
})

export const startCheck = defineCommand({
  name: 'incidents.start-check',
  summary: 'Send a grid worker or look through a camera before filing',
  permission: 'incidents.intake',
  params: record({
    incidentId,
    personId: Type.Union([id<'person'>(), Type.Null()]),
    /** The camera or other means, where no person goes. */
    means: optionalText(200),
  }),
  answer,
})

export const concludeCheck = defineCommand({
  name: 'incidents.conclude-check',
  summary: 'Say what the check found; true goes on to filing, not true to declining',
  permission: 'incidents.note',
  params: record({ incidentId, found: Type.Boolean(), note: text(1_000), photos: FileIds }),
  answer,
})

export const declineIncident = defineCommand({
  name: 'incidents.decline',
  summary: '不予立案: with a reason the reporter is told',
  permission: 'incidents.intake',
  params: record({ incidentId, reason: oneOf(declineReasons), text: text(1_000) }),
  answer,
})

export const confirmDecline = defineCommand({
  name: 'incidents.confirm-decline',
  summary: 'Agree or disagree with declining a hotline incident',
  permission: 'incidents.lead',
  params: record({ incidentId, agreed: Type.Boolean(), note: optionalText(400) }),
  answer,
})

export const appealIncident = defineCommand({
  name: 'incidents.appeal',
  summary: '申诉: once, against 不予立案; it is judged anew',
  permission: 'reports.submit',
  params: record({ incidentId, reason }),
  answer,
})

export const mergeIncident = defineCommand({
  name: 'incidents.merge',
  summary: '并案: this incident is about the same thing as the master',
  permission: 'incidents.intake',
  params: record({ incidentId, masterId: id<'incident'>(), reason }),
  answer,
})

export const splitIncident = defineCommand({
  name: 'incidents.split',
  summary: 'Undo a merge within 24 hours',
  permission: 'incidents.intake',
  params: record({ incidentId, reason }),
  answer,
})

export const requestExtension = defineCommand({
  name: 'incidents.request-extension',
  summary: '申请延期, before the limit ends',
  permission: 'incidents.handle',
  params: record({ incidentId, reason, until: Instant, citizenTold: Type.Boolean() }),
  answer,
})

export const decideExtension = defineCommand({
  name: 'incidents.decide-extension',
  summary: 'Grant or refuse the extension asked for',
  permission: 'incidents.approve',
  params: record({ incidentId, granted: Type.Boolean(), note: optionalText(400) }),
  answer,
})

export const requestSuspension = defineCommand({
  name: 'incidents.request-suspension',
  summary: '申请缓办: with interim safety and a review date of at most 30 days',
  permission: 'incidents.handle',
  params: record({ incidentId, reason, interimSafety: text(400), photos: FileIds, reviewAt: Instant }),
  answer,
})

export const decideSuspension = defineCommand({
  name: 'incidents.decide-suspension',
  summary: 'Grant or refuse the suspension asked for',
  permission: 'incidents.approve',
  params: record({ incidentId, granted: Type.Boolean(), note: optionalText(400) }),
  answer,
})

export const resumeIncident = defineCommand({
  name: 'incidents.resume',
  summary: 'Take a suspended incident up again',
  permission: 'incidents.note',
  params: record({ incidentId, reason }),
  answer,
})

export const archiveIncident = defineCommand({
  name: 'incidents.archive',
  summary: '归档: frozen after the call-back window',
  permission: 'incidents.time',
  params: record({ incidentId }),
  answer,
})

export const handOver = defineCommand({
  name: 'incidents.hand-over',
  summary: '移送/上报: propose to give it to another body or level',
  permission: 'incidents.dispatch',
  params: record({
    incidentId,
    toOrganisationId: id<'organisation'>(),
    direction: oneOf(handoverDirections),
    reason,
  }),
  answer,
})

export const confirmHandOver = defineCommand({
  name: 'incidents.confirm-hand-over',
  summary: 'The shift lead agrees or disagrees with a hand-over',
  permission: 'incidents.lead',
  params: record({ incidentId, agreed: Type.Boolean(), note: optionalText(400) }),
  answer,
})

export const withdrawIncident = defineCommand({
  name: 'incidents.withdraw',
  summary: '撤回: the reporter takes it back before it is filed',
  permission: 'reports.submit',
  params: record({ incidentId, reason }),
  answer,
})

export const voidIncident = defineCommand({
  name: 'incidents.void',
  summary: '作废: entered by mistake; the row is kept',
  permission: 'incidents.lead',
  params: record({ incidentId, reason }),
  answer,
})

export const setLevel = defineCommand({
  name: 'incidents.set-level',
  summary: 'Raise or lower the level; limits that have not begun follow it',
  permission: 'incidents.intake',
  params: record({ incidentId, level: Level, reason }),
  answer,
})

export const writeNote = defineCommand({
  name: 'incidents.note',
  summary: 'Write a remark, or an instruction that wants receipts',
  permission: 'incidents.note',
  params: record({
    incidentId,
    noteId: id<'note'>(),
    type: oneOf(noteTypes),
    text: text(2_000),
    photos: FileIds,
    toOrganisationIds: Type.Array(id<'organisation'>(), { maxItems: 20 }),
  }),
  answer: record({ noteId: id<'note'>() }),
})

export const acknowledgeNote = defineCommand({
  name: 'incidents.acknowledge-note',
  summary: 'Sign for an instruction in the name of a body',
  permission: 'incidents.handle',
  params: record({ incidentId, noteId: id<'note'>() }),
  answer: record({ noteId: id<'note'>() }),
})

export const callBack = defineCommand({
  name: 'incidents.call-back',
  summary: '回访: what the reporter says about the result',
  permission: 'reports.reveal-contact',
  params: record({
    incidentId,
    reached: Type.Boolean(),
    resolved: Type.Union([Type.Boolean(), Type.Null()]),
    satisfaction: Type.Union([oneOf(satisfactions), Type.Null()]),
    note: optionalText(1_000),
  }),
  answer,
})

export const importHistory = defineCommand({
  name: 'incidents.import-history',
  summary: 'Take over archived incidents of an older system, at most 500 at a time',
  permission: 'incidents.import',
  params: record({
    /** The day the older system's register ends; no incident may be later. */
    until: CivilDate,
    incidents: Type.Array(Incident, { minItems: 1, maxItems: 500 }),
  }),
  answer: record({ imported: Type.Integer() }),
})
