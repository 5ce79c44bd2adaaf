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
import { MultiPolygon, Position } from './geo.ts'
import type { RefusalClass } from './refusals.ts'
import { TableCheck, TableExport, TableFile, TableImported, tableRefusals, TableRequest } from './tables.ts'

export const organisationTypes = [
  'county',
  'township',
  'department',
  'stationed-agency',
  'office',
  'village',
  'brigade',
  'enterprise',
] as const

/** 机构: county, township, department, stationed agency, office, village, brigade. A stationed agency has two parents. */
export const Organisation = record({
  ...EntityHead,
  id: id<'organisation'>(),
  code: text(40),
  name: text(80),
  shortName: text(20),
  type: oneOf(organisationTypes),
  /** 网格中心-like bodies that verify; a verifier's body never handles. */
  verifies: Type.Boolean(),
  parentId: Type.Union([id<'organisation'>(), Type.Null()]),
  /** The agency a stationed body belongs to beside the town that commands it (双重管理). */
  agencyId: Type.Union([id<'organisation'>(), Type.Null()]),
  position: Type.Union([Position, Type.Null()]),
  phone: optionalText(40),
  retired: Type.Boolean(),
})
export type Organisation = Static<typeof Organisation>

export const gridLevels = ['county', 'township', 'village', 'grid', 'micro-grid'] as const
export type GridLevel = (typeof gridLevels)[number]

/** 网格: a responsibility area of one level; children tile their parent. */
export const Grid = record({
  ...EntityHead,
  id: id<'grid'>(),
  code: text(40),
  name: text(80),
  level: oneOf(gridLevels),
  parentId: Type.Union([id<'grid'>(), Type.Null()]),
  organisationId: Type.Union([id<'organisation'>(), Type.Null()]),
  polygon: MultiPolygon,
  /** Where its name is written. */
  centre: Position,
  dutyPersonIds: Type.Array(id<'person'>()),
  validFrom: CivilDate,
})
export type Grid = Static<typeof Grid>

const organisationFields = {
  code: Organisation.properties.code,
  name: Organisation.properties.name,
  shortName: Organisation.properties.shortName,
  type: Organisation.properties.type,
  verifies: Organisation.properties.verifies,
  parentId: Organisation.properties.parentId,
  agencyId: Organisation.properties.agencyId,
  position: Organisation.properties.position,
  phone: Organisation.properties.phone,
}

export const saveOrganisation = defineCommand({
  name: 'organisations.save',
  summary: 'Add a body, or change one',
  permission: 'organisations.manage',
  params: record({
    organisationId: id<'organisation'>(),
    /** The version being changed; null for a new one. */
    version: Type.Union([Type.Integer(), Type.Null()]),
    ...organisationFields,
  }),
  answer: record({ organisationId: id<'organisation'>() }),
})

export const retireOrganisation = defineCommand({
  name: 'organisations.retire',
  summary: 'Take a body out of use; its history stays',
  permission: 'organisations.manage',
  params: record({ organisationId: id<'organisation'>(), version: Type.Integer(), reason: text(200) }),
  answer: record({ organisationId: id<'organisation'>() }),
})

/** A finding of the grid check. `severity: 'error'` keeps the import from being saved. */
export const GridFinding = record({
  severity: oneOf(['error', 'warning'] as const),
  code: oneOf([
    'not-a-polygon',
    'unclosed',
    'self-crossing',
    'doubled-border',
    'too-few-points',
    'too-many-points',
    'too-many-features',
    'too-complex',
    'coordinate-invalid',
    'coordinates-swapped',
    'null-island',
    'unknown-level',
    'unknown-parent',
    'parent-level',
    'unknown-organisation',
    'code-from-row',
    'duplicate-code',
    'missing-field',
    'overlap',
    'gap',
    'outside-parent',
  ] as const),
  /** Counted from 0 in the file. */
  feature: Type.Integer({ minimum: 0 }),
  gridCode: Type.String(),
  /** What it is about beside the grid: another grid's code, the missing field, the value that was read. */
  other: Type.String(),
  /** Square metres, where an area is meant. */
  area: Type.Number(),
  at: Type.Union([Position, Type.Null()]),
})
export type GridFinding = Static<typeof GridFinding>

/** One grid of an import, as read from a GeoJSON feature. */
export const GridDraft = record({
  code: text(40),
  name: text(80),
  level: oneOf(gridLevels),
  parentCode: Type.Union([Type.String(), Type.Null()]),
  organisationCode: Type.Union([Type.String(), Type.Null()]),
  polygon: MultiPolygon,
})
export type GridDraft = Static<typeof GridDraft>

/** GeoJSON comes as text or an object; the check reads it and says what is wrong feature by feature. */
export const GridImport = record({
  /** A GeoJSON FeatureCollection whose features carry `code`, `name`, `level`, `parentCode` and `organisationCode`. */
  collection: Type.Record(Type.String(), Type.Unknown()),
})

export const checkGridImport = defineQuery({
  name: 'grids.check-import',
  summary: 'Dry run of a grid import: what would be added or changed, and every finding',
  permission: 'organisations.manage',
  params: GridImport,
  answer: record({
    added: Type.Integer(),
    changed: Type.Integer(),
    unchanged: Type.Integer(),
    findings: Type.Array(GridFinding),
  }),
})

export const importGrids = defineCommand({
  name: 'grids.import',
  summary: 'Import grids, all or nothing',
  permission: 'organisations.manage',
  params: GridImport,
  answer: record({ added: Type.Integer(), changed: Type.Integer(), unchanged: Type.Integer() }),
})

export const assignGridDuty = defineCommand({
  name: 'grids.assign-duty',
  summary: 'Name the people on duty for a grid',
  permission: 'organisations.manage',
  params: record({
    gridId: id<'grid'>(),
    version: Type.Integer(),
    personIds: Type.Array(id<'person'>(), { maxItems: 20 }),
  }),
  answer: record({ gridId: id<'grid'>() }),
})

export const locate = defineQuery({
  name: 'grids.locate',
  summary: 'Which grids hold a point, from the township down; on a border, every neighbour',
  permission: 'organisations.read',
  params: record({ position: Position }),
  answer: record({
    gridIds: Type.Array(id<'grid'>()),
    tie: Type.Boolean(),
    /** The nearest grid to a point that no grid holds. */
    nearest: Type.Union([record({ gridId: id<'grid'>(), metres: Type.Number() }), Type.Null()]),
  }),
})

export const checkOrganisationImport = defineQuery({
  name: 'organisations.check-import',
  summary: 'Dry run of a table of bodies: what would be added or changed, and every error by row',
  permission: 'organisations.manage',
  params: TableFile,
  answer: TableCheck,
})

export const importOrganisations = defineCommand({
  name: 'organisations.import',
  summary: 'Import a CSV or XLSX table of bodies, all or nothing',
  permission: 'organisations.manage',
  params: TableFile,
  answer: TableImported,
})

export const exportOrganisations = defineQuery({
  name: 'organisations.export',
  summary: 'The bodies as a table that can be imported again, or the empty table',
  permission: 'organisations.manage',
  params: TableRequest,
  answer: TableExport,
})

export const organisationRefusals = {
  ...tableRefusals,
  'organisations.code-taken': 'conflict',
  'organisations.parent-unknown': 'rule',
  'organisations.still-in-use': 'rule',
  'organisations.retired': 'rule',
  'grids.person-unknown': 'rule',
  'grids.import-has-errors': 'rule',
  'place.outside-county': 'rule',
} as const satisfies Record<string, RefusalClass>
