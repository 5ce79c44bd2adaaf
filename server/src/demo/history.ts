import type { Position } from '@one-centre/shared/geo'
import type { Level, LimitStep } from '@one-centre/shared/matters'
import { complaintText } from './complaints.ts'
import { afterOfficeMinutes, DAY, localDay, midnight, MINUTE, OFFICE_MINUTES_PER_DAY } from './local-time.ts'
import { competentBody } from './organisations.ts'
import type { CountyPlan, MatterPlan, TeamPlan } from './plan.ts'
import { frequency, hoursOf, WEEK } from './seasons.ts'
import { seeded, type Seeded } from './seeded.ts'
import { spotsOf, type Spots } from './spots.ts'
import { weatherBetween, type WeatherSpell } from './weather.ts'

type Source = 'grid_worker' | 'hotline' | 'citizen' | 'patrol' | 'camera' | 'upstream'

/** A closed incident of the past. Instants are milliseconds since 1970, each not before the one above it. */
export interface PastIncident {
  readonly key: string
  readonly matter: string
  readonly level: Level
  readonly source: Source
  readonly text: string
  readonly place: string
  readonly at: Position
  readonly grid: string
  readonly township: string
  readonly reportedAt: number
  readonly filedAt: number
  readonly dispatchedAt: number
  readonly acceptedAt: number
  readonly arrivedAt: number
  readonly handledAt: number
  readonly closedAt: number
  readonly leadOrganisation: string
  readonly team: string
  /** Times it was returned (退单), sent back by the verifier (返工), chased (催办). */
  readonly returns: number
  readonly rework: number
  readonly chases: number
  /** Only those who can be called back are asked. */
  readonly satisfaction?: 'satisfied' | 'fair' | 'dissatisfied'
}

/** A demo county of this size hears of so many things a day. */
const REPORTS_PER_DAY = 28
/** How long the history reaches back. */
const DAYS = 365

const SOURCES: readonly { readonly source: Source; readonly share: number }[] = [
  { source: 'grid_worker', share: 44 },
  { source: 'hotline', share: 24 },
  { source: 'citizen', share: 15 },
  { source: 'patrol', share: 9 },
  { source: 'camera', share: 5 },
  { source: 'upstream', share: 3 },
]

interface Teller {
  readonly county: CountyPlan
  readonly spots: Spots
  readonly random: Seeded
  readonly ordinaryDay: number
  readonly teamsFor: (matter: MatterPlan, township: string, grid: string) => readonly TeamPlan[]
}

function tellerOf(county: CountyPlan): Teller {
  const known = new Map<string, readonly TeamPlan[]>()
  const villageOf = new Map(county.duties.map(duty => [duty.grid, teamOf(county, duty.workers[0]!)]))
  const able = (matter: MatterPlan, township: string, village: string | undefined): readonly TeamPlan[] =>
    county.teams.filter(
      team =>
        team.township === township && suits(team, matter) && (team.kind !== 'grid' || team.key === village),
    )
  return {
    county,
    spots: spotsOf(county, seeded(county.seed, 'spots')),
    random: seeded(county.seed, 'history'),
    ordinaryDay: county.matters.reduce(
      (sum, matter) => sum + (matter.season === undefined ? matter.weight : 0),
      0,
    ),
    teamsFor: (matter, township, grid) => {
      const village = villageOf.get(grid)
      const key = `${matter.key}/${village ?? township}`
      const found =
        known.get(key) ??
        [able(matter, township, village), able(matter, 'org:county', village)].find(each => each.length > 0)
      const teams = found ?? county.teams.filter(team => team.key === village)
      known.set(key, teams)
      return teams
    },
  }
}

function teamOf(county: CountyPlan, person: string): string | undefined {
  return county.people.find(each => each.key === person)?.team
}

function suits(team: TeamPlan, matter: MatterPlan): boolean {
  return (
    matter.teamKinds.includes(team.kind) &&
    matter.capabilities.some(capability => team.capabilities.includes(capability))
  )
}

/** When a step ends that began at `from` and took `share` of its limit. */
function after(matter: MatterPlan, step: LimitStep, from: number, share: number): number {
  const { kind, amount } = matter.limits[step]
  if (kind === 'emergency-hour') return Math.round(from + amount * share * MINUTE)
  if (kind === 'calendar-day') return Math.round(from + amount * share * DAY)
  const minutes = kind === 'working-hour' ? amount : amount * OFFICE_MINUTES_PER_DAY
  return Math.round(afterOfficeMinutes(from, minutes * share))
}

interface Course {
  readonly filedAt: number
  readonly dispatchedAt: number
  readonly acceptedAt: number
  readonly arrivedAt: number
  readonly handledAt: number
  readonly closedAt: number
  readonly returns: number
  readonly rework: number
  readonly chases: number
}

