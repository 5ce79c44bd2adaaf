import type { Position } from '@one-centre/shared/geo'
import type { ReportSource } from '@one-centre/shared/reports'
import { toIso } from '@one-centre/shared/time'
import { timeReader, type ReadTime } from './instants.ts'
import { columnsOfReports, type Mapping, type ReportColumns } from './mapping.ts'
import type { Reject } from './rejects.ts'
import { readSheet, type Sheet, type SheetRow } from './sheet.ts'
import { fillIn } from './template.ts'

export interface Named {
  readonly code: string
  readonly name: string
}

/** A row of the ledger that can be handed in. */
export interface LedgerRow {
  readonly row: SheetRow
  readonly number: string
  /** ms since 1970 */
  readonly reportedAt: number
  readonly text: string
  readonly address: string
  readonly matter: (Named & { readonly major: string }) | null
  readonly township: Named
  readonly grid: string | null
  readonly position: Position | null
  readonly source: ReportSource
}

export interface Ledger {
  readonly name: string
  /** Rows of the file without its header: as many as good and rejected together. */
  readonly read: number
  /** In the order of their times. */
  readonly rows: readonly LedgerRow[]
  readonly rejects: readonly Reject[]
}

/** Reads a ledger and parts the good rows from the bad (R-1 … R-4). */
export function readLedger(file: string, mapping: Mapping, reports: ReportColumns): Ledger {
  const sheet = readSheet(file, columnsOfReports(reports), mapping.blanks)
  const judge = judgeOf(sheet, reports, mapping.timeZone)
  const rows: LedgerRow[] = []
  const rejects: Reject[] = []
  const seen = new Map<string, number>()
  for (const row of sheet.rows) {
    const number = sheet.cell(row, reports.number)
    const before = seen.get(number)
    const judged = before === undefined ? judge(row, number) : `the number stands in line ${before} already`
    if (typeof judged === 'string') {
      rejects.push({ file: sheet.name, line: row.line, number, reason: judged, cells: row.cells })
      continue
    }
    seen.set(number, row.line)
    rows.push(judged)
  }
  rows.sort((a, b) => a.reportedAt - b.reportedAt)
  return { name: sheet.name, read: sheet.rows.length, rows, rejects }
}

type Judge = (row: SheetRow, number: string) => LedgerRow | string

/** The row as it can be handed in, or in words why it cannot. */
function judgeOf(sheet: Sheet, reports: ReportColumns, timeZone: string): Judge {
  const opened = timeReader(reports.reportedAt.format, timeZone)
  const closed = reports.closedAt === null ? null : timeReader(reports.closedAt.format, timeZone)
  return (row, number) => {
    const cell = (column: string): string => sheet.cell(row, column)
    if (row.cells.length !== sheet.header.length)
      return `the row has ${row.cells.length} cells, the header ${sheet.header.length}`
    const blank = [reports.number, ...reports.required].find(column => cell(column) === '')
    if (blank !== undefined) return `${blank} is blank`
    if (number.length > 120) return `${reports.number} is longer than 120 letters`
    const reportedAt = timeOf(cell(reports.reportedAt.column), reports.reportedAt, opened)
    if (typeof reportedAt === 'string') return reportedAt
    const fault = closed === null ? null : faultOfClosing(cell, reports, closed, reportedAt)
    if (fault !== null) return fault
    const position = positionOf(cell, reports.position)
    if (typeof position === 'string') return position
    const township = townshipOf(cell, reports)
    if (township === null) return `the township (${reports.township.name}) is blank`
    const text = fillIn(reports.text, cell)
    if (text === '') return 'it says nothing'
    return {
      row,
      number,
      reportedAt,
      text: text.slice(0, 4_000),
      address: fillIn(reports.address ?? '', cell).slice(0, 200),
      matter: matterOf(cell, reports),
      township,
      grid: reports.grid === null ? null : fillIn(reports.grid, cell) || null,
      position,
      source: sourceOf(cell, reports),
    }
  }
}

type Cell = (column: string) => string

function timeOf(
  written: string,
  { column, format }: ReportColumns['reportedAt'],
  read: ReadTime,
): number | string {
  if (written === '') return `${column} is blank`
  return read(written) ?? `${column} "${written.slice(0, 40)}" is no time written as ${format}`
}

function faultOfClosing(
  cell: Cell,
  reports: ReportColumns,
  closed: ReadTime,
  reportedAt: number,
): string | null {
  const { closedAt } = reports
  if (closedAt === null || cell(closedAt.column) === '') return null
  const at = timeOf(cell(closedAt.column), closedAt, closed)
  if (typeof at === 'string') return at
  return at < reportedAt ? `closed at ${toIso(at)}, before it was opened at ${toIso(reportedAt)}` : null
}

/** The place in degrees, null where there is none, or in words what is wrong with it. */
export function positionOf(cell: Cell, columns: ReportColumns['position']): Position | null | string {
  if (columns === null) return null
  const [lonCell, latCell] = [cell(columns.lon), cell(columns.lat)]
  if (lonCell === '' && latCell === '')
    return columns.required ? `${columns.lon} and ${columns.lat} are blank` : null
  if (lonCell === '' || latCell === '') return `one of ${columns.lon} and ${columns.lat} is blank`
  const [lon, lat] = [Number(lonCell), Number(latCell)]
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
    return `${lonCell.slice(0, 20)}, ${latCell.slice(0, 20)} are no coordinates`
  return lon === 0 && lat === 0 ? 'the coordinates are 0, 0' : { lon, lat }
}

function townshipOf(cell: Cell, { township }: ReportColumns): Named | null {
  const name = shortened(fillIn(township.name, cell), 80)
  const code = shortened(fillIn(township.code, cell), 40)
  return name === '' || code === '' ? township.otherwise : { code, name }
}

function matterOf(cell: Cell, { matter }: ReportColumns): LedgerRow['matter'] {
  if (matter === null) return null
  const [code, name] = [fillIn(matter.code, cell), fillIn(matter.name, cell)]
  if (code === '' || name === '') return null
  const major = fillIn(matter.major, cell)
  return { code: shortened(code, 40), name: shortened(name, 80), major: shortened(major || name, 40) }
}

function sourceOf(cell: Cell, { source }: ReportColumns): ReportSource {
  return (source.column === null ? undefined : source.words[cell(source.column)]) ?? source.otherwise
}

/** A long name keeps its two ends, where names differ. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) return name
  const end = Math.floor(most / 3)
  return `${name.slice(0, most - end - 1)}…${name.slice(-end)}`
}
