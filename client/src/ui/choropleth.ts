/** Classes for colouring areas by a number: equal counts, so that one extreme area does not flatten the rest. */
export function quantileBreaks(values: readonly number[], classes: number): readonly number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b)
  if (sorted.length <= 1) return []
  const breaks: number[] = []
  for (let index = 1; index < classes; index++) {
    const at = sorted[Math.min(sorted.length - 1, Math.floor((index * sorted.length) / classes))]!
    if (at > (breaks[breaks.length - 1] ?? -Infinity) && at > sorted[0]!) breaks.push(at)
  }
  return breaks
}

/** The class of a value, 0 the lowest; undefined stays undefined: unknown is not low. */
export function classOf(value: number | undefined, breaks: readonly number[]): number | undefined {
  if (value === undefined) return undefined
  return breaks.filter(limit => value >= limit).length
}

export interface Classed {
  readonly values: ReadonlyMap<string, number>
  readonly breaks: readonly number[]
}

/** Whether each of the areas has the class it had: other numbers need not look another way. */
export function sameClasses(ids: readonly string[], before: Classed, now: Classed): boolean {
  const classIn = ({ values, breaks }: Classed, id: string) => classOf(values.get(id), breaks)
  return ids.every(id => classIn(before, id) === classIn(now, id))
}
