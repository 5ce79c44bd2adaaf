import type { Position } from '@one-centre/shared/geo'
import type { AreaPlan, Competence, OrganisationPlan, PlacePlan } from './plan.ts'
import { slugOf } from './locate.ts'
import { toPoint, toPosition } from './plane.ts'
import { seeded } from './seeded.ts'

interface Body {
  readonly slug: string
  readonly name: string
  readonly short: string
  readonly type: OrganisationPlan['type']
  readonly competence: Competence
}

const body = (
  slug: string,
  name: string,
  short: string,
  type: OrganisationPlan['type'],
  competence: Competence,
): Body => ({ slug, name, short, type, competence })

/** The county's own bodies; # stands for the county. */
const COUNTY_BODIES: readonly Body[] = [
  body('centre', '#社会治理综合指挥中心', '县指挥中心', 'office', 'command-centre'),
  body('inspection', '#督查考核办公室', '县督查办', 'office', 'supervision'),
  body('security', '#公安局', '县公安局', 'department', 'police'),
  body('traffic', '#公安局交通警察大队', '县交警大队', 'department', 'traffic-police'),
  body('fire', '#消防救援大队', '县消防大队', 'department', 'fire'),
  body('urban', '#综合行政执法局', '县综合执法局', 'department', 'urban-management'),
  body('emergency', '#应急管理局', '县应急局', 'department', 'emergency'),
  body('housing', '#住房和城乡建设局', '县住建局', 'department', 'construction'),
  body('water', '#水务局', '县水务局', 'department', 'water'),
  body('market', '#市场监督管理局', '县市场监管局', 'department', 'market'),
  body('environment', '#生态环境局', '县生态环境局', 'department', 'environment'),
  body('transport', '#交通运输局', '县交通局', 'department', 'transport'),
  body('health', '#卫生健康局', '县卫健局', 'department', 'health'),
  body('farming', '#农业农村局', '县农业农村局', 'department', 'agriculture'),
  body('civil', '#民政局', '县民政局', 'department', 'civil-affairs'),
  body('justice', '#司法局', '县司法局', 'department', 'justice'),
  body('land', '#自然资源和规划局', '县自然资源局', 'department', 'land'),
  body('forestry', '#林业局', '县林业局', 'department', 'forestry'),
  body('labour', '#人力资源和社会保障局', '县人社局', 'department', 'labour'),
  body('law', '#政法委员会', '县委政法委', 'department', 'peace-and-law'),
  body('party', '#党建工作领导小组办公室', '县委党建办', 'department', 'party-building'),
  body('power', '国网#供电公司', '县供电公司', 'enterprise', 'power'),
]

/** Every township has these; # stands for its name. */
const TOWNSHIP_BODIES: readonly Body[] = [
  body('centre', '#网格化服务管理中心', '指挥中心', 'office', 'command-centre'),
  body('inspection', '#督查考核办公室', '督查办', 'office', 'supervision'),
  body('enforcement', '#综合行政执法队', '执法队', 'brigade', 'enforcement'),
  body('emergency', '#应急管理办公室', '应急办', 'office', 'emergency'),
  body('party', '#党建工作办公室', '党建办', 'office', 'party-building'),
  body('law', '#平安法治办公室', '平安法治办', 'office', 'peace-and-law'),
  body('building', '#村镇建设办公室', '村建办', 'office', 'construction'),
  body('farming', '#农业农村办公室', '农业农村办', 'office', 'agriculture'),
  body('civil', '#社会事务办公室', '社会事务办', 'office', 'civil-affairs'),
  body('police', '#派出所', '派出所', 'stationed-agency', 'police'),
  body('fire', '#消防工作站', '消防站', 'stationed-agency', 'fire'),
  body('market', '#市场监督管理所', '市场监管所', 'stationed-agency', 'market'),
  body('justice', '#司法所', '司法所', 'stationed-agency', 'justice'),
  body('land', '#自然资源所', '自然资源所', 'stationed-agency', 'land'),
  body('power', '#供电所', '供电所', 'stationed-agency', 'power'),
  body('health', '#卫生院', '卫生院', 'stationed-agency', 'health'),
  body('water', '#水务站', '水务站', 'stationed-agency', 'water'),
  body('traffic', '#交警中队', '交警中队', 'stationed-agency', 'traffic-police'),
]

