import { Type, type Static, type TSchema } from 'typebox'
import { EntityHead, id, Instant, oneOf, optionalText, record, text } from './contract.ts'
import { Who } from './incident-parts.ts'
import type { RefusalClass } from './refusals.ts'
import { FileIds } from './reports.ts'

export const taskStates = [
  'reserved',
  'assigned',
  'delivered',
  'read',
  'accepted',
  'en_route',
  'on_scene',
  'working',
  'done',
  'released',
  'declined',
  'recalled',
  'replaced',
  'failed',
] as const
export type TaskState = (typeof taskStates)[number]

/** A team with a task in one of these is not free. */
export const openTaskStates = [
  'assigned',
  'delivered',
  'read',
  'accepted',
  'en_route',
  'on_scene',
  'working',
  'done',
] as const satisfies readonly TaskState[]

/** States that end a task; nothing but a late time can still be written. */
export const endedTaskStates: readonly TaskState[] = [
  'released',
  'declined',
  'recalled',
  'replaced',
  'failed',
]

export const taskRoles = ['lead', 'assist'] as const
export type TaskRole = (typeof taskRoles)[number]

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

/** The phone's clock where it sent one, and the server's; order is by the server's. */
export const TaskTime = record({ deviceAt: nullable(Instant), serverAt: Instant })
export type TaskTime = Static<typeof TaskTime>

export const taskSteps = [
  'assigned',
  'delivered',
  'read',
  'accepted',
  'enRoute',
  'onScene',
  'working',
  'done',
  'released',
] as const
export type TaskStep = (typeof taskSteps)[number]

/** 任务: one team's piece of an incident. Each of its times is written once; a correction is a further row. */
export const Task = record({
  ...EntityHead,
  id: id<'task'>(),
  incidentId: id<'incident'>(),
  /** Which turn of the incident it belongs to; reopening begins another. */
  cycle: Type.Integer({ minimum: 1 }),
  teamId: id<'team'>(),
  /** The team while the task is open, so that the tasks that keep a team busy are found at once. */
  openTeamId: nullable(id<'team'>()),
  organisationId: id<'organisation'>(),
  /** The body that leads the incident and sees every task of it. */
  leadOrganisationId: id<'organisation'>(),
  role: oneOf(taskRoles),
  mandatory: Type.Boolean(),
  state: oneOf(taskStates),
  assignedBy: Who,
  note: optionalText(1_000),
  /** Why it was given to a team that was busy. */
  queueReason: nullable(text(200)),
  overrideReason: nullable(text(400)),
  times: record({
    assigned: nullable(TaskTime),
    delivered: nullable(TaskTime),
    read: nullable(TaskTime),
    accepted: nullable(TaskTime),
    enRoute: nullable(TaskTime),
    onScene: nullable(TaskTime),
    working: nullable(TaskTime),
    done: nullable(TaskTime),
    released: nullable(TaskTime),
  }),
  corrections: Type.Array(
    record({
      step: oneOf(taskSteps),
      from: nullable(Instant),
      to: Instant,
      reason: text(200),
      at: Instant,
      by: Who,
    }),
  ),
  /** When a reserved task becomes assigned. */
  reservedFor: nullable(Instant),
  /** How it ended where it did not end done: declined, recalled, replaced or failed. */
  ending: nullable(record({ at: Instant, by: Who, reason: text(400) })),
  endedAt: nullable(Instant),
  replacedByTaskId: nullable(id<'task'>()),
  /** A mandatory task the lead body no longer waits for. */
  waived: nullable(record({ at: Instant, by: Who, reason: text(400) })),
  /** What the team wrote when it was done. */
  result: optionalText(2_000),
  photos: FileIds,
})
export type Task = Static<typeof Task>

export const taskRefusals = {
  'tasks.not-allowed': 'rule',
  'tasks.not-yours': 'denied',
  'tasks.incident-not-open': 'rule',
  'tasks.team-unknown': 'rule',
  'tasks.team-busy': 'conflict',
  'tasks.team-off-duty': 'rule',
  'tasks.team-not-competent': 'rule',
  'tasks.team-twice': 'rule',
  'tasks.body-not-involved': 'rule',
  'tasks.lead-only-returns': 'rule',
  'tasks.time-unknown': 'rule',
  'tasks.time-out-of-order': 'rule',
  'tasks.reserved-for-past': 'invalid',
} as const satisfies Record<string, RefusalClass>
