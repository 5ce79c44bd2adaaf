import { type Actor, scopesOf } from '@one-centre/shared/access'
import type { Incident } from '@one-centre/shared/incidents'
import type { IncidentFilter } from '@one-centre/shared/incident-queries'
import { type Id, newId } from '@one-centre/shared/ids'
import type { Report, ReportContact, ReportSource } from '@one-centre/shared/reports'
import type { Iso } from '@one-centre/shared/time'
import type { Reader } from '../../kernel/handler.ts'

/** Conditions and their values, numbered as they are added. */
export class Conditions {
  readonly values: unknown[] = []
  readonly #parts: string[] = []

  /** `$` in the condition stands for the value. */
  add(condition: string, value: unknown): this {
    this.values.push(value)
    this.#parts.push(condition.replaceAll('$', `$${this.values.length}`))
    return this
  }

  /** A condition that brings its values itself. */
  require(condition: string): this {
    this.#parts.push(condition)
    return this
  }

  /** The place of one more value: `$7`. */
  place(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }

  get sql(): string {
    return this.#parts.length === 0 ? 'true' : this.#parts.map(part => `(${part})`).join(' and ')
  }
}

/** What the actor may see of a township's incidents: the same as `incidentAudience`, as a condition (L-36). */
export function inSight(actor: Actor, township: Id<'organisation'>): Conditions {
  const scopes = scopesOf(actor, township)
  const named = (prefix: string): string[] =>
    scopes.filter(scope => scope.startsWith(prefix)).map(scope => scope.slice(prefix.length))
  const conditions = new Conditions().add('township = $', township)
  const own = conditions.place(named('person:'))
  if (scopes.includes('duty') || scopes.includes('room')) {
    return conditions.require(`state <> 'draft' or opened_by = any(${own}::text[])`)
  }
  const bodies = conditions.place(named('body:'))
  const teams = conditions.place(named('team:'))
  return conditions.require(
    `opened_by = any(${own}::text[]) or (state <> 'draft' and (lead_organisation_id = any(${bodies}::text[])
      or assisting_organisation_ids ?| ${bodies}::text[] or team_ids ?| ${teams}::text[]
      or handed_to = any(${bodies}::text[])))`,
  )
}

export interface ReportedWithin {
  /** Instants; null is open. */
  readonly from: Iso | null
  /** Not included. */
  readonly before: Iso | null
}

/** `%` and `_` in what a person typed mean themselves. */
const literally = (words: string): string => words.replaceAll(/[\\%_]/g, letter => `\\${letter}`)

export function narrow(
  conditions: Conditions,
  filter: IncidentFilter,
  days: ReportedWithin,
  now: Iso,
): Conditions {
  if (filter.states.length > 0) conditions.add('state = any($::text[])', filter.states)
  if (filter.levels.length > 0) conditions.add('level = any($::integer[])', filter.levels)
  if (filter.matterIds.length > 0) conditions.add('matter_id = any($::text[])', filter.matterIds)
  if (filter.gridId !== null) conditions.add('grid_ids ? $', filter.gridId)
  if (filter.organisationId !== null) {
    conditions.add('lead_organisation_id = $ or assisting_organisation_ids ? $', filter.organisationId)
  }
  if (filter.text !== null) conditions.add('words ilike $', `%${literally(filter.text.trim())}%`)
  if (days.from !== null) conditions.add('reported_at >= $', days.from)
  if (days.before !== null) conditions.add('reported_at < $', days.before)
  if (filter.overdue) conditions.add('ended_at is null and due_by < $', now)
  return conditions
}

export async function listIncidents(
  reader: Reader,
  conditions: Conditions,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ readonly incidents: readonly Incident[]; readonly total: number }> {
  const counted = await reader.query<{ total: number }>(
    `select count(*)::integer as total from incidents where ${conditions.sql}`,
    conditions.values,
  )
  const { length } = conditions.values
  const rows = await reader.query<{ entity: Incident }>(
    `select entity from incidents where ${conditions.sql}
     order by reported_at desc nulls first, id desc offset $${length + 1} limit $${length + 2}`,
    [...conditions.values, page.offset, page.limit],
  )
  return { incidents: rows.map(row => row.entity), total: counted[0]?.total ?? 0 }
}

export async function findIncident(
  reader: Reader,
  township: Id<'organisation'>,
  incidentId: Id<'incident'>,
): Promise<Incident | undefined> {
  const rows = await reader.query<{ entity: Incident }>(
    'select entity from incidents where id = $1 and township = $2',
    [incidentId, township],
  )
  return rows[0]?.entity
}

export interface ContactRow extends ReportContact {
  readonly township: Id<'organisation'>
  readonly reportId: Id<'report'>
}

export async function saveContacts(reader: Reader, contacts: readonly ContactRow[]): Promise<void> {
  if (contacts.length === 0) return
  await reader.query(
    `insert into report_contacts (id, report_id, township, name, phone)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])`,
    [
      contacts.map(() => newId()),
      contacts.map(contact => contact.reportId),
      contacts.map(contact => contact.township),
      contacts.map(contact => contact.name),
      contacts.map(contact => contact.phone),
    ],
  )
}

export async function findContact(
  reader: Reader,
  township: Id<'organisation'>,
  reportId: Id<'report'>,
): Promise<ReportContact | undefined> {
  const rows = await reader.query<ReportContact>(
    'select name, phone from report_contacts where report_id = $1 and township = $2',
    [reportId, township],
  )
  return rows[0]
}

export interface ReportFilter {
  readonly ids: readonly string[] | null
  readonly source: ReportSource | null
  readonly unanswered: boolean
  readonly offset: number
  readonly limit: number
}

export async function listReports(
  reader: Reader,
  township: Id<'organisation'>,
  filter: ReportFilter,
): Promise<{ readonly reports: readonly Report[]; readonly total: number }> {
  const conditions = new Conditions().add('township = $', township)
  if (filter.ids !== null) conditions.add('id = any($::uuid[])', filter.ids)
  if (filter.source !== null) conditions.add('source = $', filter.source)
  if (filter.unanswered) conditions.require('answered_at is null')
  const counted = await reader.query<{ total: number }>(
    `select count(*)::integer as total from reports where ${conditions.sql}`,
    conditions.values,
  )
  const { length } = conditions.values
  const rows = await reader.query<{ entity: Report }>(
    `select entity from reports where ${conditions.sql} order by received_at desc, id desc
     offset $${length + 1} limit $${length + 2}`,
    [...conditions.values, filter.offset, filter.limit],
  )
  return { reports: rows.map(row => row.entity), total: counted[0]?.total ?? 0 }
}

/** A row of the journal as stored, with who could see it. */
export interface StoredChange {
  readonly seq: number
  readonly ordinal: number
  readonly type: string
  readonly at: Iso
  readonly actor: { readonly id: string; readonly name: string }
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly audience: readonly string[]
  readonly detail: Record<string, unknown>
  readonly entity: Record<string, unknown>
}

/** Everything that changed under one root; reports have roots of their own. */
export async function readHistory(
  reader: Reader,
  township: Id<'organisation'>,
  rootIds: readonly string[],
): Promise<readonly StoredChange[]> {
  const rows = await reader.query<{ body: StoredChange }>(
    `select body from feed_changes where root_id = any($1::uuid[]) and township = $2 order by seq, ordinal limit 5000`,
    [rootIds, township],
  )
  return rows.map(row => row.body)
}
