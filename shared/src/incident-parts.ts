import { Type, type Static, type TSchema } from 'typebox'
import { id, Instant, oneOf, optionalText, record, text } from './contract.ts'
import { FileIds } from './reports.ts'

export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

/** A member of staff, or the system. */
export const Who = record({ id: Type.String(), name: Type.String() })
export type Who = Static<typeof Who>

export const Signed = { at: Instant, by: Who }

/** The steps up to the arrival keep their first time, over all cycles; from handled on the last time stands. */
export const stampNames = [
  'reportedAt',
  'checkedAt',
  'filedAt',
  'dispatchedAt',
  'deliveredAt',
  'acceptedAt',
  'arrivedAt',
  'handledAt',
  'verifiedAt',
  'closedAt',
  'archivedAt',
] as const
export type StampName = (typeof stampNames)[number]

export const Stamp = nullable(Instant)
export const Stamps = record({
  reportedAt: Stamp,
  checkedAt: Stamp,
  filedAt: Stamp,
  dispatchedAt: Stamp,
  deliveredAt: Stamp,
  acceptedAt: Stamp,
  arrivedAt: Stamp,
  handledAt: Stamp,
  verifiedAt: Stamp,
  closedAt: Stamp,
  archivedAt: Stamp,
})
export type Stamps = Static<typeof Stamps>

export const declineReasons = [
  'not-true',
  'not-ours',
  'duplicate',
  'already-solved',
  'no-basis',
  'other',
] as const
export const returnReasons = ['not-competent', 'wrong-place', 'wrong-matter', 'needs-other-body'] as const
export const handoverDirections = ['across', 'up', 'down'] as const

export const Check = record({
  ...Signed,
  /** Who goes and looks; null where a camera or a call is the means. */
  personId: nullable(id<'person'>()),
  means: optionalText(200),
  concluded: nullable(record({ ...Signed, found: Type.Boolean(), note: text(1_000), photos: FileIds })),
})

export const Return = record({
  ...Signed,
  organisationId: id<'organisation'>(),
  reason: oneOf(returnReasons),
  /** The provision or duty list the body relies on. */
  basis: text(400),
})

export const Verification = record({
  ...Signed,
  cycle: Type.Integer(),
  organisationId: id<'organisation'>(),
  passed: Type.Boolean(),
  note: optionalText(1_000),
  photos: FileIds,
})

const Ruling = nullable(record({ ...Signed, granted: Type.Boolean(), note: optionalText(400) }))

export const Extension = record({
  ...Signed,
  cycle: Type.Integer(),
  reason: text(400),
  /** The new end of the handling limit. */
  until: Instant,
  citizenTold: Type.Boolean(),
  ruling: Ruling,
})
export type Extension = Static<typeof Extension>

export const Suspension = record({
  ...Signed,
  reason: text(400),
  /** What keeps the place safe meanwhile. */
  interimSafety: text(400),
  photos: FileIds,
  /** At most 30 days after the request; then the system resumes. */
  reviewAt: Instant,
  ruling: Ruling,
  endedAt: Stamp,
})
export type Suspension = Static<typeof Suspension>

export const Merge = record({
  ...Signed,
  reason: text(400),
  /** The state to go back to when the merge is undone. */
  from: oneOf(['reported', 'filed'] as const),
})

export const Decline = record({
  ...Signed,
  reason: oneOf(declineReasons),
  text: text(1_000),
  /** Where the hotline asked, the shift lead confirms before it counts. */
  confirmed: nullable(record({ ...Signed, agreed: Type.Boolean(), note: optionalText(400) })),
})

export const Handover = record({
  ...Signed,
  toOrganisationId: id<'organisation'>(),
  direction: oneOf(handoverDirections),
  reason: text(400),
  confirmed: nullable(record({ ...Signed, agreed: Type.Boolean(), note: optionalText(400) })),
  /** The receiver's answer; until it is an acceptance the old lead body leads (首接负责). */
  received: nullable(record({ ...Signed, accepted: Type.Boolean(), receipt: text(400) })),
  /** The state to go back to when the receiver refuses. */
  from: oneOf(['filed', 'dispatched', 'accepted', 'handling'] as const),
})

/** 四要素答复: when it was received, who was spoken to, what was done, by when it is or will be done. */
export const Reply = record({
  receivedAt: Instant,
  spokenTo: text(200),
  done: text(2_000),
  doneBy: Instant,
})
export type Reply = Static<typeof Reply>

export const Completion = record({
  ...Signed,
  organisationId: id<'organisation'>(),
  measures: text(2_000),
  reply: Reply,
  photosBefore: FileIds,
  photosAfter: FileIds,
})

export const satisfactions = ['satisfied', 'fair', 'dissatisfied'] as const
export const CallBack = record({
  ...Signed,
  reached: Type.Boolean(),
  resolved: nullable(Type.Boolean()),
  satisfaction: nullable(oneOf(satisfactions)),
  note: optionalText(1_000),
})
