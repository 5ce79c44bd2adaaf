import type { Entity } from '@one-centre/shared/contract'

/** How the journal of one change is read here: who may see its words, and what it says. */
export interface AuditedBody {
  readonly kind: string
  readonly audience: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
  readonly entity: Entity
}

export type Project = (kind: string, entity: Entity, scopes: ReadonlySet<string>) => Entity | undefined

/** AU-3: the thing as these scopes may see it, or undefined where it is meant for others. */
export function shownTo(
  body: AuditedBody,
  scopes: ReadonlySet<string>,
  project: Project,
): Entity | undefined {
  if (!body.audience.some(scope => scopes.has(scope))) return undefined
  return project(body.kind, body.entity, scopes)
}

const names = ['number', 'name', 'title', 'text', 'year', 'code', 'step'] as const

/** What a thing is called on a list: the first of its naming fields that says something. */
export function labelOf(entity: Entity | undefined): string {
  if (entity === undefined) return ''
  const fields = entity as unknown as Readonly<Record<string, unknown>>
  const found = names
    .map(name => fields[name])
    .map(value => (typeof value === 'number' ? String(value) : value))
    .find(value => typeof value === 'string' && value !== '')
  return typeof found === 'string' ? found.slice(0, 80) : ''
}

/** What a stored row says of itself, and what its text says: altering either is seen (AU-5). */
export interface ChainRow {
  readonly seq: number
  readonly ordinal: number
  readonly kind: string
  readonly entity_id: string
  readonly text: string
}

export function columnsAgree(row: ChainRow): boolean {
  try {
    const body = JSON.parse(row.text) as Readonly<Record<string, unknown>>
    return (
      body['seq'] === row.seq &&
      body['ordinal'] === row.ordinal &&
      body['kind'] === row.kind &&
      body['id'] === row.entity_id
    )
  } catch {
    return false
  }
}