/** Offices near their government, not on top of it. */
function near(at: Position, seed: number, key: string): Position {
  const random = seeded(seed, `office/${key}`)
  const point = toPoint(at)
  return toPosition({ x: point.x + random.between(-260, 260), y: point.y + random.between(-260, 260) })
}

/** Numbers that no one has: 199 0000 xxxx belongs to no carrier's range in use. */
export const fictionalPhone = (number: number): string => `199${String(number).padStart(8, '0')}`

/** Bodies of the Party committee rather than of the government. */
const PARTY: ReadonlySet<string> = new Set(['law', 'party'])

interface Ground {
  readonly seed: number
  readonly areas: readonly AreaPlan[]
  readonly places: readonly PlacePlan[]
}

type Draft = Omit<OrganisationPlan, 'phone'>

const isVerifying = ({ competence }: Body): boolean => competence === 'supervision'

function countyBodies({ areas, seed }: Ground): readonly Draft[] {
  const county = areas.find(area => area.level === 'county')!
  const seat = areas.find(area => area.level === 'village' && area.setting === 'town')!.centre
  const government: Draft = {
    key: 'org:county',
    code: county.code,
    name: `${county.name}人民政府`,
    shortName: county.name,
    type: 'county',
    verifies: false,
    township: 'org:county',
    area: county.key,
    competence: 'government',
    position: seat,
  }
  const bodies = COUNTY_BODIES.map((each, index): Draft => ({
    key: `org:county/${each.slug}`,
    code: `${county.code}-${String(index + 1).padStart(2, '0')}`,
    name: each.name.replace('#', PARTY.has(each.slug) ? `中共${county.name}委` : county.name),
    shortName: each.short,
    type: each.type,
    verifies: isVerifying(each),
    parent: government.key,
    township: government.key,
    area: county.key,
    competence: each.competence,
    position: near(seat, seed, each.slug),
  }))
  return [government, ...bodies]
}

function townshipBodies({ areas, places, seed }: Ground, township: AreaPlan): readonly Draft[] {
  const key = `org:${slugOf(township.key)}`
  const at = places.find(place => place.kind === 'government' && place.township === key)!.at
  const government: Draft = {
    key,
    code: township.code,
    name: `${township.name}人民政府`,
    shortName: township.name,
    type: 'township',
    verifies: false,
    parent: 'org:county',
    township: key,
    area: township.key,
    competence: 'government',
    position: at,
  }
  const bodies = TOWNSHIP_BODIES.map((each, index): Draft => ({
    key: `${key}/${each.slug}`,
    code: `${township.code}-${String(index + 1).padStart(2, '0')}`,
    name: each.name.replace('#', township.name),
    shortName: township.name.slice(0, -1) + each.short,
    type: each.type,
    verifies: isVerifying(each),
    parent: key,
    ...(each.type === 'stationed-agency'
      ? {
          agency: `org:county/${COUNTY_BODIES.find(department => department.competence === each.competence)!.slug}`,
        }
      : {}),
    township: key,
    area: township.key,
    competence: each.competence,
    position: near(at, seed, `${key}/${each.slug}`),
  }))
  const villages = areas.filter(area => area.parent === township.key)
  return [
    government,
    ...bodies,
    ...villages.map((village): Draft => ({
      key: village.key.replace('area:', 'org:'),
      code: village.code,
      name: village.setting === 'town' ? `${village.name}居民委员会` : `${village.name}村民委员会`,
      shortName: village.name,
      type: 'village',
      verifies: false,
      parent: key,
      township: key,
      area: village.key,
      competence: 'village',
      position: village.centre,
    })),
  ]
}

/** The county, its departments, the townships with their offices and stationed agencies, the villages. */
export function planOrganisations(ground: Ground): readonly OrganisationPlan[] {
  const townships = ground.areas.filter(area => area.level === 'township')
  const drafts = [...countyBodies(ground), ...townships.flatMap(township => townshipBodies(ground, township))]
  return drafts.map((draft, index) => ({ ...draft, phone: fictionalPhone(9001 + index) }))
}

/** The body of a township that is competent, or the county's where the township has none. */
export function competentBody(
  organisations: readonly OrganisationPlan[],
  township: string,
  competence: Competence,
): OrganisationPlan | undefined {
  const competent = organisations.filter(each => each.competence === competence)
  return (
    competent.find(each => each.township === township) ??
    competent.find(each => each.township === 'org:county')
  )
}
