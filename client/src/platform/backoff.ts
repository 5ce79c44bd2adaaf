/**
 * How long to rest after the n-th failure in a row (n from 1), in ms: doubles from `firstMs` to `mostMs`,
 * and is spread by a quarter to both sides so that clients that fell together do not rise together.
 */
export function backoff(failures: number, firstMs: number, mostMs: number, random: () => number): number {
  const plain = Math.min(mostMs, firstMs * 2 ** Math.min(Math.max(failures, 1) - 1, 20))
  return Math.round(plain * (0.75 + random() * 0.5))
}