/** How it went: mostly well within the limits, now and then late, returned or done again. */
function courseFrom(matter: MatterPlan, reportedAt: number, random: Seeded): Course {
  const returns = matter.level > 1 && random.chance(0.045) ? (random.chance(0.12) ? 2 : 1) : 0
  const rework = random.chance(0.05) ? (random.chance(0.15) ? 2 : 1) : 0
  const pace = random.around(1, 0.3)
  const filedAt = after(matter, 'intake', reportedAt, random.around(0.32, 0.5))
  const firstDispatch = after(matter, 'dispatch', filedAt, random.around(0.34, 0.5))
  const dispatchedAt =
    returns === 0 ? firstDispatch : after(matter, 'return', firstDispatch, returns * random.around(0.5, 0.4))
  const acceptance = pace * random.around(0.36, 0.55)
  const acceptedAt = after(matter, 'acceptance', dispatchedAt, acceptance)
  const arrivedAt = after(matter, 'arrival', acceptedAt, pace * random.around(0.38, 0.45))
  const handling = pace * random.around(0.3, 0.6) * (1 + 0.5 * rework)
  const handledAt = after(matter, 'handling', arrivedAt, handling)
  const closedAt = after(matter, 'verification', handledAt, random.around(0.3, 0.5))
  const chases = (acceptance > 1 ? 1 : 0) + (handling > 1 ? random.whole(1, 2) : 0)
  return { filedAt, dispatchedAt, acceptedAt, arrivedAt, handledAt, closedAt, returns, rework, chases }
}

function satisfactionOf(source: Source, course: Course, random: Seeded): Pick<PastIncident, 'satisfaction'> {
  if (source !== 'hotline' && source !== 'citizen') return {}
  const trouble = course.chases + course.rework * 2 + course.returns
  const mood = random.next() + 0.12 * trouble
  return { satisfaction: mood < 0.84 ? 'satisfied' : mood < 0.95 ? 'fair' : 'dissatisfied' }
}

function tell(teller: Teller, matter: MatterPlan, reportedAt: number): Omit<PastIncident, 'key'> {
  const { random, spots, county } = teller
  const spot = spots.draw(matter, random)
  const team = random.pick(teller.teamsFor(matter, spot.township, spot.grid))
  const lead = competentBody(county.organisations, spot.township, matter.lead)
  const { source } = random.weighted(SOURCES, each => each.share)
  const course = courseFrom(matter, reportedAt, random)
  return {
    matter: matter.key,
    level: matter.level,
    source,
    text: complaintText(matter, spot.text, random),
    place: spot.text,
    at: spot.at,
    grid: spot.grid,
    township: spot.township,
    reportedAt,
    ...course,
    leadOrganisation: lead?.key ?? team.organisation,
    team: team.key,
    ...satisfactionOf(source, course, random),
  }
}

function instantOn(day: number, matter: MatterPlan, random: Seeded): number {
  const hours = hoursOf(matter)
  const hour = random.weighted([...hours.keys()], each => hours[each]!)
  return Math.round(day + hour * 60 * MINUTE + random.next() * 60 * MINUTE)
}

function* dayOf(
  teller: Teller,
  day: number,
  spells: readonly WeatherSpell[],
): Generator<Omit<PastIncident, 'key'>> {
  const { county, random, ordinaryDay } = teller
  const weights = new Map(county.matters.map(matter => [matter, frequency(matter, day, spells)]))
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const expected = REPORTS_PER_DAY * WEEK[localDay(day).weekday]! * (total / ordinaryDay)
  const count = Math.round(expected * random.between(0.78, 1.22))
  for (let index = 0; index < count; index++) {
    const matter = random.weighted(county.matters, each => weights.get(each)!)
    yield tell(teller, matter, instantOn(day, matter, random))
  }
}

/**
 * The closed incidents of the year before `now` (milliseconds since 1970), in the order of their reports: between
 * 9,000 and 12,000. What would not yet be closed at `now` is left out.
 */
export function tellHistory(county: CountyPlan, now: number): readonly PastIncident[] {
  const teller = tellerOf(county)
  const spells = weatherBetween(county.seed, now - DAYS * DAY, now)
  const days = Array.from({ length: DAYS }, (_, index) => midnight(now) - (DAYS - index) * DAY)
  return days
    .flatMap(day => [...dayOf(teller, day, spells)])
    .filter(incident => incident.closedAt <= now)
    .sort((a, b) => a.reportedAt - b.reportedAt)
    .map((incident, index) => ({ key: `history:${String(index + 1).padStart(6, '0')}`, ...incident }))
}
