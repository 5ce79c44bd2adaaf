import { can, type Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { GridFinding } from '@one-centre/shared/organisations'

interface Seat {
  readonly actor: Actor
  readonly streams: readonly { readonly township: Id<'organisation'> }[]
}

/**
 * Of the streams a seat follows, the townships in which it holds this permission (U-42): a township's seat follows the
 * county for its bodies and matters, but may not ask it for incidents or positions.
 */
export function townshipsWith(
  permission: Parameters<typeof can>[1],
  seat: Seat | undefined,
): readonly Id<'organisation'>[] {
  if (seat === undefined) return []
  return seat.streams
    .map(({ township }) => township)
    .filter(township => can(seat.actor, permission, township))
}

/** The rows in which every word of the search stands, whatever its case (U-60). */
export function matching<Row>(
  rows: readonly Row[],
  search: string,
  textOf: (row: Row) => string,
): readonly Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter(row => {
    const text = textOf(row).toLowerCase()
    return words.every(word => text.includes(word))
  })
}

/** What a dry run allows (U-61): errors stop it, and an import that would change nothing is not offered. */
export type Verdict = 'errors' | 'nothing' | 'ready'

export function verdictOf(check: {
  readonly added: number
  readonly changed: number
  readonly errors: number
}): Verdict {
  if (check.errors > 0) return 'errors'
  return check.added + check.changed === 0 ? 'nothing' : 'ready'
}

/** Errors first, each in the order of the file. */
export function findingRows(findings: readonly GridFinding[]): readonly (GridFinding & { id: string })[] {
  const rank = (one: GridFinding): number => (one.severity === 'error' ? 0 : 1)
  return [...findings]
    .sort((one, other) => rank(one) - rank(other) || one.feature - other.feature)
    .map((one, index) => ({ ...one, id: String(index) }))
}

/** A JSON object, or null where the text is none. */
export function readCollection(text: string): Record<string, unknown> | null {
  try {
    // A byte order mark is common in files from a desktop GIS.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
