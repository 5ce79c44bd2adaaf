/** Reads one written time as ms since 1970; undefined where it is not written so. */
export type ReadTime = (written: string) => number | undefined

const parts: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
  A: '(?<half>AM|PM|am|pm)',
}

/**
 * A reader of one format in one zone. `[UTC]` stands for the letters themselves; a format that ends with them
 * is read as UTC whatever the zone. An hour that summer time skips is read as the hour after it.
 */
export function timeReader(format: string, timeZone: string): ReadTime {
  if (format === 'unix-seconds')
    return written => (/^\d{1,11}(\.\d+)?$/.test(written) ? Math.round(Number(written) * 1_000) : undefined)
  const pattern = new RegExp(`^${patternOf(format)}$`)
  const zone = format.endsWith('[UTC]') ? 'UTC' : timeZone
  const offset = offsetIn(zone)
  return written => {
    const found = pattern.exec(written.trim())?.groups
    const local = found === undefined ? undefined : civil(found)
    if (local === undefined) return undefined
    const guess = local - offset(local)
    return local - offset(guess)
  }
}

function patternOf(format: string): string {
  return format.replaceAll(
    /\[([^\]]*)\]|YYYY|MM|DD|HH|hh|mm|ss|A|[^A-Za-z[\]]|./g,
    (token, words?: string) =>
      words === undefined
        ? (parts[token] ?? token.replaceAll(/[.*+?^${}()|\\/]/g, '\\$&'))
        : words.replaceAll(/[.*+?^${}()|\\/]/g, '\\$&'),
  )
}

/** The civil time as if it were UTC, in ms; undefined where the calendar has no such day or the clock no such hour. */
function civil(found: Readonly<Record<string, string | undefined>>): number | undefined {
  const part = (name: string, otherwise: number): number =>
    found[name] === undefined ? otherwise : Number(found[name])
  const [year, month, day] = [part('year', Number.NaN), part('month', 1), part('day', 1)]
  const written = part('hour', 0)
  const half = found['half']?.toUpperCase()
  if (half !== undefined && (written < 1 || written > 12)) return undefined
  const hour = half === undefined ? written : (written % 12) + (half === 'PM' ? 12 : 0)
  const [minute, second] = [part('minute', 0), part('second', 0)]
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  const same =
    at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return same ? at.getTime() : undefined
}

const QUARTER = 15 * 60_000

/** How far a zone is ahead of UTC at an instant, in ms; asked once a quarter of an hour. */
function offsetIn(timeZone: string): (at: number) => number {
  if (timeZone === 'UTC') return () => 0
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const known = new Map<number, number>()
  return at => {
    const quarter = Math.floor(at / QUARTER)
    const before = known.get(quarter)
    if (before !== undefined) return before
    const told = Object.fromEntries(
      format.formatToParts(quarter * QUARTER).map(part => [part.type, Number(part.value)]),
    ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
    const { year, month, day, hour, minute, second } = told
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter * QUARTER
    known.set(quarter, offset)
    return offset
  }
}
