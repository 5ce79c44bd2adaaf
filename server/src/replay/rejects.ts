import { writeFileSync } from 'node:fs'
import { neutralise } from '@one-centre/shared/tables'

/** A row that was not stored, and why. */
export interface Reject {
  readonly file: string
  readonly line: number
  readonly number: string
  /** In words. */
  readonly reason: string
  readonly cells: readonly string[]
}

/** A western longitude is no formula. */
const NUMBER = /^-?\d+(\.\d+)?$/

const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

const lineOf = (cells: readonly string[]): string =>
  cells.map(cell => quote(NUMBER.test(cell) ? cell : neutralise(cell))).join(',')

/** Writes the rejects as CSV: file, line, number, reason, then the row as it came. Overwrites the file. */
export function writeRejects(path: string, rejects: readonly Reject[]): void {
  const lines = rejects.map(({ file, line, number, reason, cells }) =>
    lineOf([file, String(line), number, reason, ...cells]),
  )
  writeFileSync(path, `\uFEFF${['file,line,number,reason,row…', ...lines].join('\r\n')}\r\n`)
}
