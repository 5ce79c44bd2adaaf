import type { Permission } from './access.ts'
import type { GuardName } from './incident-guards.ts'
import type { Standing } from './incident-standing.ts'
import type { IncidentState } from './incidents.ts'

/** One action: from which state to which, who, and what must hold. */
export interface IncidentRule {
  readonly moves: Readonly<Partial<Record<IncidentState, IncidentState>>>
  readonly permission: Permission
  readonly standing: Standing
  readonly guards: readonly GuardName[]
}

const stay = <const States extends readonly IncidentState[]>(
  ...states: States
): Readonly<Partial<Record<IncidentState, IncidentState>>> =>
  Object.fromEntries(states.map(state => [state, state]))

const underWay = ['dispatched', 'accepted', 'handling', 'rework'] as const
const atHand = [
  'reported',
  'checking',
  'filed',
  ...underWay,
  'handled',
  'returned',
  'suspended',
  'handed_over',
] as const

/** The machine: the 21 lines of lifecycle.md, and the overlays beside them. Nothing else decides whether an action is allowed. */
export const incidentTable = {
  report: {
    moves: { draft: 'reported' },
    permission: 'reports.submit',
    standing: 'opener',
    guards: [],
  },
  'save-draft': { moves: stay('draft'), permission: 'reports.submit', standing: 'opener', guards: [] },
  join: { moves: stay(...atHand), permission: 'reports.submit', standing: 'anyone', guards: [] },
  file: {
    moves: {
      reported: 'filed',
      checking: 'filed',
      dispatched: 'dispatched',
      accepted: 'accepted',
      handling: 'handling',
    },
    permission: 'incidents.intake',
    standing: 'anyone',
    guards: ['unfiled', 'checked', 'decline-not-pending'],
  },
  'start-check': {
    moves: { reported: 'checking' },
    permission: 'incidents.intake',
    standing: 'anyone',
    guards: ['check-useful', 'decline-not-pending'],
  },
  'conclude-check': {
    moves: stay('checking'),
    permission: 'incidents.note',
    standing: 'checker',
    guards: ['check-unconcluded'],
  },
  /** A hotline incident stays where it is until the shift lead has confirmed. */
  decline: {
    moves: { reported: 'declined', checking: 'declined' },
    permission: 'incidents.intake',
    standing: 'anyone',
    guards: ['decline-not-pending'],
  },
  'confirm-decline': {
    moves: { reported: 'declined', checking: 'declined' },
    permission: 'incidents.lead',
    standing: 'anyone',
    guards: ['decline-pending'],
  },
  /** Who is told that nothing will be done may say once why that is wrong. */
  appeal: {
    moves: { declined: 'reported' },
    permission: 'reports.submit',
    standing: 'complainant',
    guards: ['appeal-first', 'appeal-in-time'],
  },
  merge: {
    moves: { reported: 'merged', filed: 'merged' },
    permission: 'incidents.intake',
    standing: 'anyone',
    guards: ['decline-not-pending', 'no-handover-pending'],
  },
  /** Back to where it was merged from. */
  split: {
    moves: { merged: 'reported' },
    permission: 'incidents.intake',
    standing: 'anyone',
    guards: ['split-in-time'],
  },
  dispatch: {
    moves: { filed: 'dispatched', reported: 'dispatched', checking: 'dispatched' },
    permission: 'incidents.intake',
    standing: 'dispatcher',
    guards: ['side-door', 'decline-not-pending'],
  },
  accept: { moves: { dispatched: 'accepted' }, permission: 'tasks.act', standing: 'lead', guards: [] },
  return: {
    moves: { dispatched: 'returned' },
    permission: 'incidents.handle',
    standing: 'lead-body',
    guards: ['may-return'],
  },
  redispatch: {
    moves: { returned: 'dispatched' },
    permission: 'incidents.dispatch',
    standing: 'anyone',
    guards: ['not-ping-pong'],
  },
  designate: {
    moves: { returned: 'dispatched' },
    permission: 'incidents.lead',
    standing: 'anyone',
    guards: ['ping-pong'],
  },
  /** Follows from the first task on scene; nobody asks for it. */
  arrive: {
    moves: { dispatched: 'handling', accepted: 'handling' },
    permission: 'tasks.act',
    standing: 'anyone',
    guards: [],
  },
  'advance-stage': {
    moves: stay('handling'),
    permission: 'tasks.act',
    standing: 'lead',
    guards: ['stage-left'],
  },
  /** From `accepted` where nobody had to go there. */
  complete: {
    moves: { accepted: 'handled', handling: 'handled', rework: 'handled' },
    permission: 'incidents.handle',
    standing: 'lead-body',
    guards: ['filed', 'last-stage', 'tasks-done'],
  },
  pass: {
    moves: { handled: 'closed' },
    permission: 'incidents.verify',
    standing: 'anyone',
    guards: ['other-body', 'called-back'],
  },
  fail: {
    moves: { handled: 'rework' },
    permission: 'incidents.verify',
    standing: 'anyone',
    guards: ['other-body'],
  },
  'request-extension': {
    moves: stay(...underWay),
    permission: 'incidents.handle',
    standing: 'lead-body',
    guards: ['may-extend'],
  },
  'decide-extension': {
    moves: stay(...underWay),
    permission: 'incidents.approve',
    standing: 'approver',
    guards: ['extension-pending'],
  },
  'request-suspension': {
    moves: stay('handling'),
    permission: 'incidents.handle',
    standing: 'lead-body',
    guards: ['may-suspend'],
  },
  'decide-suspension': {
    moves: { handling: 'suspended' },
    permission: 'incidents.approve',
    standing: 'leader',
    guards: ['suspension-pending'],
  },
  resume: { moves: { suspended: 'handling' }, permission: 'incidents.note', standing: 'chain', guards: [] },
  reopen: {
    moves: { closed: 'handling' },
    permission: 'incidents.reopen',
    standing: 'anyone',
    guards: ['reopen-in-time'],
  },
  archive: {
    moves: { closed: 'archived' },
    permission: 'incidents.time',
    standing: 'anyone',
    guards: ['window-over'],
  },
  'hand-over': {
    moves: stay('filed', 'dispatched', 'accepted', 'handling'),
    permission: 'incidents.dispatch',
    standing: 'anyone',
    guards: ['filed', 'no-handover-pending'],
  },
  'confirm-hand-over': {
    moves: {
      filed: 'handed_over',
      dispatched: 'handed_over',
      accepted: 'handed_over',
      handling: 'handed_over',
    },
    permission: 'incidents.lead',
    standing: 'anyone',
    guards: ['handover-pending'],
  },
  /** To `accepted` inside the town, back where refused, and it stays where the receiver is outside. */
  'receive-hand-over': {
    moves: { handed_over: 'accepted' },
    permission: 'incidents.note',
    standing: 'receiver',
    guards: ['handover-unanswered'],
  },
  'conclude-hand-over': {
    moves: { handed_over: 'handled' },
    permission: 'incidents.dispatch',
    standing: 'anyone',
    guards: ['handover-received'],
  },
  withdraw: {
    moves: { draft: 'withdrawn', reported: 'withdrawn', checking: 'withdrawn' },
    permission: 'reports.submit',
    standing: 'opener',
    guards: [],
  },
  void: {
    moves: { reported: 'void', checking: 'void' },
    permission: 'incidents.lead',
    standing: 'anyone',
    guards: [],
  },
  'set-level': {
    moves: stay('reported', 'checking', 'filed', ...underWay, 'returned'),
    permission: 'incidents.intake',
    standing: 'anyone',
    guards: [],
  },
  note: {
    moves: stay(...atHand, 'declined', 'merged', 'closed'),
    permission: 'incidents.note',
    standing: 'anyone',
    guards: [],
  },
  'acknowledge-note': {
    moves: stay(...atHand, 'declined', 'merged', 'closed'),
    permission: 'incidents.handle',
    standing: 'anyone',
    guards: [],
  },
  'call-back': {
    moves: stay('declined', 'handled', 'closed'),
    permission: 'reports.reveal-contact',
    standing: 'anyone',
    guards: [],
  },
} as const satisfies Record<string, IncidentRule>
export type IncidentAction = keyof typeof incidentTable
export const incidentActions = Object.keys(incidentTable) as readonly IncidentAction[]
