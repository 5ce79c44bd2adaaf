import type { Level, Limit, Limits } from '@one-centre/shared/matters'
import type { MajorClass, MatterRow } from './matter-rows.ts'
import { PEOPLE_CLASSES } from './matters-people.ts'
import { SAFETY_CLASSES } from './matters-safety.ts'
import { TOWN_CLASSES } from './matters-town.ts'
import type { Capability, MatterPlan } from './plan.ts'

const HOUR = 60

const minutes = (amount: number): Limit => ({ kind: 'emergency-hour', amount })
const working = (amount: number): Limit => ({ kind: 'working-hour', amount })
const days = (amount: number): Limit => ({ kind: 'working-day', amount })

/**
 * Sample limits per level, as the lifecycle's table has them; hours are given in minutes. Half a working day is four
 * working hours. Where the table forbids a step at level 1 (return) the shortest useful limit stands instead.
 */
const LIMITS: Readonly<Record<Level, Limits>> = {
  1: {
    intake: minutes(1),
    check: minutes(10),
    dispatch: minutes(2),
    acceptance: minutes(2),
    return: minutes(5),
    arrival: minutes(15),
    handling: minutes(2 * HOUR),
    verification: working(HOUR),
    handover: minutes(10),
  },
  2: {
    intake: minutes(10),
    check: minutes(30),
    dispatch: minutes(10),
    acceptance: minutes(15),
    return: minutes(30),
    arrival: minutes(HOUR),
    handling: minutes(24 * HOUR),
    verification: working(2 * HOUR),
    handover: minutes(HOUR),
  },
  3: {
    intake: working(30),
    check: working(2 * HOUR),
    dispatch: working(30),
    acceptance: working(HOUR),
    return: working(4 * HOUR),
    arrival: working(4 * HOUR),
    handling: days(7),
    verification: days(1),
    handover: days(1),
  },
  4: {
    intake: working(4 * HOUR),
    check: days(1),
    dispatch: working(4 * HOUR),
    acceptance: working(HOUR),
    return: days(1),
    arrival: days(2),
    handling: days(15),
    verification: days(2),
    handover: days(1),
  },
}

/** What the street can see put right in a working day is not given a week. */
const QUICK: ReadonlySet<Capability> = new Set<Capability>(['sanitation', 'street-order', 'traffic'])

function limitsOf(level: Level, capability: Capability): Limits {
  const limits = LIMITS[level]
  return level === 3 && QUICK.has(capability) ? { ...limits, handling: working(8 * HOUR) } : limits
}

function matterOf(major: MajorClass, row: MatterRow, index: number): MatterPlan {
  const [name, level, weight, keywords, extras = {}] = row
  const capability = extras.capability ?? major.capability
  const code = `${major.code}${String(index + 1).padStart(2, '0')}`
  const stages = extras.stages ?? 1
  return {
    key: `matter:${code}`,
    code,
    major: major.name,
    name,
    level,
    limits: limitsOf(level, capability),
    lead: extras.lead ?? major.lead,
    assisting: extras.assisting ?? [],
    teamKinds: extras.kinds ?? major.kinds,
    capabilities: [capability],
    ...(extras.basis === undefined ? {} : { basis: extras.basis }),
    evidence: { photoBefore: major.photos && level > 1, photoAfter: major.photos, photoPerStage: stages > 1 },
    stages,
    keywords: keywords.split(' '),
    weight,
    setting: extras.setting ?? 'both',
    ...(extras.season === undefined ? {} : { season: extras.season }),
  }
}

/** The list of matters (事项清单), the same for every seed. */
export const MATTERS: readonly MatterPlan[] = [...TOWN_CLASSES, ...SAFETY_CLASSES, ...PEOPLE_CLASSES].flatMap(
  major => major.rows.map((row, index) => matterOf(major, row, index)),
)
