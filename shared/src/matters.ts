import { Type, type Static } from 'typebox'
import {
  CivilDate,
  defineCommand,
  defineQuery,
  EntityHead,
  id,
  oneOf,
  optionalText,
  record,
  text,
} from './contract.ts'
import { teamKinds } from './people.ts'
import type { RefusalClass } from './refusals.ts'
import { TableCheck, TableExport, TableFile, TableImported, TableRequest } from './tables.ts'

/** 特急 1, 紧急 2, 一般 3, 复杂 4. */
export const Level = Type.Unsafe<1 | 2 | 3 | 4>(Type.Integer({ minimum: 1, maximum: 4 }))
export type Level = Static<typeof Level>

/** 紧急工作时 runs always; 工作时 inside office hours; 工作日 whole working days; calendar days are civil days. */
export const limitKinds = ['emergency-hour', 'working-hour', 'working-day', 'calendar-day'] as const
export type LimitKind = (typeof limitKinds)[number]

/** A length of time of one kind: minutes for the two hours, whole days for the two days. */
export const Limit = record({
  kind: oneOf(limitKinds),
  amount: Type.Number({ exclusiveMinimum: 0, maximum: 525_600 }),
})
export type Limit = Static<typeof Limit>

/** The steps that have a limit, by the state whose clock it is. */
export const limitSteps = [
  'intake',
  'check',
  'dispatch',
  'acceptance',
  'return',
  'arrival',
  'handling',
  'verification',
  'handover',
] as const
export type LimitStep = (typeof limitSteps)[number]

export const Limits = record({
  intake: Limit,
  check: Limit,
  dispatch: Limit,
  acceptance: Limit,
  return: Limit,
  arrival: Limit,
  handling: Limit,
  verification: Limit,
  handover: Limit,
})
export type Limits = Static<typeof Limits>

/** 事项: a class of incident with its limits, bodies and evidence rules, in force from a day. */
export const Matter = record({
  ...EntityHead,
  id: id<'matter'>(),
  code: text(40),
  /** 大类 */
  major: text(40),
  /** 小类 */
  name: text(80),
  level: Level,
  limits: Limits,
  /** Bodies that may lead in a township, best first; empty means the dispatcher chooses and says why. */
  leadOrganisationIds: Type.Array(id<'organisation'>(), { maxItems: 200 }),
  assistingOrganisationIds: Type.Array(id<'organisation'>(), { maxItems: 200 }),
  teamKinds: Type.Array(oneOf(teamKinds), { maxItems: 9 }),
  capabilities: Type.Array(text(40), { maxItems: 20 }),
  /** The legal or administrative basis, cited in the advice. */
  basis: optionalText(400),
  evidence: record({
    photoBefore: Type.Boolean(),
    photoAfter: Type.Boolean(),
    /** Photos needed at each of the stages 围护, 修复, 恢复. */
    photoPerStage: Type.Boolean(),
  }),
  stages: Type.Integer({ minimum: 1, maximum: 3 }),
  validFrom: CivilDate,
  retired: Type.Boolean(),
})
export type Matter = Static<typeof Matter>

const {
  id: _id,
  township: _township,
  version: _version,
  retired: _retired,
  ...matterFields
} = Matter.properties

export const saveMatter = defineCommand({
  name: 'matters.save',
  summary: 'Add a matter, or change one',
  permission: 'matters.manage',
  params: record({
    matterId: id<'matter'>(),
    version: Type.Union([Type.Integer(), Type.Null()]),
    ...matterFields,
  }),
  answer: record({ matterId: id<'matter'>() }),
})

export const retireMatter = defineCommand({
  name: 'matters.retire',
  summary: 'Take a matter out of use; incidents filed under it keep it',
  permission: 'matters.manage',
  params: record({ matterId: id<'matter'>(), version: Type.Integer() }),
  answer: record({ matterId: id<'matter'>() }),
})

export const checkMatterImport = defineQuery({
  name: 'matters.check-import',
  summary: 'Dry run of a table of matters: what would be added or changed, and every error by row',
  permission: 'matters.manage',
  params: TableFile,
  answer: TableCheck,
})

export const importMatters = defineCommand({
  name: 'matters.import',
  summary: 'Import a CSV or XLSX table of matters, all or nothing',
  permission: 'matters.manage',
  params: TableFile,
  answer: TableImported,
})

export const exportMatters = defineQuery({
  name: 'matters.export',
  summary: 'The matters as a table that can be imported again, or the empty table',
  permission: 'matters.manage',
  params: TableRequest,
  answer: TableExport,
})

export const matterRefusals = {
  'matters.code-taken': 'conflict',
  'matters.body-unknown': 'rule',
  'matters.retired': 'rule',
} as const satisfies Record<string, RefusalClass>
