import type { Calendar } from './calendar.ts'
import {
  type Clock,
  countedMilliseconds,
  dueAt,
  limitMilliseconds,
  pauseClock,
  reassignClock,
  resumeClock,
  startClock,
  stopClock,
} from './clocks.ts'
import type { Id } from './ids.ts'
import type { Incident, IncidentState } from './incidents.ts'
import type { Limits, LimitStep } from './matters.ts'
import type { Iso } from './time.ts'

/** The clock a state starts beside the handling clock, and what the state does to the handling clock. */
interface StateClocks {
  readonly step: Exclude<LimitStep, 'handling'> | null
  readonly handling: 'run' | 'pause' | 'stop' | 'keep'
}

export const stateClocks: Readonly<Record<IncidentState, StateClocks>> = {
  draft: { step: null, handling: 'keep' },
  reported: { step: 'intake', handling: 'keep' },
  checking: { step: 'check', handling: 'keep' },
  declined: { step: null, handling: 'stop' },
  filed: { step: 'dispatch', handling: 'keep' },
  dispatched: { step: 'acceptance', handling: 'run' },
  accepted: { step: 'arrival', handling: 'run' },
  handling: { step: null, handling: 'run' },
  handled: { step: 'verification', handling: 'stop' },
  rework: { step: null, handling: 'run' },
  returned: { step: 'return', handling: 'run' },
  suspended: { step: null, handling: 'pause' },
  handed_over: { step: 'handover', handling: 'keep' },
  merged: { step: null, handling: 'stop' },
  closed: { step: null, handling: 'stop' },
  archived: { step: null, handling: 'stop' },
  withdrawn: { step: null, handling: 'stop' },
  void: { step: null, handling: 'stop' },
}

/** What the incident's clocks should be doing. A body outside that has taken it over works on; its own clock is mirrored here. */
function wantedOf(incident: Incident): StateClocks {
  return incident.state === 'handed_over' && incident.handover?.received?.accepted === true
    ? { step: null, handling: 'run' }
    : stateClocks[incident.state]
}

export interface ClockSurroundings {
  readonly limits: Limits
  readonly calendar: Calendar
  readonly now: Iso
  /** The change that moves them: `incident.dispatched`. */
  readonly why: string
  readonly by: string
  readonly newId: () => Id<'clock'>
  /** `back` takes up the step's last clock where a detour is undone; `anew` starts another. */
  readonly entering: 'anew' | 'back'
}

/** All clocks of the incident after it has come to its state (L-31, L-32). Untouched ones are handed back as they are. */
export function clocksAfter(
  incident: Incident,
  clocks: readonly Clock[],
  around: ClockSurroundings,
): readonly Clock[] {
  const wanted = wantedOf(incident)
  const kept = clocks.map(clock =>
    clock.step === 'handling' ? handled(clock, incident, around) : left(clock, incident, around),
  )
  const withHandling =
    wanted.handling === 'run' && !kept.some(clock => isCurrentHandling(clock, incident))
      ? [...kept, start(incident, 'handling', around)]
      : kept
  return withStep(incident, wanted.step, withHandling, around)
}

function isCurrentHandling(clock: Clock, incident: Incident): boolean {
  return clock.step === 'handling' && clock.cycle === incident.cycle && clock.stage === incident.stage
}

function handled(clock: Clock, incident: Incident, around: ClockSurroundings): Clock {
  const { handling } = wantedOf(incident)
  const { now, why, by } = around
  if (!isCurrentHandling(clock, incident)) return stopClock(clock, now)
  if (handling === 'keep') return clock
  if (handling === 'stop') return stopClock(clock, now)
  const mine = reassignClock(clock, incident.leadOrganisationId)
  return handling === 'pause' ? pauseClock(mine, now, why, by) : resumeClock(mine, now, why, by)
}

/** The intake clock of a level 1 incident that was dispatched first runs until it is filed (L-8). */
function awaitsFiling(clock: Clock, incident: Incident): boolean {
  return (
    clock.step === 'intake' &&
    incident.dispatchedFirst &&
    incident.stamps.filedAt === null &&
    incident.endedAt === null
  )
}

function left(clock: Clock, incident: Incident, around: ClockSurroundings): Clock {
  if (clock.step === wantedOf(incident).step || awaitsFiling(clock, incident)) return clock
  return stopClock(clock, around.now)
}

function withStep(
  incident: Incident,
  step: StateClocks['step'],
  clocks: readonly Clock[],
  around: ClockSurroundings,
): readonly Clock[] {
  if (step === null || clocks.some(clock => clock.step === step && clock.state !== 'stopped')) return clocks
  const last = clocks.filter(clock => clock.step === step).at(-1)
  if (around.entering === 'anew' || last === undefined) return [...clocks, start(incident, step, around)]
  return clocks.map(clock => (clock === last ? resumeClock(clock, around.now, around.why, around.by) : clock))
}

function start(incident: Incident, step: LimitStep, around: ClockSurroundings): Clock {
  return startClock({
    id: around.newId(),
    township: incident.township,
    incidentId: incident.id,
    step,
    stage: step === 'handling' ? incident.stage : 1,
    cycle: incident.cycle,
    limit: around.limits[step],
    calendarVersion: around.calendar.version,
    startedFor: ownerOf(incident, step),
    now: around.now,
    why: around.why,
    by: around.by,
  })
}

function ownerOf(incident: Incident, step: LimitStep): Id<'organisation'> | null {
  if (step === 'handover') return incident.handover?.toOrganisationId ?? null
  return step === 'acceptance' || step === 'arrival' || step === 'handling'
    ? incident.leadOrganisationId
    : null
}

/** The incident with its due instants as the clocks now say them (L-33). */
export function withDues(incident: Incident, clocks: readonly Clock[], calendar: Calendar): Incident {
  const dues = clocks.map(clock => dueAt(clock, calendar, 1)).filter(due => due !== null)
  const handling = clocks.find(clock => isCurrentHandling(clock, incident))
  return {
    ...incident,
    dueBy: dues.length === 0 ? null : dues.reduce((a, b) => (a < b ? a : b)),
    handleBy:
      handling === undefined || handling.state === 'stopped'
        ? incident.handleBy
        : dueAt(handling, calendar, 1),
  }
}

/** Whether every handling clock of the cycle kept its limit (L-34); null without one. */
export function wasOnTime(
  incident: Incident,
  clocks: readonly Clock[],
  now: Iso,
  calendar: Calendar,
): boolean | null {
  const mine = clocks.filter(clock => clock.step === 'handling' && clock.cycle === incident.cycle)
  if (mine.length === 0) return null
  return mine.every(clock => countedMilliseconds(clock, now, calendar) <= limitMilliseconds(clock.limit))
}
