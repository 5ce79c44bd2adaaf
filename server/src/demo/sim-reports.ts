import { derivedId } from '@one-centre/shared/ids'
import type { ReportSource } from '@one-centre/shared/reports'
import { complaintText } from './complaints.ts'
import { demoId } from './load-identity.ts'
import { localDay, midnight } from './local-time.ts'
import { fictionalPhone } from './organisations.ts'
import type { CountyPlan, MatterPlan } from './plan.ts'
import { frequency, hoursOf } from './seasons.ts'
import { seeded } from './seeded.ts'
import type { Cast } from './sim-cast.ts'
import type { Spots } from './spots.ts'
import { weatherBetween } from './weather.ts'

const HOUR_MS = 3_600_000

const SOURCES: readonly { readonly source: ReportSource; readonly share: number }[] = [
  { source: 'field', share: 44 },
  { source: 'hotline', share: 26 },
  { source: 'citizen', share: 18 },
  { source: 'patrol', share: 12 },
]
const REPORTERS = { field: 'grid_worker', patrol: 'member', hotline: 'intake', citizen: 'intake' } as const
const CALLERS: readonly string[] = [
  '张先生',
  '李女士',
  '王先生',
  '刘女士',
  '陈先生',
  '杨女士',
  '赵先生',
  '周女士',
]

export interface NewReport {
  readonly personId: string
  readonly township: string
  readonly commandId: string
  readonly incidentId: string
  readonly params: object
}

export interface ReportWish {
  /** Names this report for ever: the same wish is the same report. */
  readonly label: string
  /** ms since 1970 */
  readonly now: number
  /** Only matters of a storm, and only in this township. */
  readonly storm?: string
}

/** What somebody reports at this hour of this season, in their own words; undefined where nobody could hand it in. */
export function reportOf(
  plan: CountyPlan,
  cast: Cast,
  spots: Spots,
  wish: ReportWish,
): NewReport | undefined {
  const random = seeded(plan.seed, `report/${wish.label}`)
  const spells = weatherBetween(plan.seed, midnight(wish.now), wish.now)
  const hour = Math.floor((wish.now - midnight(wish.now)) / HOUR_MS)
  const weightOf = (matter: MatterPlan): number =>
    wish.storm === undefined
      ? frequency(matter, midnight(wish.now), spells) * (hoursOf(matter)[hour] ?? 0)
      : matter.weight
  const matters = plan.matters.filter(matter => wish.storm === undefined || matter.season === 'flood')
  const matter = random.weighted(matters, weightOf)
  const draws = Array.from({ length: 24 }, () => spots.draw(matter, random))
  const spot = draws.find(one => wish.storm === undefined || demoId(plan.seed, one.township) === wish.storm)
  if (spot === undefined) return undefined
  const township = demoId<'organisation'>(plan.seed, spot.township)
  const { source } = random.weighted(SOURCES, each => each.share)
  const role = REPORTERS[source as keyof typeof REPORTERS]
  const personId = cast.reporterFor(role, township, random.whole(0, 9))
  if (personId === undefined) return undefined
  const incidentId = derivedId<'incident'>('sim', plan.seed, wish.label)
  return {
    personId,
    township,
    commandId: derivedId('sim-report', plan.seed, wish.label),
    incidentId,
    params: {
      source,
      sourceId: `${localDay(wish.now).year}-${wish.label}`,
      text: complaintText(matter, spot.text, random),
      matterId: demoId(plan.seed, matter.key),
      place: { address: spot.text, position: spot.at, gridId: null },
      happenedAt: null,
      reporter:
        role === 'intake'
          ? { name: random.pick(CALLERS), phone: fictionalPhone(random.whole(5_000, 8_999)) }
          : null,
      photos: [],
      incidentId,
      joinIncidentId: null,
    },
  }
}
