import type { Entity } from '@one-centre/shared/contract'
import type { FeedChange } from '@one-centre/shared/feed'
import type { JournalBody } from './journal.ts'
import type { AnyKind } from './kinds.ts'

export type Scopes = ReadonlySet<string>

const meets = (audience: readonly string[], scopes: Scopes): boolean =>
  audience.some(scope => scopes.has(scope))

/** The entity as these scopes may see it, or undefined (F-11). */
export function seen(kind: AnyKind, entity: Entity, scopes: Scopes): Entity | undefined {
  if (!meets(kind.audience(entity), scopes)) return undefined
  return kind.project === undefined ? entity : (kind.project(entity, scopes) as Entity)
}

/** The change as these scopes may see it: whole, as a removal where sight was just lost (F-6), or not at all. */
export function seenChange(
  kinds: ReadonlyMap<string, AnyKind>,
  row: JournalBody,
  scopes: Scopes,
): FeedChange | undefined {
  const kind = kinds.get(row.kind)
  if (kind === undefined) return undefined
  const visible = meets(row.audience, scopes)
  if (!visible && !meets(row.left, scopes)) return undefined
  const entity = visible ? ((kind.project?.(row.entity, scopes) as Entity | undefined) ?? row.entity) : null
  return {
    seq: row.seq,
    ordinal: row.ordinal,
    type: row.type,
    at: row.at,
    actor: row.actor,
    kind: row.kind,
    id: row.id,
    version: row.version,
    entity: entity as FeedChange['entity'],
    // A reason may hold free text: only the command centre reads it from the feed.
    detail: visible && scopes.has('duty') ? row.detail : {},
  }
}
