import { isBehind, type FeedState } from './feed-state.ts'

/** What a screen says about the age of its data. Instants are ms by the server-corrected clock. */
export type FeedStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly dataAsOf: number }
  | { readonly kind: 'behind'; readonly dataAsOf: number }
  | { readonly kind: 'lost'; readonly since: number; readonly dataAsOf: number }
  /** Not now at all: the situation of an earlier instant, shown again. */
  | { readonly kind: 'past'; readonly dataAsOf: number }
  | { readonly kind: 'denied' }
  | { readonly kind: 'reload-needed' }

export function statusOf(state: FeedState): FeedStatus {
  if (state.ended !== null) return { kind: state.ended }
  const { dataAsOf, link } = state
  if (dataAsOf === null) return { kind: 'connecting' }
  if (link.kind === 'down') return { kind: 'lost', since: link.since, dataAsOf }
  return { kind: isBehind(state) ? 'behind' : 'live', dataAsOf }
}

const gravest: readonly FeedStatus['kind'][] = [
  'reload-needed',
  'denied',
  'lost',
  'connecting',
  'behind',
  'live',
]

/** One status for a page of several streams: the gravest, and the oldest data among those. */
export function worstOf(statuses: readonly FeedStatus[]): FeedStatus {
  return statuses.reduce<FeedStatus>(
    (worst, each) => (isWorse(each, worst) ? each : worst),
    statuses[0] ?? { kind: 'connecting' },
  )
}

function isWorse(one: FeedStatus, other: FeedStatus): boolean {
  if (one.kind !== other.kind) return gravest.indexOf(one.kind) < gravest.indexOf(other.kind)
  return 'dataAsOf' in one && 'dataAsOf' in other && one.dataAsOf < other.dataAsOf
}
