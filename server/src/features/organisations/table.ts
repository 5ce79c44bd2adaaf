import type { Id } from '@one-centre/shared/ids'
import { organisationTypes, type Organisation } from '@one-centre/shared/organisations'
import {
  cellError,
  numberCell,
  optionalCell,
  readTable,
  textCell,
  wordCell,
  yesNoCell,
  exampleRow,
  type Cells,
  type Column,
  type RowOf,
  type TableError,
} from '@one-centre/shared/tables'
import { whyNotSave } from './rules.ts'

type Type = Organisation['type']

const typeWords: Readonly<Record<string, Type>> = {
  县: 'county',
  乡镇: 'township',
  部门: 'department',
  派驻机构: 'stationed-agency',
  内设机构: 'office',
  '村/社区': 'village',
  执法队: 'brigade',
  企业: 'enterprise',
  办公室: 'office',
  村社区: 'village',
  村: 'village',
  社区: 'village',
  ...Object.fromEntries(organisationTypes.map(type => [type, type])),
}

/** One column; the literal stays what it is while its cell's type is kept. */
function column<Value>(given: Column<Value>): Column<Value> {
  return given
}

const columns = {
  code: column({ headers: ['机构编码', 'code', '编码'], required: true, read: textCell(40) }),
  name: column({ headers: ['机构名称', 'name', '名称'], required: true, read: textCell(80) }),
  shortName: column({ headers: ['简称', 'shortName'], required: false, read: optionalCell(20) }),
  type: column({ headers: ['机构类型', 'type', '类型'], required: true, read: wordCell(typeWords) }),
  verifies: column({ headers: ['负责核查', 'verifies'], required: false, read: yesNoCell }),
  parentCode: column({ headers: ['上级编码', 'parentCode'], required: false, read: optionalCell(40) }),
  agencyCode: column({
    headers: ['派驻部门编码', 'agencyCode', '派出部门编码'],
    required: false,
    read: optionalCell(40),
  }),
  lon: column({ headers: ['经度', 'lon'], required: false, read: numberCell(-180, 180) }),
  lat: column({ headers: ['纬度', 'lat'], required: false, read: numberCell(-90, 90) }),
  phone: column({ headers: ['电话', 'phone'], required: false, read: optionalCell(40) }),
}

export interface OrganisationPlan {
  readonly added: readonly Organisation[]
  readonly changed: readonly Organisation[]
  readonly unchanged: number
  readonly errors: readonly TableError[]
}

type Row = { readonly row: number; readonly values: RowOf<typeof columns> }
type Above = (code: string) => Id<'organisation'> | undefined

/** G-17: what a table of bodies would do. `bodies` are those of the township and the county. */
export function planOrganisations(
  cells: Cells,
  township: Id<'organisation'>,
  bodies: readonly Organisation[],
  idOf: (code: string) => Id<'organisation'>,
): OrganisationPlan {
  const { rows, errors } = readTable(cells, columns)
  const own = new Map(bodies.filter(body => body.township === township).map(body => [body.code, body]))
  // A body of the township, or of the table, comes before one of the county with the same code.
  const ids = new Map([...bodies, ...own.values()].map(body => [body.code, body.id]))
  for (const { values } of rows) ids.set(values.code, own.get(values.code)?.id ?? idOf(values.code))
  const found: TableError[] = [...errors, ...twiceErrors(rows)]
  const drafts = rows.map(row => {
    const before = own.get(row.values.code)
    const id = before?.id ?? idOf(row.values.code)
    found.push(...rowErrors(row, code => ids.get(code)))
    return { row: row.row, before, after: bodyOf(row, id, township, before, code => ids.get(code)) }
  })
  const drafted = new Set(drafts.map(draft => draft.after.id))
  const world = [...bodies.filter(body => !drafted.has(body.id)), ...drafts.map(draft => draft.after)]
  for (const { row, after } of found.length === 0 ? drafts : []) {
    const refusal = whyNotSave(after.id, township, after, world)
    if (refusal !== null) found.push(cellError(row, columns.parentCode, 'refused', after.code, refusal.code))
  }
  if (found.length > 0) return { added: [], changed: [], unchanged: 0, errors: found }
  const added = drafts.filter(draft => draft.before === undefined)
  const changed = drafts.filter(({ before, after }) => before !== undefined && !isSame(before, after))
  return {
    added: added.map(draft => draft.after),
    changed: changed.map(draft => draft.after),
    unchanged: drafts.length - added.length - changed.length,
    errors: [],
  }
}

