import type { Entity } from '@one-centre/shared/contract'
import type { Iso } from '@one-centre/shared/time'

/**
 * How one kind of entity is stored, locked and seen. The kernel saves, chains and sends every kind the
 * same way; a slice only declares it.
 *
 * The table has the columns `id, township, root_id, version, entity jsonb`; whatever a query needs
 * beside them is a generated column named as the field in snake_case (`leadOrganisationId` → `lead_organisation_id`).
 */
export interface Kind<E extends Entity = Entity> {
  /** The singular noun, as it travels in the feed: `incident`. */
  readonly name: string
  readonly table: string
  /** The kind whose row is locked to change this one; its own name where it stands alone. */
  readonly rootKind: string
  readonly rootId: (entity: E) => string
  /** The scopes that may see the entity; none means it has left every replica. Pure. */
  readonly audience: (entity: E) => readonly string[]
  /** What a viewer with these scopes is shown; left out where everyone entitled sees it whole. Pure. */
  readonly project?: (entity: E, scopes: ReadonlySet<string>) => E
  /** SQL condition over the generated columns that keeps old rows out of snapshots; `$2` is the horizon as ISO text. */
  readonly snapshotWhere?: string
  /**
   * The same of an entity as it once was: since when it is finished, null while it is not; `with-root` where it stays
   * as long as its root does. Pure; left out where it is never finished.
   */
  readonly finished?: ((entity: E) => Iso | null) | 'with-root'
  /** Reference kinds are kept whole in the memory of every node and may be read by any decision. */
  readonly reference: boolean
}

export function defineKind<E extends Entity>(kind: Kind<E>): Kind<E> {
  return kind
}

/** Rows of different kinds in one list; the registry only ever hands an entity to its own kind. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a list of kinds of different entities has no other type
export type AnyKind = Kind<any>
