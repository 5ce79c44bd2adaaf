import { v5, v7 } from 'uuid'

/**
 * A UUID that remembers what it names. A plain string still fits, so parsing stays simple,
 * but an `Id<'team'>` is refused where an `Id<'incident'>` is meant.
 */
export type Id<Kind extends string> = string & { readonly __names?: Kind }

/** A new time-ordered id (UUIDv7), made where the thing is born. */
export function newId<Kind extends string>(): Id<Kind> {
  return v7()
}

/** The namespace of ids that follow from another id (UUIDv5). */
const DERIVED = '6f2d1f0c-5b1e-4c39-9a55-0c4f1d1c7a11'

/** The id that always follows from the same parts, so that a retried reaction or timer acts only once. */
export function derivedId<Kind extends string>(...parts: readonly (string | number)[]): Id<Kind> {
  return v5(parts.join('/'), DERIVED)
}
