import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { oneOf, record, text } from '@one-centre/shared/contract'
import { gridLevels } from '@one-centre/shared/organisations'
import { teamKinds } from '@one-centre/shared/people'
import { isRefusal } from '@one-centre/shared/refusals'
import { reportSources } from '@one-centre/shared/reports'
import { Type, type Static } from 'typebox'
import { parserOf } from '../kernel/parse.ts'
import { columnsOf } from './template.ts'

const nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** The name of a column, exactly as the header writes it. */
const Column = text(120)
/** Words with columns in braces: `{RequestType}, {Address}`. */
const Template = text(400)
const Named = record({ code: text(40), name: text(80) })

/** A column and how it writes a time: `YYYY MM DD HH hh mm ss A`, other letters as they stand, or `unix-seconds`. */
const TimeColumn = record({ column: Column, format: text(60) })
export type TimeColumn = Static<typeof TimeColumn>

const ReportColumns = record({
  /** The ledger's own number of a row; it makes a second run add nothing. */
  number: Column,
  reportedAt: TimeColumn,
  /** Null where the ledger does not say when a row was closed. */
  closedAt: nullable(TimeColumn),
  text: Template,
  address: nullable(Template),
  matter: nullable(record({ code: Template, major: Template, name: Template })),
  /** `otherwise` takes the rows whose name is blank; null rejects them. */
  township: record({ code: Template, name: Template, otherwise: nullable(Named) }),
  /** The code or the name of the grid a row lies in, used where it has no coordinates. */
  grid: nullable(Template),
  /** `required` rejects rows without coordinates; else they are stored as not located by a point. */
  position: nullable(record({ lon: Column, lat: Column, required: Type.Boolean() })),
  source: record({
    column: nullable(Column),
    words: Type.Record(Type.String(), oneOf(reportSources)),
    otherwise: oneOf(reportSources),
  }),
  /** Further columns that may not be blank. */
  required: Type.Array(Column, { maxItems: 50 }),
})
export type ReportColumns = Static<typeof ReportColumns>

const TrackColumns = record({
  unit: Column,
  time: TimeColumn,
  lon: Column,
  lat: Column,
  /** A unit is on a task while the column holds one of the words. */
  busy: record({ column: Column, words: Type.Array(text(40), { minItems: 1, maxItems: 20 }) }),
  township: Named,
  /** The body the units belong to. */
  fleet: Named,
  teamKind: oneOf(teamKinds),
  /** What a trip is called; `{unit}` is its unit. */
  trip: text(80),
})
export type TrackColumns = Static<typeof TrackColumns>

/** How a ledger, a file of areas and a file of tracks are read. Data only: no code runs from it. */
export const Mapping = record({
  title: text(80),
  /** IANA name of the zone the times are written in. */
  timeZone: text(60),
  /** Cells that mean nothing, beside the empty one. */
  blanks: Type.Array(text(20), { maxItems: 20 }),
  reports: nullable(ReportColumns),
  /** Properties of a GeoJSON feature. */
  grids: nullable(record({ code: Template, name: Template, level: oneOf(gridLevels) })),
  tracks: nullable(TrackColumns),
})
export type Mapping = Static<typeof Mapping>

/** A mistake of whoever asked for the replay, told without a stack. */
export class ReplayError extends Error {}

const parse = parserOf(Mapping)
const INCLUDED = join(import.meta.dirname, 'mappings')

/** Reads a mapping by the name of one that is included (`la311`), else from a JSON file. Throws a ReplayError. */
export function readMapping(nameOrFile: string): Mapping {
  const included = join(INCLUDED, `${nameOrFile}.json`)
  const file = /^[a-z0-9-]+$/.test(nameOrFile) && existsSync(included) ? included : nameOrFile
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ReplayError(`the mapping ${nameOrFile} cannot be read: ${(error as Error).message}`)
  }
  return parseMapping(value, nameOrFile)
}

export function parseMapping(value: unknown, name: string): Mapping {
  const parsed = parse(value)
  if (isRefusal(parsed)) throw new ReplayError(`the mapping ${name}: ${JSON.stringify(parsed.detail)}`)
  try {
    new Intl.DateTimeFormat('en', { timeZone: parsed.value.timeZone })
  } catch {
    throw new ReplayError(`the mapping ${name}: no time zone ${parsed.value.timeZone}`)
  }
  return parsed.value
}

/** Every column of the ledger that the mapping names. */
export function columnsOfReports(reports: ReportColumns): readonly string[] {
  const { matter, township, position, source } = reports
  const templates = [reports.text, reports.address, matter?.code, matter?.major, matter?.name]
  return [
    reports.number,
    reports.reportedAt.column,
    ...(reports.closedAt === null ? [] : [reports.closedAt.column]),
    ...[...templates, township.code, township.name, reports.grid].flatMap(one => columnsOf(one ?? '')),
    ...(position === null ? [] : [position.lon, position.lat]),
    ...(source.column === null ? [] : [source.column]),
    ...reports.required,
  ]
}

export function columnsOfTracks({ unit, time, lon, lat, busy }: TrackColumns): readonly string[] {
  return [unit, time.column, lon, lat, busy.column]
}
