import { Type, type Static } from 'typebox'
import { CivilDate, defineQuery, id, Instant, record, text } from './contract.ts'
import type { RefusalClass } from './refusals.ts'

/** Rows of the journal that one page of the audit trail looks through at most; the cursor goes on behind them. */
export const AUDIT_SCAN_ROWS = 20_000
/** Rows of the chain that one request walks at most. */
export const AUDIT_CHAIN_ROWS = 5_000

const OrNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** Where a page ends; the next one begins behind it. Newest first. */
export const AuditCursor = record({
  at: Instant,
  seq: Type.Integer({ minimum: 0 }),
  ordinal: Type.Integer({ minimum: 0 }),
})
export type AuditCursor = Static<typeof AuditCursor>

/** Every filter narrows; null leaves it open. Days are the county's, both included. */
export const AuditFilter = record({
  from: OrNull(CivilDate),
  to: OrNull(CivilDate),
  /** A person, an access token, or `system`. */
  actorId: OrNull(text(60)),
  /** The noun that changed: `incident`, `person`. */
  kind: OrNull(text(40)),
  entityId: OrNull(id()),
  /** All that hangs on the incident of this number: its tasks, clocks, notes and reports too. */
  incidentNumber: OrNull(text(40)),
  command: OrNull(text(80)),
})
export type AuditFilter = Static<typeof AuditFilter>

const AuditHead = {
  seq: Type.Integer(),
  ordinal: Type.Integer(),
  at: Instant,
  actor: record({ id: Type.String(), name: Type.String() }),
  type: Type.String(),
  kind: Type.String(),
  entityId: Type.String(),
  version: Type.Integer(),
  /** What the thing is called, as far as the asker may see it; empty where not. */
  label: Type.String(),
  /** The number of the incident it hangs on, or null. */
  incidentNumber: OrNull(Type.String()),
  commandId: Type.String(),
  /** Null where the change came in without a command of its own (a demonstration's history). */
  command: OrNull(Type.String()),
  /** SHA-256 of the chain up to this change, in hex. */
  hash: Type.String(),
}
export const AuditEntry = record(AuditHead)
export type AuditEntry = Static<typeof AuditEntry>

const Page = record({
  entries: Type.Array(AuditEntry),
  /** Null where nothing older is left. */
  next: OrNull(AuditCursor),
})

export const listAudit = defineQuery({
  name: 'audit.list',
  summary: 'The audit trail of a township, newest first; one page looks through at most 20,000 changes',
  permission: 'audit.read',
  params: record({
    filter: AuditFilter,
    cursor: OrNull(AuditCursor),
    limit: Type.Integer({ minimum: 1, maximum: 200 }),
  }),
  answer: Page,
})

export const exportAudit = defineQuery({
  name: 'audit.export',
  summary: 'The same in larger pages for a file; taking it out of the system is on record',
  permission: 'audit.read',
  params: record({
    filter: AuditFilter,
    cursor: OrNull(AuditCursor),
    limit: Type.Integer({ minimum: 1, maximum: 2_000 }),
  }),
  answer: Page,
})

const Content = OrNull(Type.Record(Type.String(), Type.Unknown()))

export const auditChange = defineQuery({
  name: 'audit.change',
  summary: 'One change with the thing before and after it, as far as the asker may see it',
  permission: 'audit.read',
  params: record({ seq: Type.Integer({ minimum: 1 }), ordinal: Type.Integer({ minimum: 0 }) }),
  answer: record({
    entry: AuditEntry,
    previousHash: Type.String(),
    /** Null where it is new, or where `withheld`. */
    before: Content,
    after: Content,
    detail: Type.Record(Type.String(), Type.Unknown()),
    /** The content is meant for others (a notice to a person): that it changed is on record, what it says is not shown. */
    withheld: Type.Boolean(),
  }),
})

const Place = record({ seq: Type.Integer({ minimum: 0 }), ordinal: Type.Integer({ minimum: 0 }) })

export const verifyAudit = defineQuery({
  name: 'audit.verify',
  summary: 'Walks the hash chain behind one change, at most 5,000 changes, and names every broken link',
  permission: 'audit.read',
  params: record({
    /** Null begins at the beginning. */
    after: OrNull(Place),
  }),
  answer: record({
    /** The last change walked, to go on behind; null where there was none. */
    last: OrNull(Place),
    changes: Type.Integer(),
    broken: Type.Array(Place),
    /** The stream's last number, and whether the walk got there and met the hash kept apart from the rows. */
    head: Type.Integer(),
    ended: Type.Boolean(),
    endsAtHead: Type.Boolean(),
    at: Instant,
  }),
})

export const AuditedQuery = record({
  id: Type.String(),
  at: Instant,
  actor: record({ id: Type.String(), name: Type.String() }),
  /** The query: `reports.reveal-contact`, `people.export`. */
  name: Type.String(),
  /** `answered`, or why it was refused. */
  outcome: Type.String(),
  params: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditedQuery = Static<typeof AuditedQuery>

const QueryCursor = record({ at: Instant, id: id() })

export const listAuditedQueries = defineQuery({
  name: 'audit.queries',
  summary: 'Who revealed personal data or took it out of the system, newest first',
  permission: 'audit.read',
  params: record({
    from: OrNull(CivilDate),
    to: OrNull(CivilDate),
    actorId: OrNull(text(60)),
    cursor: OrNull(QueryCursor),
    limit: Type.Integer({ minimum: 1, maximum: 200 }),
  }),
  answer: record({ queries: Type.Array(AuditedQuery), next: OrNull(QueryCursor) }),
})

export const auditRefusals = {
  'audit.change-unknown': 'unknown',
} as const satisfies Record<string, RefusalClass>
