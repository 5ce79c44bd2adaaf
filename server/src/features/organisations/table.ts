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
  type Cells,
  type Column,
  type TableError,
} from '@one-centre/shared/tables'
import { whyNotSave } from './rules.ts'

type Type = Organisation['type']

const typeWords: Readonly<Record<string, Type>> = {
  县: 'county',
  乡镇: 'township',
  部门: 'department',
  派驻机构: 'stationed-agency',
  办公室: 'office',
  村社区: 'village',
  执法队: 'brigade',
  企业: 'enterprise',
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
  agencyCode: column({ headers: ['派出部门编码', 'agencyCode'], required: false, read: optionalCell(40) }),
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

/** G-17: what a table of bodies would do. `bodies` are those of the township and the county. */
export function planOrganisations(
  cells: Cells,
  township: Id<'organisation'>,
  bodies: readonly Organisation[],
  idOf: (code: string) => Id<'organisation'>,
): OrganisationPlan {
  const { rows, errors } = readTable(cells, columns)
  const found: TableError[] = [...errors]
  const own = new Map(bodies.filter(body => body.township === township).map(body => [body.code, body]))
  const byCode = new Map([...bodies.map(body => [body.code, body.id] as const)])
  for (const [code, body] of own) byCode.set(code, body.id)
  const seen = new Set<string>()
  for (const { row, values } of rows) {
    if (seen.has(values.code)) found.push(cellError(row, columns.code, 'twice', values.code, ''))
    seen.add(values.code)
    byCode.set(values.code, own.get(values.code)?.id ?? idOf(values.code))
  }
  const drafts = rows.map(({ row, values }) => {
    const above = (key: 'parentCode' | 'agencyCode'): Id<'organisation'> | null => {
      const code = values[key]
      const id = byCode.get(code)
      if (code !== '' && id === undefined) found.push(cellError(row, columns[key], 'unknown', code, ''))
      return id ?? null
    }
    const before = own.get(values.code)
    const { lon, lat } = values
    if ((lon === null) !== (lat === null))
      found.push(cellError(row, lon === null ? columns.lon : columns.lat, 'missing', '', ''))
    const after: Organisation = {
      id: before?.id ?? idOf(values.code),
      township,
      version: before?.version ?? 0,
      code: values.code,
      name: values.name,
      shortName: values.shortName === '' ? values.name.slice(0, 20) : values.shortName,
      type: values.type,
      verifies: values.verifies,
      parentId: above('parentCode'),
      agencyId: above('agencyCode'),
      position: lon === null || lat === null ? null : { lon, lat },
      phone: values.phone,
      retired: before?.retired ?? false,
    }
    return { row, before, after }
  })
  if (found.length > 0) return { added: [], changed: [], unchanged: 0, errors: found }
  const drafted = new Set(drafts.map(draft => draft.after.id))
  const world = [...bodies.filter(body => !drafted.has(body.id)), ...drafts.map(draft => draft.after)]
  for (const { row, after } of drafts) {
    const refusal = whyNotSave(after.id, township, after, world)
    if (refusal !== null) found.push(cellError(row, columns.parentCode, 'refused', after.code, refusal.code))
  }
  if (found.length > 0) return { added: [], changed: [], unchanged: 0, errors: found }
  const changed = drafts.filter(draft => draft.before !== undefined && !isSame(draft.before, draft.after))
  const added = drafts.filter(draft => draft.before === undefined)
  return {
    added: added.map(draft => draft.after),
    changed: changed.map(draft => draft.after),
    unchanged: drafts.length - added.length - changed.length,
    errors: [],
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
