import { Type, type Static } from 'typebox'
import { oneOf, record, text } from './contract.ts'
import type { RefusalClass } from './refusals.ts'

/** 8 MB of bytes as base64. */
const MAX_BASE64 = 11_184_812

/** A CSV or XLSX file as it lies on the sender's disk. */
export const TableFile = record({
  fileName: text(200),
  content: Type.String({ maxLength: MAX_BASE64, pattern: '^[A-Za-z0-9+/]*={0,2}$' }),
})
export type TableFile = Static<typeof TableFile>

export const tableErrorCodes = [
  'unreadable',
  'too-large',
  'too-many-rows',
  'empty',
  'header-missing',
  'header-twice',
  'missing',
  'too-long',
  'not-allowed',
  'number-lost-digits',
  'text-number',
  'unknown',
  'twice',
  'refused',
] as const
export type TableErrorCode = (typeof tableErrorCodes)[number]

/** What is wrong with one cell, where, and what would be right: the words allowed, a pattern, the file's limit. */
export const TableError = record({
  /** As the spreadsheet counts, 1 is the header; 0 means the file. */
  row: Type.Integer({ minimum: 0 }),
  column: Type.String(),
  code: oneOf(tableErrorCodes),
  value: Type.String(),
  expected: Type.String(),
})
export type TableError = Static<typeof TableError>

export const TableCheck = record({
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  errors: Type.Array(TableError),
})
export type TableCheck = Static<typeof TableCheck>

export const TableImported = record({
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
})

export const TableRequest = record({
  format: oneOf(['csv', 'xlsx'] as const),
  /** A template holds the header and an example, which an import passes over. */
  content: oneOf(['rows', 'template'] as const),
})
export type TableRequest = Static<typeof TableRequest>

export const TableExport = record({
  fileName: Type.String(),
  mediaType: Type.String(),
  /** base64 */
  content: Type.String(),
})
export type TableExport = Static<typeof TableExport>

export const tableRefusals = {
  'tables.has-errors': 'rule',
} as const satisfies Record<string, RefusalClass>

/** Errors told at most. */
export const MAX_TABLE_ERRORS = 500

/** Rows of text cells, the header first. */
export type Cells = readonly (readonly string[])[]

export type CellRead<Value> =
  { readonly value: Value } | { readonly fault: TableErrorCode; readonly expected: string }