function twiceErrors(rows: readonly Row[]): readonly TableError[] {
  const seen = new Set<string>()
  return rows.flatMap(({ row, values }) => {
    const twice = seen.has(values.code)
    seen.add(values.code)
    return twice ? [cellError(row, columns.code, 'twice', values.code, '')] : []
  })
}

function rowErrors({ row, values }: Row, above: Above): readonly TableError[] {
  const errors: TableError[] = []
  for (const key of ['parentCode', 'agencyCode'] as const)
    if (values[key] !== '' && above(values[key]) === undefined)
      errors.push(cellError(row, columns[key], 'unknown', values[key], ''))
  if ((values.lon === null) !== (values.lat === null))
    errors.push(cellError(row, values.lon === null ? columns.lon : columns.lat, 'missing', '', ''))
  return errors
}

function bodyOf(
  { values }: Row,
  id: Id<'organisation'>,
  township: Id<'organisation'>,
  before: Organisation | undefined,
  above: Above,
): Organisation {
  const { lon, lat } = values
  return {
    id,
    township,
    version: before?.version ?? 0,
    code: values.code,
    name: values.name,
    shortName: values.shortName === '' ? values.name.slice(0, 20) : values.shortName,
    type: values.type,
    verifies: values.verifies,
    parentId: above(values.parentCode) ?? null,
    agencyId: above(values.agencyCode) ?? null,
    position: lon === null || lat === null ? null : { lon, lat },
    phone: values.phone,
    retired: before?.retired ?? false,
  }
}

function isSame(a: Organisation, b: Organisation): boolean {
  const parts = (body: Organisation): readonly unknown[] => [
    body.name,
    body.shortName,
    body.type,
    body.verifies,
    body.parentId,
    body.agencyId,
    body.position?.lon,
    body.position?.lat,
    body.phone,
  ]
  return JSON.stringify(parts(a)) === JSON.stringify(parts(b))
}

/** The rows of a table that `planOrganisations` reads again; without bodies, the template. */
export function organisationCells(bodies: readonly Organisation[], all: readonly Organisation[]): Cells {
  const codes = new Map(all.map(body => [body.id as string, body.code]))
  const typeWord = new Map(
    Object.entries(typeWords)
      .map(([word, type]) => [type, word] as const)
      .reverse(),
  )
  return [
    Object.values(columns).map(one => one.headers[0]),
    ...bodies.map(body => [
      body.code,
      body.name,
      body.shortName,
      typeWord.get(body.type) ?? body.type,
      body.verifies ? '是' : '否',
      body.parentId === null ? '' : (codes.get(body.parentId) ?? ''),
      body.agencyId === null ? '' : (codes.get(body.agencyId) ?? ''),
      body.position === null ? '' : String(body.position.lon),
      body.position === null ? '' : String(body.position.lat),
      body.phone,
    ]),
  ]
}

/** The header and how a row is written. */
export function organisationTemplate(): Cells {
  const example = exampleRow(columns, {
    code: 'ZF-01',
    name: '东镇综合执法队',
    shortName: '执法队',
    type: '执法队',
    verifies: '否',
    parentCode: 'T1',
    lon: '120.051234',
    lat: '30.051234',
    phone: '0571-80000000',
  })
  return [...organisationCells([], []), example]
}
