import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import {
  neutralise,
  type Cells,
  type TableErrorCode,
  type TableExport,
  type TableFile,
} from '@one-centre/shared/tables'
import { parse } from 'csv-parse/sync'
import exceljs, { type CellValue } from 'exceljs'

/** Of what an XLSX unpacks to: its rows are held in memory several times over. */
const MAX_UNPACKED_BYTES = 33_554_432
const MAX_ROWS = 5_001
const MAX_COLUMNS = 100
const MAX_ENTRIES = 1_000

export type DecodedTable =
  { readonly cells: Cells } | { readonly fault: TableErrorCode; readonly expected: string }

/** Reads CSV (UTF-8, UTF-16, GB 18030) or XLSX, known by its bytes and not by its name, into rows of text. */
export async function decodeTable(file: TableFile): Promise<DecodedTable> {
  const bytes = Buffer.from(file.content, 'base64')
  if (bytes.length === 0) return { fault: 'empty', expected: '' }
  try {
    // "PK", the first local header of a ZIP.
    const cells = bytes.readUInt16BE(0) === 0x504b ? await readXlsx(bytes) : readCsv(bytes)
    if (cells === 'too-large') return { fault: 'too-large', expected: `${MAX_UNPACKED_BYTES / 1_048_576} MB` }
    if (cells.length > MAX_ROWS) return { fault: 'too-many-rows', expected: String(MAX_ROWS - 1) }
    return { cells }
  } catch {
    return { fault: 'unreadable', expected: 'CSV, XLSX' }
  }
}

function readCsv(bytes: Buffer): Cells {
  const text = decodeText(bytes)
  const first = text.slice(0, text.indexOf('\n') + 1 || undefined)
  const delimiter = [',', '\t', ';'].reduce((best, mark) =>
    first.split(mark).length > first.split(best).length ? mark : best,
  )
  return parse(text, {
    delimiter,
    relaxColumnCount: true,
    skipEmptyLines: false,
    bom: true,
    to: MAX_ROWS + 1,
  })
}

/** A byte order mark decides; otherwise UTF-8 where it is valid, and GB 18030, which holds GBK, where it is not. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
  }
}

async function readXlsx(bytes: Buffer): Promise<Cells | 'too-large'> {
  if (await unpacksTooLarge(bytes)) return 'too-large'
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load(bytes as unknown as ArrayBuffer)
  const sheet = workbook.worksheets[0]
  if (sheet === undefined) return []
  const cells: string[][] = []
  const rows = Math.min(sheet.rowCount, MAX_ROWS + 1)
  const columns = Math.min(sheet.columnCount, MAX_COLUMNS)
  for (let row = 1; row <= rows; row += 1) {
    const line = sheet.getRow(row)
    cells.push(Array.from({ length: columns }, (_, i) => cellText(line.getCell(i + 1).value)))
  }
  return cells
}

function cellText(value: CellValue): string {
  if (value === null || value === undefined) return ''
  // Beyond 2^53 the last digits are already lost; say so in a form that no reader takes for the number.
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if ('richText' in value) return value.richText.map(part => part.text).join('')
  if ('hyperlink' in value) return value.text
  if ('result' in value) return cellText(value.result)
  return ''
}

const inflate = promisify(inflateRaw)

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50

/**
 * Whether a ZIP holds more than we unpack. Every entry is unpacked under a limit: the sizes it names
 * are the sender's word.
 */
async function unpacksTooLarge(bytes: Buffer): Promise<boolean> {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'))
  if (end < 0 || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('no ZIP directory')
  const count = bytes.readUInt16LE(end + 10)
  if (count > MAX_ENTRIES) return true
  let at = bytes.readUInt32LE(end + 16)
  let left = MAX_UNPACKED_BYTES
  for (let i = 0; i < count; i += 1) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('not a ZIP directory entry')
    const packed = packedBytes(bytes, at)
    if (bytes.readUInt16LE(at + 10) !== 0 && left > 0) {
      const size = await unpackedSize(packed, left)
      if (size === undefined) return true
      left -= size
    } else left -= packed.length
    if (left <= 0) return true
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return false
}

function packedBytes(bytes: Buffer, entry: number): Buffer {
  const header = bytes.readUInt32LE(entry + 42)
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
  return bytes.subarray(start, start + bytes.readUInt32LE(entry + 20))
}

async function unpackedSize(packed: Buffer, limit: number): Promise<number | undefined> {
  try {
    const unpacked = await inflate(packed, { maxOutputLength: limit })
    return unpacked.length
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw error
  }
}

/** A table as a file that spreadsheets open rightly: CSV with a byte order mark, XLSX with text cells only. */
export async function encodeTable(name: string, format: 'csv' | 'xlsx', cells: Cells): Promise<TableExport> {
  const safe = cells.map(row => row.map(neutralise))
  if (format === 'csv') {
    const lines = safe.map(row => row.map(quote).join(','))
    const content = Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`).toString('base64')
    return { fileName: `${name}.csv`, mediaType: 'text/csv; charset=utf-8', content }
  }
  const workbook = new exceljs.Workbook()
  const sheet = workbook.addWorksheet(name)
  sheet.columns = (safe[0] ?? []).map(() => ({ width: 18, style: { numFmt: '@' } }))
  sheet.addRows(safe.map(row => [...row]))
  const bytes = Buffer.from(await workbook.xlsx.writeBuffer())
  return {
    fileName: `${name}.xlsx`,
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    content: bytes.toString('base64'),
  }
}

const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
