import type { TeamKind } from '@one-centre/shared/people'
import type { Capability } from './plan.ts'

/** A team as it is set up; # stands for the township's short name. */
export interface TeamSetup {
  readonly slug: string
  readonly name: string
  readonly kind: TeamKind
  /** Slug of its body. */
  readonly body: string
  readonly members: number
  readonly capabilities: readonly Capability[]
  readonly vehicle?: string
  readonly title: string
}

const team = (
  slug: string,
  name: string,
  kind: TeamKind,
  body: string,
  members: number,
  title: string,
  capabilities: readonly Capability[],
  vehicle?: string,
): TeamSetup => ({
  slug,
  name,
  kind,
  body,
  members,
  title,
  capabilities,
  ...(vehicle === undefined ? {} : { vehicle }),
})

/** Every township has these. */
export const TOWNSHIP_TEAMS: readonly TeamSetup[] = [
  team(
    'law-1',
    '#执法一中队',
    'enforcement',
    'enforcement',
    3,
    '执法队员',
    ['street-order', 'patrol', 'building-inspection'],
    '执法巡逻车',
  ),
  team(
    'law-2',
    '#执法二中队',
    'enforcement',
    'enforcement',
    2,
    '执法队员',
    ['street-order', 'patrol', 'environment-inspection'],
    '执法电动巡逻车',
  ),
  team(
    'police-1',
    '#派出所巡逻一组',
    'police',
    'police',
    2,
    '民警',
    ['patrol', 'mediation', 'care'],
    '警用巡逻车',
  ),
  team('police-2', '#派出所巡逻二组', 'police', 'police', 2, '辅警', ['patrol', 'traffic'], '警用电动车'),
  team(
    'fire',
    '#微型消防站',
    'fire',
    'fire',
    3,
    '消防队员',
    ['fire-fighting', 'flood-rescue', 'forest-watch'],
    '轻型消防车',
  ),
  team('clean', '#环卫保洁组', 'sanitation', 'building', 3, '环卫工', ['sanitation'], '环卫清运车'),
  team(
    'works',
    '#市政维修组',
    'repair',
    'building',
    2,
    '维修工',
    ['repair', 'drainage', 'gas-and-water-repair'],
    '市政工程车',
  ),
  team(
    'flood',
    '#防汛抢险分队',
    'repair',
    'emergency',
    3,
    '抢险队员',
    ['flood-rescue', 'drainage', 'forest-watch'],
    '抢险皮卡',
  ),
  team('medical', '#卫生院急救组', 'medical', 'health', 2, '医护', ['medical', 'care'], '救护车'),
  team('traffic', '#交警巡逻组', 'traffic', 'traffic', 2, '交警', ['traffic', 'patrol'], '交警巡逻车'),
  team(
    'food',
    '#市场监管检查组',
    'inspection',
    'market',
    2,
    '市场监管员',
    ['food-inspection', 'safety-inspection'],
    '执法用车',
  ),
  team('safety', '#安全生产检查组', 'inspection', 'emergency', 2, '安全员', [
    'safety-inspection',
    'building-inspection',
  ]),
  team('power', '#供电抢修班', 'repair', 'power', 2, '电工', ['power-repair'], '电力抢修车'),
  team('farming', '#农技与动物防疫组', 'inspection', 'farming', 2, '农技员', [
    'animal-and-plant',
    'environment-inspection',
    'forest-watch',
  ]),
  team('justice', '#人民调解工作组', 'inspection', 'justice', 2, '调解员', ['mediation', 'care']),
]

/** The county sends these where a township's own do not suffice. */
export const COUNTY_TEAMS: readonly TeamSetup[] = [
  team(
    'fire-1',
    '云川消防救援站一班',
    'fire',
    'fire',
    3,
    '消防员',
    ['fire-fighting', 'flood-rescue'],
    '水罐消防车',
  ),
  team(
    'fire-2',
    '云川消防救援站二班',
    'fire',
    'fire',
    3,
    '消防员',
    ['fire-fighting', 'flood-rescue'],
    '抢险救援车',
  ),
  team('swat', '县公安局特巡警队', 'police', 'security', 3, '特巡警', ['patrol', 'mediation'], '特巡警车'),
  team('medical', '县急救中心一组', 'medical', 'health', 2, '急救医生', ['medical'], '救护车'),
  team(
    'water',
    '县防汛抢险突击队',
    'repair',
    'water',
    3,
    '抢险队员',
    ['flood-rescue', 'drainage'],
    '排涝泵车',
  ),
  team(
    'gas',
    '县燃气供水抢修队',
    'repair',
    'housing',
    2,
    '抢修工',
    ['gas-and-water-repair', 'repair'],
    '抢修车',
  ),
  team(
    'environment',
    '县环境监察组',
    'inspection',
    'environment',
    2,
    '监察员',
    ['environment-inspection'],
    '监察车',
  ),
  team('roads', '县道路养护队', 'repair', 'transport', 2, '养护工', ['repair', 'traffic'], '养护车'),
]
