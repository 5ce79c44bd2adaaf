import { can, type Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import { fromIso, toIso } from '@one-centre/shared/time'
import type { Span } from './player.ts'

/** Where the actor may look back. */
export function replayPlaces(
  actor: Actor,
  townships: readonly Id<'organisation'>[],
): readonly Id<'organisation'>[] {
  return townships.filter(township => can(actor, 'replay.read', township))
}

/** The county's time, as a field of date and time writes it: `2026-11-23T17:30:00`. */
const COUNTY_OFFSET = '+08:00'
const COUNTY_MS = 8 * 3_600_000

export function fieldOf(at: number): string {
  return toIso(at + COUNTY_MS).slice(0, 19)
}

/** ms since the epoch, or undefined where the field holds no time. Browsers leave out seconds that are zero. */
export function instantOf(field: string): number | undefined {
  const at = fromIso(`${field}${COUNTY_OFFSET}`)
  return Number.isNaN(at) ? undefined : at
}

/** Columns of the density, each a path of its own height within 0 … 1; the square root keeps a quiet hour visible beside a flood. */
export function densityPath(counts: readonly number[]): string {
  const most = Math.max(1, ...counts)
  return counts
    .map((count, index) => (count === 0 ? '' : `M${index} 1h1v${(-Math.sqrt(count / most)).toFixed(3)}h-1z`))
    .join('')
}

/** 0 at the begin of the span, 1 at its end; undefined outside. */
export function shareOf(span: Span, at: number): number | undefined {
  const share = (at - span.from) / (span.to - span.from)
  return share >= 0 && share <= 1 ? share : undefined
}
