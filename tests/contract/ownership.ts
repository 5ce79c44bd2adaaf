/**
 * Second half of the access table: what a seat may do with a thing, once its role lets it through the door.
 *
 * One line a command on an incident: the state of the incident, what is asked beside its id, and the seats that
 * may. Every other seat of the town that holds the permission is refused (`denied` or `unknown`). The scene: the
 * incident is led by body A; team A1 has its task; the member of A1 is `memberA`, of A2 `memberA2`, of B1 `memberB`.
 */
export interface Line {
  readonly on: Stage
  readonly may: string
}

/** How far the incident has come; the stories are in `ownership.test.ts`. */
export const stages = [
  'draft',
  'reported',
  'checking',
  'declining',
  'declined',
  'merged',
  'filed',
  'dispatched',
  'accepted',
  'handling',
  'staged',
  'done',
  'handled',
  'returned',
  'returned twice',
  'extension asked',
  'suspension asked',
  'suspended',
  'hand-over proposed',
  'handed over',
  'closed',
  'instructed',
  'chased',
] as const
export type Stage = (typeof stages)[number]

export const ownership: Readonly<Record<string, Line>> = {
  'incidents.save-draft': { on: 'draft', may: 'intake' },
  'incidents.withdraw': { on: 'draft', may: 'intake' },
  'incidents.file': { on: 'reported', may: 'intake dispatcher shift_lead' },
  'incidents.start-check': { on: 'reported', may: 'intake dispatcher shift_lead' },
  'incidents.conclude-check': { on: 'checking', may: 'intake dispatcher shift_lead grid_worker' },
  'incidents.decline': { on: 'reported', may: 'intake dispatcher shift_lead' },
  'incidents.confirm-decline': { on: 'declining', may: 'leader shift_lead' },
  'incidents.appeal': { on: 'declined', may: 'intake dispatcher shift_lead' },
  'incidents.set-level': { on: 'filed', may: 'intake dispatcher shift_lead' },
  'incidents.merge': { on: 'filed', may: 'intake dispatcher shift_lead' },
  'incidents.split': { on: 'merged', may: 'intake dispatcher shift_lead' },
  'incidents.void': { on: 'reported', may: 'leader shift_lead' },
  // Level 3: intake files, a dispatcher sends.
  'incidents.dispatch': { on: 'filed', may: 'dispatcher shift_lead' },
  'incidents.redispatch': { on: 'returned', may: 'dispatcher shift_lead' },
  'incidents.designate': { on: 'returned twice', may: 'leader shift_lead' },
  'incidents.accept': { on: 'dispatched', may: 'bodyA memberA' },
  'incidents.return': { on: 'dispatched', may: 'bodyA' },
  'incidents.advance-stage': { on: 'staged', may: 'bodyA memberA' },
  'incidents.complete': { on: 'done', may: 'bodyA' },
  'incidents.pass': { on: 'handled', may: 'verifier' },
  'incidents.fail': { on: 'handled', may: 'verifier' },
  'incidents.reopen': { on: 'closed', may: 'leader verifier inspector' },
  'incidents.request-extension': { on: 'handling', may: 'bodyA' },
  'incidents.decide-extension': { on: 'extension asked', may: 'leader shift_lead' },
  'incidents.request-suspension': { on: 'handling', may: 'bodyA' },
  'incidents.decide-suspension': { on: 'suspension asked', may: 'leader' },
  'incidents.resume': { on: 'suspended', may: 'leader shift_lead dispatcher bodyA' },
  'incidents.hand-over': { on: 'filed', may: 'dispatcher shift_lead' },
  'incidents.confirm-hand-over': { on: 'hand-over proposed', may: 'leader shift_lead' },
  // For a receiver in the town; a dispatcher records the receipt of one outside (lifecycle L-30).
  'incidents.receive-hand-over': { on: 'handed over', may: 'bodyB' },
  // Whoever sees it may remark on it, and nobody else.
  'incidents.note': {
    on: 'dispatched',
    may: 'leader shift_lead dispatcher intake verifier inspector reviewer bodyA memberA',
  },
  'incidents.acknowledge-note': { on: 'instructed', may: 'bodyA' },
  'incidents.call-back': { on: 'closed', may: 'intake dispatcher shift_lead verifier' },
  'tasks.assign': { on: 'dispatched', may: 'dispatcher shift_lead bodyA' },
  'tasks.reserve': { on: 'dispatched', may: 'dispatcher shift_lead bodyA' },
  'tasks.acknowledge': { on: 'dispatched', may: 'bodyA memberA' },
  'tasks.accept': { on: 'dispatched', may: 'bodyA memberA' },
  'tasks.depart': { on: 'accepted', may: 'bodyA memberA' },
  'tasks.arrive': { on: 'accepted', may: 'bodyA memberA' },
  'tasks.start': { on: 'accepted', may: 'bodyA memberA' },
  'tasks.finish': { on: 'handling', may: 'bodyA memberA' },
  'tasks.fail': { on: 'handling', may: 'bodyA memberA' },
  'tasks.release': { on: 'done', may: 'dispatcher shift_lead bodyA memberA' },
  'tasks.recall': { on: 'dispatched', may: 'dispatcher shift_lead bodyA' },
  'tasks.replace': { on: 'dispatched', may: 'dispatcher shift_lead bodyA' },
  'tasks.waive': { on: 'dispatched', may: 'dispatcher shift_lead bodyA' },
  'tasks.correct-time': { on: 'accepted', may: 'dispatcher shift_lead bodyA' },
  'supervision.chase': { on: 'dispatched', may: 'leader shift_lead dispatcher inspector' },
  'supervision.supervise': { on: 'dispatched', may: 'leader inspector' },
  'supervision.acknowledge': { on: 'chased', may: 'bodyA' },
  'supervision.answer': { on: 'chased', may: 'bodyA' },
}

/** Commands on an incident that another test holds, or that ask for what the scene has not. */
export const elsewhere: Readonly<Record<string, string>> = {
  'tasks.decline': 'an assisting team alone: lifecycle T-7',
  'incidents.conclude-hand-over': 'a body outside the town: lifecycle L-30',
  'incidents.import-history': 'an administrator alone, of nothing that is there yet',
}

/** Queries on something that belongs to somebody: whose answer holds it. `thing` is what is asked for. */
export const lookups: Readonly<Record<string, { readonly thing: string; readonly may: string }>> = {
  'incidents.list': { thing: 'the dispatched incident', may: 'centre wall bodyA memberA' },
  'incidents.history': { thing: 'the dispatched incident', may: 'centre bodyA memberA' },
  'incidents.statistics': { thing: 'a count of it', may: 'centre wall bodyA memberA' },
  'tasks.advise': { thing: 'the dispatched incident', may: 'centre bodyA memberA' },
  'reports.list': { thing: 'its report', may: 'centre' },
  'reports.reveal-contact': { thing: 'its reporter', may: 'intake dispatcher shift_lead verifier' },
  'positions.track': { thing: 'team A1', may: 'centre bodyA' },
}
