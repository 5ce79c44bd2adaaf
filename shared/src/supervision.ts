import { Type, type Static, type TSchema } from 'typebox'
import { defineCommand, EntityHead, id, Instant, oneOf, optionalText, record, text } from './contract.ts'
import { Who } from './incident-parts.ts'
import { lights } from './lights.ts'
import type { RefusalClass } from './refusals.ts'

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

/** The body's words, or null while it owes them. */
const Answer = nullable(record({ at: Instant, by: Who, text: text(2_000) }))

/** 催办: a body is asked to hurry, by hand or because a clock reached its limit. */
export const Chase = record({
  id: id<'chase'>(),
  cycle: Type.Integer({ minimum: 1 }),
  at: Instant,
  by: Who,
  /** The clock that ran out; null where a person chased. */
  clockId: nullable(id<'clock'>()),
  /** Null where the step is the centre's own. */
  toOrganisationId: nullable(id<'organisation'>()),
  text: optionalText(1_000),
  /** 回执: the body has seen it. */
  receipt: nullable(record({ at: Instant, by: Who })),
  answer: Answer,
})
export type Chase = Static<typeof Chase>

export const orderCauses = ['by-hand', 'limit', 'chases', 'reworks'] as const

/** 督办: a written reply is owed by `replyBy`. */
export const SupervisionOrder = record({
  id: id<'supervision-order'>(),
  cycle: Type.Integer({ minimum: 1 }),
  at: Instant,
  by: Who,
  cause: oneOf(orderCauses),
  clockId: nullable(id<'clock'>()),
  toOrganisationId: nullable(id<'organisation'>()),
  text: optionalText(1_000),
  replyBy: Instant,
  /** When `replyBy` passed without a reply. */
  overdueAt: nullable(Instant),
  receipt: nullable(record({ at: Instant, by: Who })),
  answer: Answer,
})
export type SupervisionOrder = Static<typeof SupervisionOrder>

/** A part of a clock's limit that was reached; `at` is recomputed from the ledger, not when it was noticed. */
export const Mark = record({
  clockId: id<'clock'>(),
  fraction: Type.Number(),
  /** The limit it was a part of: an extension makes a new one. */
  amount: Type.Number(),
  /** The body whose clock it is; null where the step is the centre's own. */
  toOrganisationId: nullable(id<'organisation'>()),
  at: Instant,
})
export type Mark = Static<typeof Mark>

/** What was done about the lateness of one incident; there is none while nothing is late. */
export const Supervision = record({
  ...EntityHead,
  id: id<'supervision'>(),
  incidentId: id<'incident'>(),
  light: oneOf(lights),
  chases: Type.Array(Chase),
  orders: Type.Array(SupervisionOrder),
  marks: Type.Array(Mark),
})
export type Supervision = Static<typeof Supervision>

const incidentId = id<'incident'>()
const answer = record({ incidentId, light: oneOf(lights) })

export const chaseIncident = defineCommand({
  name: 'supervision.chase',
  summary: '催办: ask the body that leads an incident to hurry',
  permission: 'supervision.chase',
  params: record({ incidentId, text: text(1_000) }),
  answer,
})

export const superviseIncident = defineCommand({
  name: 'supervision.supervise',
  summary: '督办: put an incident under supervision; a written reply is owed',
  permission: 'supervision.supervise',
  params: record({ incidentId, text: text(1_000) }),
  answer,
})

export const acknowledgeSupervision = defineCommand({
  name: 'supervision.acknowledge',
  summary: '回执: the body has seen a chase or an order',
  permission: 'supervision.answer',
  params: record({ incidentId, itemId: id<'chase' | 'supervision-order'>() }),
  answer,
})

export const answerSupervision = defineCommand({
  name: 'supervision.answer',
  summary: 'The body answers a chase, or replies to an order in writing',
  permission: 'supervision.answer',
  params: record({ incidentId, itemId: id<'chase' | 'supervision-order'>(), text: text(2_000) }),
  answer,
})

export const relight = defineCommand({
  name: 'supervision.light',
  summary: 'Recompute the light of an incident from its ledger and do what follows',
  permission: 'system.time',
  params: record({ incidentId }),
  answer,
})

export const supervisionRefusals = {
  'supervision.nobody-to-chase': 'rule',
  'supervision.incident-not-open': 'rule',
  'supervision.item-unknown': 'unknown',
  'supervision.not-yours': 'denied',
  'supervision.already-answered': 'conflict',
} as const satisfies Record<string, RefusalClass>
