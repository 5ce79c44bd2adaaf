import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { decodeText } from '../platform/tables.ts'
import { ReplayError } from './mapping.ts'

/** Of a file and of what a packed one unpacks to; all of it is held in memory. */
const MAX_BYTES = 256 * 1_048_576

export interface SheetRow {
  /** Counted from 1; the header is on line 1. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface Sheet {
  /** The file's name without its folder. */
  readonly name: string
  readonly header: readonly string[]
  readonly rows: readonly SheetRow[]
  /** A cell without the blanks around it; empty where the row has none or holds a word for nothing. */
  cell(row: SheetRow, column: string): string
}

/** Reads a CSV, packed with gzip or not, in UTF-8, UTF-16 or GB 18030. Throws a ReplayError. */
export function readSheet(file: string, columns: readonly string[], blanks: readonly string[]): Sheet {
  const table = parseTable(bytesOf(file), file)
  const header = (table[0]?.record ?? []).map(cell => cell.trim())
  const places = new Map(header.map((column, index) => [column, index]))
  const missing = [...new Set(columns)].filter(column => !places.has(column))
  if (missing.length > 0)
    throw new ReplayError(`${file} has no column ${missing.join(', ')}; it has ${header.join(', ')}`)
  const nothing = new Set(blanks)
  return {
    name: basename(file),
    header,
    rows: table.slice(1).map(({ record, info }) => ({ line: info.lines, cells: record })),
    cell: (row, column) => {
      const cell = row.cells[places.get(column) ?? -1]?.trim() ?? ''
      return nothing.has(cell) ? '' : cell
    },
  }
}

function bytesOf(file: string): Buffer {
  try {
    if (statSync(file).size > MAX_BYTES) throw new Error('it is larger than 256 MB')
    const bytes = readFileSync(file)
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
    return packed ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes
  } catch (error) {
    throw new ReplayError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function parseTable(bytes: Buffer, file: string): readonly Parsed[] {
  try {
    return parse(decodeText(bytes), {
      bom: true,
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
    }) as unknown as readonly Parsed[]
  } catch (error) {
    throw new ReplayError(`${file} is no CSV: ${(error as Error).message}`)
  }
}
