import pg from 'pg'

const { builtins } = pg.types
/** Object ids of array types, from pg_type.dat; pg's own list lacks them. */
const TEXT_ARRAY = 1009
const INT8_ARRAY = 1016
const TIMESTAMPTZ_ARRAY = 1185

type Parse = (text: string) => unknown
const parserOfPg = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parse

/** Columns that are read otherwise than pg does by itself. */
const parsers: Readonly<Record<number, Parse>> = {
  [builtins.INT8]: parseInt8,
  [builtins.TIMESTAMPTZ]: parseInstant,
  // A calendar day and a wall-clock time have no zone; a Date would invent one.
  [builtins.DATE]: text => text,
  [builtins.TIMESTAMP]: text => text,
  [INT8_ARRAY]: eachOf(parseInt8),
  [TIMESTAMPTZ_ARRAY]: eachOf(parseInstant),
}

/** The parser of a column type, as pg asks for it. */
export function parseColumn(oid: number, format?: 'text' | 'binary'): Parse {
  const parse = format === 'binary' ? undefined : parsers[oid]
  return parse ?? parserOfPg(oid, format)
}

/** A number where it is exact, else the text. */
function parseInt8(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

/** `2026-11-23 09:37:43.12+00` (the session's zone is UTC) to `2026-11-23T09:37:43.120Z`; `infinity` stays. */
function parseInstant(text: string): string {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text)
  if (found === null) return text
  const milliseconds = (found[3] ?? '').slice(0, 3).padEnd(3, '0')
  return `${found[1] ?? ''}T${found[2] ?? ''}.${milliseconds}Z`
}

function eachOf(parse: Parse): Parse {
  const split = parserOfPg(TEXT_ARRAY) as (text: string) => readonly (string | null)[]
  return text => split(text).map(item => (item === null ? null : parse(item)))
}
