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
import type { RefusalClass } from './refusals.ts'
import { TableCheck, TableExport, TableFile, TableImported, TableRequest } from './tables.ts'

/** 枪机, 球机, 半球, 全景. */
export const cameraForms = ['fixed', 'ptz', 'dome', 'panorama'] as const
export const cameraCapabilities = ['ptz', 'audio', 'night', 'snapshot'] as const
/** What a review (《公共安全视频图像信息系统管理条例》) found: nothing yet, that it may stay, or that it may not be watched. */
export const reviewStates = ['pending', 'approved', 'refused'] as const
/** The main stream is for the one picture that is looked at, the sub-stream for every other. */
export const cameraProfiles = ['main', 'sub'] as const
export type CameraProfile = (typeof cameraProfiles)[number]

/** Kept so many days at least (条例 第 24 条). */
export const LEAST_RECORDING_DAYS = 30

const OrNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** 摄像机. Where its pictures come from, and with which password, is not here: that stays on the server (CA-6). */
export const Camera = record({
  ...EntityHead,
  id: id<'camera'>(),
  code: text(60),
  name: text(120),
  /** The body that answers for it. */
  organisationId: OrNull(id<'organisation'>()),
  address: optionalText(200),
  position: OrNull(Position),
  form: oneOf(cameraForms),
  /** Where it looks, clockwise from north; null where nobody has measured it. */
  azimuthDegrees: OrNull(Type.Number({ minimum: 0, exclusiveMaximum: 360 })),
  fieldOfViewDegrees: Type.Number({ minimum: 1, maximum: 360 }),
  /** How far a person can still be made out. */
  rangeMetres: Type.Number({ minimum: 1, maximum: 5_000 }),
  capabilities: Type.Array(oneOf(cameraCapabilities), { maxItems: cameraCapabilities.length }),
  /** What it is there for; it may be watched for nothing else. */
  purpose: optionalText(200),
  recordingDays: Type.Integer({ minimum: 0, maximum: 3_650 }),
  /** Whether a sign says that there is a camera. */
  signPosted: Type.Boolean(),
  review: record({
    state: oneOf(reviewStates),
    at: OrNull(Instant),
    by: Type.String(),
    note: optionalText(200),
  }),
  tags: Type.Array(text(20), { maxItems: 10 }),
  /** Which streams the server knows the way to; none means it only stands on the map. */
  streams: Type.Array(oneOf(cameraProfiles), { maxItems: cameraProfiles.length }),
  retired: Type.Boolean(),
})
export type Camera = Static<typeof Camera>

const fields = Camera.properties
const cameraFields = {
  code: fields.code,
  name: fields.name,
  organisationId: fields.organisationId,
  address: fields.address,
  position: fields.position,
  form: fields.form,
  azimuthDegrees: fields.azimuthDegrees,
  fieldOfViewDegrees: fields.fieldOfViewDegrees,
  rangeMetres: fields.rangeMetres,
  capabilities: fields.capabilities,
  purpose: fields.purpose,
  recordingDays: fields.recordingDays,
  signPosted: fields.signPosted,
  tags: fields.tags,
}

const answer = record({ cameraId: id<'camera'>() })

export const saveCamera = defineCommand({
  name: 'cameras.save',
  summary: 'Add a camera, or change one',
  permission: 'cameras.manage',
  params: record({ cameraId: id<'camera'>(), version: OrNull(Type.Integer()), ...cameraFields }),
  answer,
})

export const retireCamera = defineCommand({
  name: 'cameras.retire',
  summary: 'Take a camera out of use; its history stays, the way to it is forgotten',
  permission: 'cameras.manage',
  params: record({ cameraId: id<'camera'>(), version: Type.Integer(), reason: text(200) }),
  answer,
})

export const reviewCamera = defineCommand({
  name: 'cameras.review',
  summary: 'Record what a review of the camera found',
  permission: 'cameras.manage',
  params: record({
    cameraId: id<'camera'>(),
    version: Type.Integer(),
    state: fields.review.properties.state,
    note: fields.review.properties.note,
  }),
  answer,
})

/** An RTSP address without a name or a password in it; empty for none. */
const StreamUrl = Type.String({ maxLength: 500, pattern: '^(rtsps?://[^\\s@]+)?$' })

export const setCameraSource = defineCommand({
  name: 'cameras.set-source',
  summary: 'Tell the server the way to a camera; the password is never shown again',
  permission: 'cameras.manage',
  params: record({
    cameraId: id<'camera'>(),
    version: Type.Integer(),
    mainUrl: StreamUrl,
    subUrl: StreamUrl,
    userName: optionalText(100),
    /** Null keeps the one that is known. */
    password: OrNull(optionalText(200)),
  }),
  answer,
})

export const cameraSource = defineQuery({
  name: 'cameras.source',
  summary: 'The way to a camera, without its password',
  permission: 'cameras.manage',
  params: record({ cameraId: id<'camera'>() }),
  answer: record({
    mainUrl: Type.String(),
    subUrl: Type.String(),
    userName: Type.String(),
    hasPassword: Type.Boolean(),
  }),
})

/** CSV, XLSX or GeoJSON. */
const CameraFile = record({
  ...TableFile.properties,
  /** GeoJSON coordinates that are texts are an error in each row, unless somebody says to read them as numbers. */
  textCoordinates: oneOf(['refuse', 'read'] as const),
})

export const checkCameraImport = defineQuery({
  name: 'cameras.check-import',
  summary: 'Dry run of a list of cameras: what would be added or changed, and every error by row',
  permission: 'cameras.manage',
  params: CameraFile,
  answer: TableCheck,
})

export const importCameras = defineCommand({
  name: 'cameras.import',
  summary: 'Import a CSV, XLSX or GeoJSON list of cameras, all or nothing',
  permission: 'cameras.manage',
  params: CameraFile,
  answer: TableImported,
})

export const exportCameras = defineQuery({
  name: 'cameras.export',
  summary: 'The cameras as a table that can be imported again, without the ways to them, or the empty table',
  permission: 'cameras.manage',
  params: TableRequest,
  answer: TableExport,
})

export const cameraRefusals = {
  'cameras.code-taken': 'conflict',
  'cameras.body-unknown': 'rule',
  'cameras.retired': 'rule',
  'cameras.address-not-allowed': 'rule',
  'cameras.password-needed': 'rule',
} as const satisfies Record<string, RefusalClass>
