import type { Position } from '@one-centre/shared/geo'
import { timeReader } from './instants.ts'
import { positionOf } from './ledger.ts'
import { columnsOfTracks, type Mapping, type TrackColumns } from './mapping.ts'
import type { Reject } from './rejects.ts'
import { readSheet, type Sheet, type SheetRow } from './sheet.ts'

export interface TrackPoint extends Position {
  readonly unit: string
  /** ms since 1970 */
  readonly at: number
  readonly busy: boolean
}

/** A unit on one task: from its first busy point to its last. */
export interface Trip {
  readonly unit: string
  /** `abtyff-1211267046`: follows from the file, so that a second run finds it. */
  readonly number: string
  readonly points: readonly [TrackPoint, ...TrackPoint[]]
}

export interface TrackFile {
  readonly name: string
  /** Lines without the header: points of trips, points of free units and rejects together. */
  readonly read: number
  /** Points of units that were free: nobody may know where those are. */
  readonly free: number
  /** The trips of each unit in their order. */
  readonly trips: ReadonlyMap<string, readonly Trip[]>
  readonly rejects: readonly Reject[]
}

/** A unit that was silent for longer has ended its trip. */
const SILENCE_MS = 30 * 60_000

export function readTracks(file: string, mapping: Mapping, columns: TrackColumns): TrackFile {
  const sheet = readSheet(file, columnsOfTracks(columns), mapping.blanks)
  const judge = judgeOf(sheet, columns, mapping.timeZone)
  const byUnit = new Map<string, Map<number, TrackPoint>>()
  const rejects: Reject[] = []
  for (const row of sheet.rows) {
    const judged = judge(row)
    const fault = typeof judged === 'string' ? judged : keep(byUnit, judged)
    if (fault === null) continue
    const number = sheet.cell(row, columns.unit)
    rejects.push({ file: sheet.name, line: row.line, number, reason: fault, cells: row.cells })
  }
  const ordered = [...byUnit.values()].map(points => [...points.values()].sort((a, b) => a.at - b.at))
  return {
    name: sheet.name,
    read: sheet.rows.length,
    free: ordered.flat().filter(point => !point.busy).length,
    trips: new Map(ordered.map(points => [points[0]!.unit, tripsOf(points)])),
    rejects,
  }
}

/** Keeps a point under its unit and time; in words why not. */
function keep(byUnit: Map<string, Map<number, TrackPoint>>, point: TrackPoint): string | null {
  const points = byUnit.get(point.unit) ?? new Map<number, TrackPoint>()
  if (points.has(point.at)) return 'the unit has a point of this time already'
  byUnit.set(point.unit, points.set(point.at, point))
  return null
}

function judgeOf(
  sheet: Sheet,
  { unit, time, lon, lat, busy }: TrackColumns,
  timeZone: string,
): (row: SheetRow) => TrackPoint | string {
  const read = timeReader(time.format, timeZone)
  return row => {
    const cell = (column: string): string => sheet.cell(row, column)
    if (row.cells.length !== sheet.header.length)
      return `the row has ${row.cells.length} cells, the header ${sheet.header.length}`
    if (cell(unit) === '') return `${unit} is blank`
    if (cell(unit).length > 40) return `${unit} is longer than 40 letters`
    const at = read(cell(time.column))
    if (at === undefined)
      return `${time.column} "${cell(time.column).slice(0, 40)}" is no time written as ${time.format}`
    const position = positionOf(cell, { lon, lat, required: true })
    if (position === null || typeof position === 'string') return position ?? 'no coordinates'
    return { unit: cell(unit), at, ...position, busy: busy.words.includes(cell(busy.column)) }
  }
}

function tripsOf(points: readonly TrackPoint[]): readonly Trip[] {
  const runs: [TrackPoint, ...TrackPoint[]][] = []
  let before: TrackPoint | undefined
  for (const point of points) {
    const goesOn = before?.busy === true && point.at - before.at <= SILENCE_MS
    if (point.busy && goesOn) runs.at(-1)!.push(point)
    else if (point.busy) runs.push([point])
    before = point
  }
  return runs.map(run => ({ unit: run[0].unit, number: `${run[0].unit}-${run[0].at / 1_000}`, points: run }))
}
