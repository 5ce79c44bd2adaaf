import { Type, type Static } from 'typebox'
import { Camera, cameraProfiles } from './cameras.ts'
import {
  CivilDate,
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
import type { RefusalClass } from './refusals.ts'
import { TableExport } from './tables.ts'

const OrNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** How long a token may be used to begin; a connection that has begun outlives it. */
export const TOKEN_SECONDS = 60
/** Nobody watches longer on one entry: after this it is opened, and registered, anew. */
export const MOST_VIEWING_HOURS = 12
/** Rows of the register in one file at most. */
export const MOST_EXPORTED_VIEWINGS = 5_000

export const viewingEndings = ['left', 'revoked', 'lapsed'] as const

/** 视频调用登记: one row for each time somebody looks through a camera, before the first picture. */
export const Viewing = record({
  ...EntityHead,
  id: id<'viewing'>(),
  cameraId: id<'camera'>(),
  cameraName: Camera.properties.name,
  /** 事由 */
  reason: text(200),
  /** 调用内容 */
  content: optionalText(200),
  /** 使用单位 */
  unit: Type.String(),
  viewer: record({ id: Type.String(), name: Type.String() }),
  incidentId: OrNull(id<'incident'>()),
  incidentNumber: optionalText(40),
  askedAt: Instant,
  /** When pictures began to flow; null where nobody came for them. */
  begunAt: OrNull(Instant),
  endedAt: OrNull(Instant),
  ending: OrNull(record({ how: oneOf(viewingEndings), by: Type.String(), reason: optionalText(200) })),
})
export type Viewing = Static<typeof Viewing>

const fields = Viewing.properties

/** The way into one stream for one person, for a minute. */
export const Playback = record({
  viewingId: id<'viewing'>(),
  kind: Type.Literal('whep'),
  /** A path of this server; the gateway has no door of its own. */
  url: Type.String(),
  token: Type.String(),
  profile: oneOf(cameraProfiles),
  expiresAt: Instant,
})
export type Playback = Static<typeof Playback>

export const playCamera = defineCommand({
  name: 'cameras.play',
  summary: 'Register what a camera is looked through for, and get the way into its stream',
  permission: 'cameras.play',
  params: record({
    viewingId: id<'viewing'>(),
    cameraId: id<'camera'>(),
    profile: oneOf(cameraProfiles),
    reason: fields.reason,
    content: fields.content,
    incidentId: fields.incidentId,
    incidentNumber: fields.incidentNumber,
  }),
  answer: Playback,
})

export const renewPlayback = defineQuery({
  name: 'cameras.renew-playback',
  summary: 'A fresh way in for a viewing of one’s own that has not ended',
  permission: 'cameras.play',
  params: record({ viewingId: id<'viewing'>(), profile: oneOf(cameraProfiles) }),
  answer: Playback,
})

const answer = record({ viewingId: id<'viewing'>() })

export const revokeViewing = defineCommand({
  name: 'cameras.revoke-viewing',
  summary: 'End somebody’s viewing at once',
  permission: 'cameras.revoke',
  params: record({ viewingId: id<'viewing'>(), reason: text(200) }),
  answer,
})

export const beginViewing = defineCommand({
  name: 'cameras.begin-viewing',
  summary: 'Pictures have begun to flow',
  permission: 'system.time',
  params: record({ viewingId: id<'viewing'>() }),
  answer,
})

export const endViewing = defineCommand({
  name: 'cameras.end-viewing',
  summary: 'The viewer has left, never came, or has watched as long as one entry lasts',
  permission: 'system.time',
  params: record({ viewingId: id<'viewing'>(), how: oneOf(['left', 'lapsed'] as const) }),
  answer,
})

const ViewingFilter = record({
  /** Days of the county, both included; null leaves it open. */
  from: OrNull(CivilDate),
  to: OrNull(CivilDate),
  cameraId: OrNull(id<'camera'>()),
})

export const listViewings = defineQuery({
  name: 'cameras.viewings',
  summary: 'The viewing register of a township, newest first',
  permission: 'cameras.register',
  params: record({
    filter: ViewingFilter,
    /** The last id of the page before. */
    before: OrNull(id<'viewing'>()),
    limit: Type.Integer({ minimum: 1, maximum: 200 }),
  }),
  answer: record({ viewings: Type.Array(Viewing), next: OrNull(id<'viewing'>()) }),
})

export const exportViewings = defineQuery({
  name: 'cameras.export-viewings',
  summary: 'The register as a table; taking it out of the system is on record',
  permission: 'cameras.register',
  params: record({ filter: ViewingFilter, format: oneOf(['csv', 'xlsx'] as const) }),
  answer: TableExport,
})

export const viewingRefusals = {
  'cameras.not-connected': 'rule',
  'cameras.review-refused': 'rule',
  'cameras.viewing-ended': 'rule',
  'cameras.token-wrong': 'denied',
  'cameras.token-expired': 'denied',
  'cameras.offer-invalid': 'invalid',
  'cameras.gateway-busy': 'busy',
} as const satisfies Record<string, RefusalClass>
