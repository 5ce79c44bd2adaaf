/** How a run goes on and ends, beside what it replays. */
export interface Course {
  /** Aborted: what is under way is brought to its end, nothing new begins, and what was not reached is counted. */
  readonly stop: AbortSignal
  /** A line for people while it goes on. */
  readonly say: (line: string) => void
}

const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
] as const

/** `69 days`, in the largest unit of which there are two. */
export function lengthOf(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1_000)
  const [name, size] = UNITS.find(([, unit]) => seconds >= 2 * unit) ?? UNITS[3]
  return `${Math.round(seconds / size)} ${name}`
}

/** What is ahead: how long the files last and how long the run will. */
export function forecast(what: string, count: number, lastsMs: number, speed: number): string {
  const files = `${what}: ${count} to replay, over ${lengthOf(lastsMs)} of their own time`
  return speed === 0
    ? `${files}, as fast as it goes`
    : `${files}, at speed ${speed} in ${lengthOf(lastsMs / speed)}`
}
