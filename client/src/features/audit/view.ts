import type { AuditEntry, AuditFilter } from '@one-centre/shared/audit'
import { CHINA_OFFSET_MINUTES } from '@one-centre/shared/calendar'
import { neutralise } from '@one-centre/shared/tables'
import { fromIso, MINUTE, toIso } from '@one-centre/shared/time'

export const openFilter: AuditFilter = {
  from: null,
  to: null,
  actorId: null,
  kind: null,
  entityId: null,
  incidentNumber: null,
  command: null,
}

/** An instant in full by the county's clock, as a record is read: `2026-11-23 17:30:05`. */
export function fullInstant(at: string): string {
  return toIso(fromIso(at) + CHINA_OFFSET_MINUTES * MINUTE)
    .slice(0, 19)
    .replace('T', ' ')
}

export interface DiffRow {
  readonly id: string
  /** The names on the way to the value, a list's places counted from 1. */
  readonly path: readonly string[]
  readonly before: unknown
  readonly after: unknown
}

type Tree = Readonly<Record<string, unknown>>

/** Shown as one value: a border has thousands of points. */
const whole = ['polygon']
/** Says nothing to a reader that the entry does not say already. */
const left = ['id', 'township', 'version']

function leaves(
  value: unknown,
  path: readonly string[],
  into: Map<string, { path: readonly string[]; value: unknown }>,
): void {
  const name = path.at(-1) ?? ''
  const isList = Array.isArray(value)
  const simple = isList && value.every(one => typeof one !== 'object' || one === null)
  if (typeof value !== 'object' || value === null || whole.includes(name) || simple) {
    into.set(path.join('\u0000'), { path, value })
    return
  }
  for (const [key, one] of Object.entries(value as Tree)) {
    if (path.length === 0 && left.includes(key)) continue
    leaves(one, [...path, isList ? String(Number(key) + 1) : key], into)
  }
}

/** AU-3: what differs between two versions of one thing, value by value; all that is said where it is new. */
export function diffOf(before: Tree | null, after: Tree | null): readonly DiffRow[] {
  const was = new Map<string, { path: readonly string[]; value: unknown }>()
  const is = new Map<string, { path: readonly string[]; value: unknown }>()
  leaves(before ?? {}, [], was)
  leaves(after ?? {}, [], is)
  const keys = [...new Set([...is.keys(), ...was.keys()])]
  return keys
    .map(key => ({
      id: key,
      path: (is.get(key) ?? was.get(key))?.path ?? [],
      before: was.get(key)?.value,
      after: is.get(key)?.value,
    }))
    .filter(row => !isSame(row.before, row.after))
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

function isSame(one: unknown, other: unknown): boolean {
  return (isNothing(one) && isNothing(other)) || JSON.stringify(one) === JSON.stringify(other)
}

/** Where the words of a value stand, by kind and field. */
const wordsAt: Readonly<Record<string, string>> = {
  'incident.state': 'incidents.state',
  'incident.level': 'incidents.level',
  'incident.source': 'incidents.source',
  'report.source': 'incidents.source',
  'task.state': 'tasks.state',
  'task.role': 'tasks.role',
  'clock.state': 'incidents.clock.state',
  'clock.step': 'incidents.clock.step',
  'supervision.light': 'supervision.light',
  'organisation.type': 'admin.organisations.type',
  'grid.level': 'admin.grids.levels',
  'person.role': 'session.role',
  'team.kind': 'admin.teams.kinds',
  'matter.level': 'admin.matters.levels',
  'matter.kind': 'admin.matters.kinds',
  'matter.teamKinds': 'admin.teams.kinds',
  'token.role': 'session.role',
  'camera.form': 'cameras.form',
  'camera.capabilities': 'cameras.capability',
  'camera.state': 'cameras.review',
}

export function wordsOf(kind: string, path: readonly string[]): string | undefined {
  return wordsAt[`${kind}.${path.at(-1) ?? ''}`]
}

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A CSV that a spreadsheet opens rightly: a byte order mark, every cell in quotes, no cell a formula (TB-6). */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => `"${neutralise(text).replaceAll('"', '""')}"`
  return `\uFEFF${rows.map(row => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** An entry as a row of a table. */
export function rowOf(entry: AuditEntry): AuditEntry & { readonly id: string } {
  return { ...entry, id: `${entry.seq}-${entry.ordinal}` }
}
export type AuditRow = ReturnType<typeof rowOf>
