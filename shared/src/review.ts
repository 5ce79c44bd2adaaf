import type { Calendar } from './calendar.ts'
import { countedMilliseconds, limitMilliseconds, reachedAt, type Clock } from './clocks.ts'
import type { Stamps } from './incident-parts.ts'
import { intervalNames, type IntervalName } from './incident-queries.ts'
import type { ReviewInterval, ReviewLimit, Verdict } from './replay.ts'
import { fromIso, type Iso } from './time.ts'

/** What was planned beside what happened, the first begun first (RS-20). Recomputed from the ledger's rows. */
export function reviewLimits(clocks: readonly Clock[], calendar: Calendar, now: Iso): readonly ReviewLimit[] {
  return [...clocks]
    .sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1))
    .map(clock => {
      const countedMs = countedMilliseconds(clock, now, calendar)
      const allowedMs = limitMilliseconds(clock.limit)
      const { step, stage, cycle, limit, startedAt } = clock
      return {
        ...{ step, stage, cycle, limit, startedAt, countedMs, allowedMs },
        dueBy: reachedAt(asIfUndone(clock), calendar, 1),
        stoppedAt: clock.state === 'stopped' ? (clock.rows.at(-1)?.to ?? null) : null,
        verdict: verdictOf(clock.state, countedMs <= allowedMs),
      }
    })
}

/** The clock as it would run on had the work not been done: so a kept limit still says until when there was time. */
function asIfUndone(clock: Clock): Clock {
  const last = clock.rows.at(-1)
  if (clock.state !== 'stopped' || last?.state !== 'running') return clock
  return { ...clock, state: 'running', rows: [...clock.rows.slice(0, -1), { ...last, to: null }] }
}

function verdictOf(state: Clock['state'], within: boolean): Verdict {
  if (state === 'stopped') return within ? 'kept' : 'broken'
  if (!within) return 'overdue'
  return state
}

type Stamp = keyof Stamps
/** As the statistics count them (J-3): the handling from the arrival, or from the acceptance where nobody arrived. */
const ends: Readonly<Record<IntervalName, readonly [from: readonly Stamp[], to: Stamp]>> = {
  file: [['reportedAt'], 'filedAt'],
  dispatch: [['filedAt'], 'dispatchedAt'],
  accept: [['dispatchedAt'], 'acceptedAt'],
  arrive: [['acceptedAt'], 'arrivedAt'],
  handle: [['arrivedAt', 'acceptedAt'], 'handledAt'],
  verify: [['handledAt'], 'verifiedAt'],
}

/** RS-20: an interval whose ends are not in order (dispatched before it was filed) has no length. */
export function reviewIntervals(stamps: Stamps): readonly ReviewInterval[] {
  return intervalNames.map(name => {
    const [begins, end] = ends[name]
    const from = begins.map(begin => stamps[begin]).find(stamp => stamp !== null) ?? null
    const to = stamps[end]
    const known = from !== null && to !== null && to >= from
    return { name, from, to, milliseconds: known ? fromIso(to) - fromIso(from) : null }
  })
}
