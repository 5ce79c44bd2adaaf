import { Type, type Static } from 'typebox'
import { EntityHead, id, oneOf, optionalText, record, text } from './contract.ts'
import {
  CallBack,
  Check,
  Completion,
  Decline,
  Extension,
  Handover,
  Merge,
  nullable,
  Return,
  Signed,
  Stamp,
  Stamps,
  Suspension,
  Verification,
} from './incident-parts.ts'
import { Level } from './matters.ts'
import type { RefusalClass } from './refusals.ts'
import { FileIds, Place, reportSources } from './reports.ts'

export const incidentStates = [
  'draft',
  'reported',
  'checking',
  'declined',
  'filed',
  'dispatched',
  'accepted',
  'handling',
  'handled',
  'rework',
  'returned',
  'suspended',
  'handed_over',
  'merged',
  'closed',
  'archived',
  'withdrawn',
  'void',
] as const
export type IncidentState = (typeof incidentStates)[number]

/** 事件: what happened; the thing that is filed, dispatched and closed. It travels whole with every change. */
export const Incident = record({
  ...EntityHead,
  id: id<'incident'>(),
  /** `SJ-2026-000123`; a draft has none. */
  number: nullable(Type.String()),
  state: oneOf(incidentStates),
  level: Level,
  /** A guess until the incident is filed. */
  matterId: nullable(id<'matter'>()),
  title: text(120),
  description: optionalText(4_000),
  place: Place,
  source: oneOf(reportSources),
  reportIds: Type.Array(id<'report'>(), { maxItems: 500 }),
  photos: FileIds,
  /** The person whose draft or report opened it. */
  openedBy: nullable(id<'person'>()),
  stamps: Stamps,
  /** When it left the work at hand: closed, declined, merged, withdrawn or void. */
  endedAt: Stamp,
  /** When the next of its running limits ends; past means overdue. */
  dueBy: Stamp,
  /** When the handling limit ends; kept when it stops, because the rates count by it. */
  handleBy: Stamp,
  /** Whether the handling stayed inside its limit; known once it is handled. */
  onTime: nullable(Type.Boolean()),
  leadOrganisationId: nullable(id<'organisation'>()),
  assistingOrganisationIds: Type.Array(id<'organisation'>(), { maxItems: 20 }),
  /** Every body that took part in the handling; none of them may verify it. */
  handlerOrganisationIds: Type.Array(id<'organisation'>(), { maxItems: 60 }),
  /** Teams with an open task. */
  teamIds: Type.Array(id<'team'>(), { maxItems: 60 }),
  /** Level 1 side door: dispatched before it was filed. The stamps show the true order. */
  dispatchedFirst: Type.Boolean(),
  cycle: Type.Integer({ minimum: 1 }),
  stage: Type.Integer({ minimum: 1, maximum: 3 }),
  stages: Type.Integer({ minimum: 1, maximum: 3 }),
  /** Photos of finished stages. */
  stagePhotos: Type.Array(record({ ...Signed, stage: Type.Integer(), photos: FileIds })),
  check: nullable(Check),
  decline: nullable(Decline),
  returns: Type.Array(Return),
  /** 指定管辖: the body that may no longer return it. */
  designated: nullable(record({ ...Signed, organisationId: id<'organisation'>(), reason: text(400) })),
  /** 核查未通过 so far, over all cycles. */
  reworkCount: Type.Integer(),
  verifications: Type.Array(Verification),
  extensions: Type.Array(Extension),
  suspension: nullable(Suspension),
  masterId: nullable(id<'incident'>()),
  merge: nullable(Merge),
  mergedFrom: Type.Array(id<'incident'>()),
  handover: nullable(Handover),
  completion: nullable(Completion),
  callBack: nullable(CallBack),
  reopened: Type.Array(record({ ...Signed, reason: text(400), cycle: Type.Integer() })),
  /** Why it was withdrawn or made void. */
  ended: nullable(record({ ...Signed, reason: text(400) })),
  /** Keys of the armed timers, so that reopening can cancel every one of them. */
  timers: Type.Array(Type.String()),
  /** Taken over from an older system or made for a demonstration; none of its times were measured here. */
  imported: Type.Boolean(),
})
export type Incident = Static<typeof Incident>

export const noteTypes = ['remark', 'instruction'] as const

/** 批注/批示: a remark, or an instruction that wants a receipt from each body it names. */
export const Note = record({
  ...EntityHead,
  ...Signed,
  id: id<'note'>(),
  incidentId: id<'incident'>(),
  type: oneOf(noteTypes),
  text: text(2_000),
  photos: FileIds,
  toOrganisationIds: Type.Array(id<'organisation'>(), { maxItems: 20 }),
  /** Teams that had an open task when it was written. */
  toTeamIds: Type.Array(id<'team'>(), { maxItems: 60 }),
  receipts: Type.Array(record({ ...Signed, organisationId: id<'organisation'>() })),
})
export type Note = Static<typeof Note>

export const incidentRefusals = {
  'incidents.not-allowed': 'rule',
  'incidents.not-yours': 'denied',
  'incidents.needs-role': 'denied',
  'incidents.matter-unknown': 'rule',
  'incidents.place-unknown': 'rule',
  'incidents.check-skipped': 'rule',
  'incidents.check-open': 'rule',
  'incidents.check-concluded': 'conflict',
  'incidents.already-filed': 'conflict',
  'incidents.evidence-missing': 'rule',
  'incidents.decline-unconfirmed': 'rule',
  'incidents.appealed-once': 'rule',
  'incidents.appeal-too-late': 'rule',
  'incidents.master-not-open': 'rule',
  'incidents.merge-itself': 'rule',
  'incidents.merge-chain': 'rule',
  'incidents.split-too-late': 'rule',
  'incidents.lead-twice': 'rule',
  'incidents.body-unknown': 'rule',
  'incidents.body-not-competent': 'rule',
  'incidents.returned-once': 'rule',
  'incidents.level-one-no-return': 'rule',
  'incidents.must-designate': 'rule',
  'incidents.designated': 'rule',
  'incidents.designation-early': 'rule',
  'incidents.tasks-open': 'rule',
  'incidents.last-stage': 'rule',
  'incidents.stages-open': 'rule',
  'incidents.own-work': 'rule',
  'incidents.call-back-missing': 'rule',
  'incidents.not-filed': 'rule',
  'incidents.extension-not-possible': 'rule',
  'incidents.extension-too-many': 'rule',
  'incidents.extension-too-late': 'rule',
  'incidents.extension-too-long': 'rule',
  'incidents.request-pending': 'rule',
  'incidents.no-request': 'rule',
  'incidents.suspension-not-possible': 'rule',
  'incidents.review-too-late': 'rule',
  'incidents.reopen-too-late': 'rule',
  'incidents.window-open': 'rule',
  'incidents.handover-unconfirmed': 'rule',
  'incidents.handover-received': 'conflict',
  'incidents.note-unknown': 'unknown',
  'incidents.import-invalid': 'rule',
} as const satisfies Record<string, RefusalClass>
