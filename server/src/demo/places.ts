import type { Position } from '@one-centre/shared/geo'
import type { CountyGeometry } from './county-geometry.ts'
import { blocksOf, streetPoint, type Town } from './county-mesh.ts'
import { streetName } from './county-streets.ts'
import { locator, slugOf } from './locate.ts'
import { toPoint, toPosition } from './plane.ts'
import type { PlaceKind, PlacePlan } from './plan.ts'
import { seeded } from './seeded.ts'

type Sign = readonly [kind: PlaceKind, name: string]

/** In the middle of a town first, farther out later. */
const TOWN_SIGNS: readonly Sign[] = [
  ['government', '#人民政府'],
  ['square', '#文化广场'],
  ['market', '#中心农贸市场'],
  ['police', '#派出所'],
  ['bus-station', '#汽车客运站'],
  ['hospital', '#卫生院'],
  ['school', '#中心小学'],
  ['shop', '惠民超市#店'],
  ['estate', '金桂苑小区'],
  ['restaurant', '老街食府'],
  ['school', '#初级中学'],
  ['park', '#滨河公园'],
  ['estate', '安居佳苑'],
  ['restaurant', '巷子里火锅'],
  ['fire-station', '#消防救援站'],
  ['estate', '和顺小区'],
  ['care-home', '#敬老院'],
  ['power', '#变电站'],
  ['building-site', '#保障房工地'],
  ['waterworks', '#污水处理厂'],
  ['factory', '#农产品加工厂'],
]

const SEAT_SIGNS: readonly Sign[] = [
  ['government', '云川县政务服务中心'],
  ['hospital', '云川县人民医院'],
  ['hospital', '云川县中医医院'],
  ['school', '云川县第一中学'],
  ['school', '云川县职业技术学校'],
  ['market', '北门农贸市场'],
  ['market', '东湖水产市场'],
  ['shop', '云川时代广场'],
  ['shop', '万家灯火建材城'],
  ['square', '云川广场'],
  ['estate', '东湖花园'],
  ['estate', '锦绣华庭'],
  ['estate', '望江名邸'],
  ['estate', '文昌里小区'],
  ['restaurant', '滨河夜市'],
  ['restaurant', '江畔人家酒楼'],
  ['building-site', '文昌片区改造工地'],
  ['building-site', '云川大道管网工地'],
  ['park', '东湖公园'],
  ['bus-station', '云川公交总站'],
]

const VILLAGE_SIGNS: readonly Sign[] = [
  ['village-office', '#村民委员会'],
  ['clinic', '#卫生室'],
  ['square', '#文化活动广场'],
  ['shop', '#便民超市'],
]

const EXTRA_SIGNS: readonly Sign[] = [
  ['school', '#小学'],
  ['factory', '#砖瓦厂'],
  ['factory', '#饲料加工厂'],
  ['factory', '#家具厂'],
  ['care-home', '#互助养老院'],
  ['building-site', '#安置房工地'],
  ['restaurant', '#农家乐'],
]

type Draft = Pick<PlacePlan, 'kind' | 'name' | 'at' | 'address'>

function townPlaces(town: Town, index: number, seed: number): readonly Draft[] {
  const random = seeded(seed, `places/${town.slug}`)
  const named = (sign: Sign): Sign => [sign[0], sign[1].replace('#', town.name)]
  const signs = [...TOWN_SIGNS.map(named), ...(index === 0 ? SEAT_SIGNS : [])]
  const blocks = [...blocksOf(town)].sort(
    (a, b) => Math.hypot(a[0] + 0.5, a[1] + 0.5) - Math.hypot(b[0] + 0.5, b[1] + 0.5),
  )
  const spots = blocks.flatMap(block => [
    { block, share: 0.28 },
    { block, share: 0.74 },
  ])
  return signs.map(([kind, name], at) => {
    // Evenly from the middle outwards, whatever the number of blocks.
    const { block, share } = spots[Math.floor((at * spots.length) / signs.length)]!
    const [column, row] = block
    return {
      kind,
      name,
      at: toPosition(
        streetPoint(town, column + share + random.between(-0.1, 0.1), row + random.between(0.12, 0.3)),
      ),
      address: `${town.name}${streetName(town, 'across', row)}${random.whole(1, 180)}号`,
    }
  })
}

function shifted(at: Position, east: number, north: number): Position {
  const point = toPoint(at)
  return toPosition({ x: point.x + east, y: point.y + north })
}

function villagePlaces({ areas }: CountyGeometry, seed: number): readonly Draft[] {
  const random = seeded(seed, 'village places')
  return areas
    .filter(area => area.level === 'village' && area.setting === 'country')
    .flatMap(village => {
      const township = areas.find(area => area.key === village.parent)!
      const signs = [...VILLAGE_SIGNS, random.pick(EXTRA_SIGNS)]
      return signs.map(([kind, name], index) => ({
        kind,
        name: name.replace('#', village.name),
        at: shifted(
          village.centre,
          Math.cos(index * 1.3) * random.between(30, 110),
          Math.sin(index * 1.3) * random.between(30, 110),
        ),
        address: `${township.name}${village.name}${random.whole(1, 9)}组`,
      }))
    })
}

function bridgesAndDams({ roads, lakes }: CountyGeometry): readonly Draft[] {
  const counts = new Map<string, number>()
  const bridges = roads.edges
    .filter(edge => edge.crosses !== undefined)
    .map((edge): Draft => {
      const count = (counts.get(edge.crosses!) ?? 0) + 1
      counts.set(edge.crosses!, count)
      const [lon, lat] = edge.bridge!
      return {
        kind: 'bridge',
        name: `${edge.crosses!}${'一二三四五六七八九十'[count - 1] ?? count}桥`,
        at: { lon, lat },
        address: edge.name,
      }
    })
  const dams = lakes
    .filter(lake => lake.kind === 'reservoir')
    .map((lake): Draft => {
      const [lon, lat] = lake.geometry.coordinates[0]![0]!
      return { kind: 'dam', name: `${lake.name}大坝`, at: { lon, lat }, address: lake.name }
    })
  return [...bridges, ...dams]
}

function roadside({ roads }: CountyGeometry, seed: number): readonly Draft[] {
  const national = roads.edges.filter(edge => edge.rank === 'national' && edge.line.length > 4)
  return seeded(seed, 'fuel')
    .shuffled(national)
    .slice(0, 5)
    .map((edge, index) => {
      const [lon, lat] = edge.line[Math.floor(edge.line.length / 2)]!
      return {
        kind: 'fuel-station',
        name: `云川第${'一二三四五'[index]!}加油站`,
        at: shifted({ lon, lat }, 28, 22),
        address: edge.name,
      }
    })
}

/** Everything with a sign on it, each in the grid that holds it; what falls outside the county is left out. */
export function layPlaces(geometry: CountyGeometry, seed: number): readonly PlacePlan[] {
  const gridAt = locator(geometry.areas, 'grid')
  const drafts = [
    ...geometry.towns.flatMap((town, index) => townPlaces(town, index, seed)),
    ...villagePlaces(geometry, seed),
    ...bridgesAndDams(geometry),
    ...roadside(geometry, seed),
  ]
  return drafts.flatMap((draft, index) => {
    const grid = gridAt(draft.at)
    if (grid === undefined) return []
    return [{ key: `place:${index + 1}`, ...draft, grid: grid.key, township: `org:${slugOf(grid.key)}` }]
  })
}
