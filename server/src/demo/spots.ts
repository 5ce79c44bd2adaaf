import { distanceMetres, type Position } from '@one-centre/shared/geo'
import { locator, slugOf } from './locate.ts'
import type { CountyPlan, MatterPlan, PlaceKind, PlacePlan } from './plan.ts'
import type { Seeded } from './seeded.ts'

/** A place where something can happen, as people would describe it. */
interface Spot {
  readonly at: Position
  readonly grid: string
  readonly township: string
  readonly setting: 'town' | 'country'
  readonly text: string
  readonly kind?: PlaceKind
  /** Some corners are worse than others. */
  readonly heat: number
}

export interface Spots {
  /** Draws a spot that suits the matter. */
  readonly draw: (matter: MatterPlan, random: Seeded) => Spot
}

/** Where a matter is at home; the rest happens along roads and at any sign. */
const HOMES: Readonly<Record<string, readonly PlaceKind[]>> = {
  水面漂浮物: ['bridge', 'dam'],
  桥梁栏杆损坏: ['bridge'],
  人员溺水: ['bridge', 'dam'],
  河水漫溢: ['bridge'],
  堤防渗漏: ['dam', 'bridge'],
  水库违规游泳垂钓: ['dam', 'bridge'],
  河道水质异常: ['bridge'],
  河道非法采砂: ['bridge'],
  非法捕捞: ['bridge', 'dam'],
  占道夜市烧烤: ['restaurant', 'market', 'square'],
  店外经营: ['market', 'shop', 'restaurant'],
  马路市场: ['market'],
  无照经营游商: ['market', 'school', 'hospital', 'bus-station', 'square'],
  学校周边安全隐患: ['school'],
  加油站违规操作: ['fuel-station'],
  工地扬尘: ['building-site'],
  夜间施工噪声: ['building-site'],
  施工围挡破损: ['building-site'],
  施工未设警示: ['building-site'],
  高处作业无防护: ['building-site'],
  工贸企业安全隐患: ['factory'],
  工业异味: ['factory'],
  企业噪声: ['factory'],
  电梯困人: ['estate', 'shop', 'hospital'],
  物业纠纷: ['estate'],
  电动车飞线充电: ['estate'],
  占用消防通道: ['estate', 'market', 'school'],
  老旧小区改造诉求: ['estate'],
  社会生活噪声: ['square', 'estate', 'restaurant', 'park'],
  健身器材损坏: ['square', 'park', 'estate'],
  餐饮油烟扰民: ['restaurant'],
  餐饮环境不洁: ['restaurant'],
  缺斤短两: ['market'],
  销售过期食品: ['shop', 'market'],
  消费纠纷: ['shop', 'market'],
  医患纠纷: ['hospital', 'clinic'],
  公交站亭损坏: ['bus-station'],
  公厕卫生差: ['market', 'park', 'bus-station', 'square'],
}

function nearest(places: readonly PlacePlan[], at: Position): PlacePlan {
  return places.reduce((best, place) =>
    distanceMetres(place.at, at) < distanceMetres(best.at, at) ? place : best,
  )
}

const BESIDE: readonly string[] = ['门口', '旁边', '对面', '附近']

function placeSpots({ places, areas }: CountyPlan, random: Seeded): readonly Spot[] {
  const settings = new Map(areas.map(area => [area.key, area.setting]))
  return places.map(({ at, grid, township, kind, name }) => ({
    at,
    grid,
    township,
    kind,
    setting: settings.get(grid)!,
    text: kind === 'bridge' || kind === 'dam' ? name : name + random.pick(BESIDE),
    heat: random.around(2, 0.8),
  }))
}

function roadSpots({ roads, places, areas }: CountyPlan, random: Seeded): readonly Spot[] {
  const gridAt = locator(areas, 'grid')
  return roads.edges.flatMap(edge => {
    const [lon, lat] =
      edge.line.length > 2 ? edge.line[edge.line.length >> 1]! : middle(edge.line[0]!, edge.line.at(-1)!)
    const at = { lon, lat }
    const grid = gridAt(at)
    if (grid === undefined) return []
    const township = `org:${slugOf(grid.key)}`
    const landmark = nearest(
      places.filter(place => place.township === township),
      at,
    )
    return [
      {
        at,
        grid: grid.key,
        township,
        setting: grid.setting,
        text: `${edge.name}${landmark.name}${random.pick(BESIDE)}`,
        heat: random.around(grid.setting === 'town' ? 0.7 : 1, 0.9),
      },
    ]
  })
}

function middle(a: readonly [number, number], b: readonly [number, number]): readonly [number, number] {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}

/** Finds out once where things can happen in a county. */
export function spotsOf(county: CountyPlan, random: Seeded): Spots {
  const all = [...placeSpots(county, random), ...roadSpots(county, random)]
  const draws = new Map<string, (random: Seeded) => Spot>()
  const lists = (matter: MatterPlan): readonly Spot[] => {
    const kinds = HOMES[matter.name] ?? []
    const homes = all.filter(spot => spot.kind !== undefined && kinds.includes(spot.kind))
    if (homes.length > 0) return homes
    const fitting = all.filter(spot => matter.setting === 'both' || spot.setting === matter.setting)
    return fitting.filter(spot => spot.kind !== 'dam' && spot.kind !== 'bridge')
  }
  return {
    draw: (matter, chance) => {
      const known = draws.get(matter.key) ?? drawBy(lists(matter))
      draws.set(matter.key, known)
      return known(chance)
    },
  }
}

/** Draws in proportion to heat, by one look into the running sums. */
function drawBy(spots: readonly Spot[]): (random: Seeded) => Spot {
  const sums: number[] = []
  for (const spot of spots) sums.push((sums.at(-1) ?? 0) + spot.heat)
  return random => {
    const mark = random.next() * sums.at(-1)!
    let low = 0
    for (let high = sums.length - 1; low < high;) {
      const half = (low + high) >> 1
      if (sums[half]! > mark) high = half
      else low = half + 1
    }
    return spots[low]!
  }
}