export interface Column<Value> {
  /** The Chinese name first: it stands in templates and exports. Blanks, case, `_` and `-` do not count. */
  readonly headers: readonly [string, ...string[]]
  /** Whether a file without the column is refused. */
  readonly required: boolean
  /** Reads a trimmed cell, which may be empty. */
  readonly read: (cell: string) => CellRead<Value>
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- columns of different values in one table
export type Columns = Readonly<Record<string, Column<any>>>
export type RowOf<C extends Columns> = {
  readonly [Key in keyof C]: C[Key] extends Column<infer Value> ? Value : never
}

export interface ReadTable<C extends Columns> {
  readonly rows: readonly { readonly row: number; readonly values: RowOf<C> }[]
  readonly errors: readonly TableError[]
}

const plain = (header: string): string => header.toLowerCase().replace(/[\s_\-*（）()]/g, '')

/** How the first cell of a template's example row begins. */
const EXAMPLE = '示例：'

const isExample = (line: readonly string[]): boolean => line[0]?.trim().startsWith(EXAMPLE) === true

/** A row that shows how cells are written; who leaves it in a file imports nothing by it (TB-7). */
export function exampleRow<C extends Columns>(
  columns: C,
  cells: Readonly<Partial<Record<keyof C, string>>>,
): readonly string[] {
  return Object.keys(columns).map((key, at) => `${at === 0 ? EXAMPLE : ''}${cells[key] ?? ''}`)
}

/** Reads a table by its header; blank rows and the template's example are skipped, a row with any fault is left out and every fault is told. */
export function readTable<C extends Columns>(cells: Cells, columns: C): ReadTable<C> {
  const header = cells[0]
  if (header === undefined) return { rows: [], errors: [fileError('empty', '')] }
  const { places, errors } = findColumns(header, columns)
  if (errors.length > 0) return { rows: [], errors }
  const found: TableError[] = []
  const rows: { row: number; values: RowOf<C> }[] = []
  for (const [i, line] of cells.entries()) {
    if (i === 0 || line.every(cell => cell.trim() === '') || isExample(line)) continue
    const values: Record<string, unknown> = {}
    const before = found.length
    for (const [key, column] of Object.entries(columns)) {
      const cell = restore((line[places.get(key) ?? -1] ?? '').trim())
      const result = column.read(cell)
      if ('value' in result) values[key] = result.value
      else found.push(cellError(i + 1, column, result.fault, cell, result.expected))
    }
    if (found.length === before) rows.push({ row: i + 1, values: values as RowOf<C> })
  }
  if (rows.length === 0 && found.length === 0) found.push(fileError('empty', ''))
  return { rows, errors: found }
}

export function fileError(code: TableErrorCode, expected: string): TableError {
  return { row: 0, column: '', code, value: '', expected }
}

export function cellError(
  row: number,
  column: Column<unknown>,
  code: TableErrorCode,
  value: string,
  expected: string,
): TableError {
  return { row, column: column.headers[0], code, value: value.slice(0, 80), expected }
}

function findColumns(
  header: readonly string[],
  columns: Columns,
): { readonly places: ReadonlyMap<string, number>; readonly errors: readonly TableError[] } {
  const names = header.map(plain)
  const places = new Map<string, number>()
  const errors: TableError[] = []
  for (const [key, column] of Object.entries(columns)) {
    const wanted = column.headers.map(plain)
    const at = names.flatMap((name, i) => (wanted.includes(name) ? [i] : []))
    if (at.length > 1)
      errors.push(cellError(1, column, 'header-twice', column.headers[0], column.headers.join(' / ')))
    else if (at[0] !== undefined) places.set(key, at[0])
    else if (column.required)
      errors.push(cellError(1, column, 'header-missing', '', column.headers.join(' / ')))
  }
  return { places, errors }
}

/** A spreadsheet runs a cell that begins so as a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** Keeps an exported cell text: OWASP CSV Injection, a leading apostrophe. */
export function neutralise(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

function restore(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell
}

/** A number that a spreadsheet has rounded: `5.11421E+17`. */
const ROUNDED = /^\d(\.\d+)?e\+\d+$/i

export function textCell(maxLength: number): Column<string>['read'] {
  return cell => {
    if (cell === '') return { fault: 'missing', expected: '' }
    return optionalCell(maxLength)(cell)
  }
}

export function optionalCell(maxLength: number): Column<string>['read'] {
  return cell => {
    if (ROUNDED.test(cell)) return { fault: 'number-lost-digits', expected: '' }
    return cell.length > maxLength ? { fault: 'too-long', expected: String(maxLength) } : { value: cell }
  }
}

export function patternCell(pattern: RegExp, expected: string): Column<string>['read'] {
  return cell => {
    if (cell === '') return { value: '' }
    if (ROUNDED.test(cell)) return { fault: 'number-lost-digits', expected }
    return pattern.test(cell) ? { value: cell } : { fault: 'not-allowed', expected }
  }
}

/**
 * One of several words, each under its Chinese name as on the screens first, then others and its English key; `blank` is
 * what an empty cell means. What would be right is told by the first names alone (TB-8).
 */
export function wordCell<Value>(
  words: Readonly<Record<string, Value>>,
  blank?: Value,
): Column<Value>['read'] {
  const first = new Map(
    Object.entries(words)
      .reverse()
      .map(([word, value]) => [value, word]),
  )
  const expected = [...first.values()].reverse().join(' / ')
  const table = new Map(Object.entries(words).map(([word, value]) => [plain(word), value]))
  return cell => {
    if (cell === '' && blank !== undefined) return { value: blank }
    const value = table.get(plain(cell))
    if (value === undefined) return { fault: cell === '' ? 'missing' : 'not-allowed', expected }
    return { value }
  }
}

/** Several cells in one, parted by 、 ， , ; ； or |. */
export function listCell<Value>(read: Column<Value>['read']): Column<readonly Value[]>['read'] {
  return cell => {
    const values: Value[] = []
    for (const part of cell.split(/[、，,;；|]/)) {
      if (part.trim() === '') continue
      const result = read(part.trim())
      if ('fault' in result) return result
      values.push(result.value)
    }
    return { value: values }
  }
}

export function numberCell(minimum: number, maximum: number): Column<number | null>['read'] {
  return cell => {
    if (cell === '') return { value: null }
    const value = Number(cell)
    const fits = /^-?\d+(\.\d+)?$/.test(cell) && value >= minimum && value <= maximum
    return fits ? { value } : { fault: 'not-allowed', expected: `${minimum} … ${maximum}` }
  }
}

export const yesNoCell = wordCell(
  { 是: true, 否: false, yes: true, no: false, true: true, false: false },
  false,
)

/** Headers of the people's table that a client looks for in an export. */
export const personHeaders = { name: '姓名', phone: '手机', body: '机构编码', signInName: '登录名' } as const
