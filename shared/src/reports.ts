import { Type, type Static } from 'typebox'
import {
  defineCommand,
  defineQuery,
  EntityHead,
  id,
  Instant,
  oneOf,
  optionalText,
  record,
  text,
} from './contract.ts'
import { Position } from './geo.ts'
import { derivedId, type Id } from './ids.ts'
import type { RefusalClass } from './refusals.ts'

/** Who hands in: field and patrol are staff, hotline is 12345, upstream an upper platform, sensor a confirmed device alarm. */
export const reportSources = ['field', 'hotline', 'upstream', 'citizen', 'patrol', 'sensor'] as const
export type ReportSource = (typeof reportSources)[number]

/** Ids of uploaded files. The kernel looks for what is marked `x-file`: a command names only files that are there (K-12). */
export const FileIds = Type.Array(
  Type.Unsafe<Id<'file'>>(Type.String({ pattern: '^[0-9a-f-]{32,64}$', 'x-file': true })),
  { maxItems: 20 },
)

/** Where something is, and how well that is known: by a point, by a grid only, or by words only. */
export const Place = record({
  address: optionalText(200),
  position: Type.Union([Position, Type.Null()]),
  /** From the township down; on a border every neighbour of the lowest level. */
  gridIds: Type.Array(id<'grid'>(), { maxItems: 20 }),
  located: oneOf(['point', 'grid', 'none'] as const),
})
export type Place = Static<typeof Place>

/** What a sender says about the place; the server finds the grids. */
export const PlaceDraft = record({
  address: optionalText(200),
  position: Type.Union([Position, Type.Null()]),
  /** Where no position is known. */
  gridId: Type.Union([id<'grid'>(), Type.Null()]),
})
export type PlaceDraft = Static<typeof PlaceDraft>

/** 线索/上报: one message about something. The reporter's name and phone are not here: they never travel (F-11). */
export const Report = record({
  ...EntityHead,
  id: id<'report'>(),
  source: oneOf(reportSources),
  /** The sender's own number; the same source and number is the same report. */
  sourceId: text(120),
  text: text(4_000),
  matterId: Type.Union([id<'matter'>(), Type.Null()]),
  place: Place,
  happenedAt: Type.Union([Instant, Type.Null()]),
  receivedAt: Instant,
  /** `王**` and `138****1234`; null where the reporter is not known. */
  reporterMasked: Type.Union([record({ name: Type.String(), phone: Type.String() }), Type.Null()]),
  /** The member of staff who reported. */
  personId: Type.Union([id<'person'>(), Type.Null()]),
  incidentId: Type.Union([id<'incident'>(), Type.Null()]),
  answer: Type.Union([text(2_000), Type.Null()]),
  answeredAt: Type.Union([Instant, Type.Null()]),
  photos: FileIds,
})
export type Report = Static<typeof Report>

/** The id of a report follows from its source and number, so a report handed in twice is one report. */
export function reportId(township: string, source: ReportSource, sourceId: string): Id<'report'> {
  return derivedId('report', township, source, sourceId)
}

export const ReportContact = record({ name: optionalText(40), phone: optionalText(40) })
export type ReportContact = Static<typeof ReportContact>

export const submitReport = defineCommand({
  name: 'reports.submit',
  summary: 'Hand in a report; it opens an incident unless it joins an open one',
  permission: 'reports.submit',
  params: record({
    source: oneOf(reportSources),
    sourceId: text(120),
    text: text(4_000),
    matterId: Type.Union([id<'matter'>(), Type.Null()]),
    place: PlaceDraft,
    happenedAt: Type.Union([Instant, Type.Null()]),
    reporter: Type.Union([ReportContact, Type.Null()]),
    photos: FileIds,
    /** The id of the incident this opens: a new one, or the sender's own draft. */
    incidentId: id<'incident'>(),
    /** An open incident this report is about; then no incident is opened. */
    joinIncidentId: Type.Union([id<'incident'>(), Type.Null()]),
  }),
  /** `duplicate` where the same source and number came before; then nothing changed. */
  answer: record({ reportId: id<'report'>(), incidentId: id<'incident'>(), duplicate: Type.Boolean() }),
})

export const answerReport = defineCommand({
  name: 'reports.answer',
  summary: 'Tell a reporter how it ended',
  permission: 'incidents.intake',
  params: record({ reportId: id<'report'>(), text: text(2_000) }),
  answer: record({ reportId: id<'report'>() }),
})

export const listReports = defineQuery({
  name: 'reports.list',
  summary: 'Reports, newest first',
  permission: 'incidents.read',
  params: record({
    incidentId: Type.Union([id<'incident'>(), Type.Null()]),
    source: Type.Union([oneOf(reportSources), Type.Null()]),
    unanswered: Type.Boolean(),
    offset: Type.Integer({ minimum: 0, maximum: 100_000 }),
    limit: Type.Integer({ minimum: 1, maximum: 200 }),
  }),
  answer: record({ reports: Type.Array(Report), total: Type.Integer() }),
})

/** How far a report is, for the system or person that handed it in. */
export const ReportProgress = record({
  source: oneOf(reportSources),
  sourceId: Type.String(),
  reportId: id<'report'>(),
  receivedAt: Instant,
  /** The incident it belongs to; the one worked on, where several were made one. */
  incident: Type.Union([
    record({
      id: id<'incident'>(),
      number: Type.Union([Type.String(), Type.Null()]),
      /** A word of the life cycle: `reported`, `filed`, `handling`, `closed`, `declined` and so on. */
      state: Type.String(),
      filedAt: Type.Union([Instant, Type.Null()]),
      dispatchedAt: Type.Union([Instant, Type.Null()]),
      handledAt: Type.Union([Instant, Type.Null()]),
      endedAt: Type.Union([Instant, Type.Null()]),
      /** Why it was not filed. */
      declined: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Null(),
  ]),
  /** What the reporter is told at the end. */
  answer: Type.Union([Type.String(), Type.Null()]),
  answeredAt: Type.Union([Instant, Type.Null()]),
})
export type ReportProgress = Static<typeof ReportProgress>

export const reportProgress = defineQuery({
  name: 'reports.progress',
  summary: 'How far the reports are that the asker handed in, by their own numbers; others are left out',
  permission: 'reports.submit',
  params: record({
    source: oneOf(reportSources),
    sourceIds: Type.Array(text(120), { minItems: 1, maxItems: 200 }),
  }),
  answer: record({ reports: Type.Array(ReportProgress) }),
})

export const revealContact = defineQuery({
  name: 'reports.reveal-contact',
  summary: 'The name and phone of a reporter; asking is recorded',
  permission: 'reports.reveal-contact',
  params: record({ reportId: id<'report'>(), reason: text(200) }),
  answer: ReportContact,
})

export const reportRefusals = {
  'reports.join-closed': 'rule',
  'reports.not-your-draft': 'denied',
  'reports.already-answered': 'conflict',
  'reports.no-contact': 'unknown',
  'reports.matter-unknown': 'rule',
  'reports.grid-unknown': 'rule',
  'reports.happens-later': 'invalid',
} as const satisfies Record<string, RefusalClass>
