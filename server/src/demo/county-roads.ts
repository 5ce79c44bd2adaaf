import type { CountyMesh } from './county-mesh.ts'
import { streetsOf, type Way } from './county-streets.ts'
import type { Lake, Stream, Water } from './county-water.ts'
import { stride } from './mesh.ts'
import { along, distance, isInside, type Point } from './plane.ts'
import type { RoadRank } from './plan.ts'
import { seeded } from './seeded.ts'
import { spread, trail, type Step } from './shortest.ts'

interface Stretch {
  readonly from: number
  readonly to: number
  readonly line: readonly Point[]
  readonly name: string
  readonly rank: RoadRank
  readonly crosses?: string
  readonly bridge?: Point
}

export interface Roads {
  readonly nodes: readonly Point[]
  readonly stretches: readonly Stretch[]
}

interface Draft {
  readonly nodes: readonly Point[]
  readonly ways: readonly Way[]
  readonly waysAt: readonly (readonly number[])[]
  readonly laid: Map<number, { readonly name: string; readonly rank: RoadRank }>
}

/** Following an existing road is cheaper than building: a little for trunks and links, much for a village. */
const REUSE = { trunk: 0.8, village: 0.45, link: 0.7 }
/** Bridges and lake shores are dear. */
const BRIDGE = 4.5
const LAKE = 40

function draftRoads(county: CountyMesh, water: Water): Draft {
  const { mesh, townOf } = county
  const streets = streetsOf(county, mesh.sites.length)
  const nodes = [...mesh.sites, ...streets.nodes]
  const random = seeded(county.seed, 'roads')
  const wet = (point: Point): boolean => water.lakes.some(lake => isInside(point, lake.ring))
  const nearestStreet = (town: number, to: Point): number => {
    const own = streets.nodes.flatMap((node, index) =>
      distance(node, county.towns[town]!.middle) < county.towns[town]!.radius * 1.6 ? [index] : [],
    )
    return (
      mesh.sites.length +
      own.reduce((a, b) => (distance(streets.nodes[b]!, to) < distance(streets.nodes[a]!, to) ? b : a))
    )
  }
  const ways = mesh.sides.flatMap((side, index): readonly Way[] => {
    const [left, right] = [townOf[side.left]!, townOf[side.right]!]
    const rough = random.between(0.9, 1.35)
    if (left >= 0 && right >= 0) return []
    const [a, b] = [mesh.sites[side.left]!, mesh.sites[side.right]!]
    const dear =
      (water.wetSides.has(index) ? BRIDGE : 1) * (wet(a) || wet(b) || wet(along(a, b, 0.5)) ? LAKE : 1)
    const cost = stride(mesh, side) * rough * dear
    if (left < 0 && right < 0) return [{ from: side.left, to: side.right, cost }]
    const [town, site] = left >= 0 ? [left, side.right] : [right, side.left]
    return [{ from: site, to: nearestStreet(town, mesh.sites[site]!), cost: cost * 1.4 }]
  })
  const all = [...ways, ...streets.ways]
  const waysAt: number[][] = nodes.map(() => [])
  for (const [index, way] of all.entries()) {
    waysAt[way.from]!.push(index)
    waysAt[way.to]!.push(index)
  }
  const laid = new Map(
    all.flatMap((way, index) =>
      way.street === undefined ? [] : [[index, { name: way.street, rank: 'street' }] as const],
    ),
  )
  return { nodes, ways: all, waysAt, laid }
}

function nearestNode(draft: Draft, point: Point, from = 0): number {
  let best = from
  for (let index = from; index < draft.nodes.length; index++) {
    if (distance(draft.nodes[index]!, point) < distance(draft.nodes[best]!, point)) best = index
  }
  return best
}

interface NewRoad {
  readonly name: string
  readonly rank: RoadRank
  /** Cost of a stretch that is a road already, as a share of building it. */
  readonly reuse: number
}

/** Lays a road from `from` to the first node for which `isEnd` holds; the national road takes over streets. */
function lay(
  draft: Draft,
  from: number,
  isEnd: (node: number) => boolean,
  { name, rank, reuse }: NewRoad,
): void {
  const steps = (node: number): Step[] =>
    draft.waysAt[node]!.map(index => {
      const way = draft.ways[index]!
      const factor = way.street === undefined && draft.laid.has(index) ? reuse : 1
      return { to: way.from === node ? way.to : way.from, cost: way.cost * factor }
    })
  const reached = spread(draft.nodes.length, [{ node: from, cost: 0 }], steps, isEnd)
  if (reached.arrived === undefined) return
  const nodes = trail(reached, reached.arrived)
  for (const [index, node] of nodes.slice(1).entries()) {
    const before = nodes[index]!
    const way = draft.waysAt[node]!.find(
      each => draft.ways[each]!.from === before || draft.ways[each]!.to === before,
    )!
    const present = draft.laid.get(way)?.rank
    const mayRename = present === undefined || (present === 'street' && rank === 'national')
    if (mayRename) draft.laid.set(way, { name, rank })
  }
}

const FAR = {
  west: { x: -16_000, y: 3400 },
  east: { x: 16_400, y: -2600 },
  north: { x: 3500, y: 14_300 },
  south: { x: -6000, y: -13_800 },
}

function layTrunks(draft: Draft, county: CountyMesh): void {
  const [seat, river, stone, egret] = county.towns.map(town =>
    nearestNode(draft, town.middle, county.mesh.sites.length),
  )
  const [west, east, north, south] = [FAR.west, FAR.east, FAR.north, FAR.south].map(point =>
    nearestNode(draft, point),
  )
  const to = (from: number | undefined, end: number | undefined, name: string, rank: RoadRank): void =>
    lay(draft, from!, node => node === end, { name, rank, reuse: REUSE.trunk })
  // 799 is beyond the national roads' numbers, Z beyond the county roads' letters.
  to(west, seat, '国道G799线', 'national')
  to(seat, river, '国道G799线', 'national')
  to(river, east, '国道G799线', 'national')
  to(seat, egret, '县道Z101（青鹭路）', 'county')
  to(seat, stone, '县道Z102（青石路）', 'county')
  to(stone, river, '县道Z103（石江路）', 'county')
  to(egret, river, '县道Z104（鹭江路）', 'county')
  to(egret, north, '县道Z105（鹭北路）', 'county')
  to(stone, south, '县道Z106（石南路）', 'county')
  to(stone, west, '县道Z107（石西路）', 'county')
}

/** A smooth run through the nodes: at each end it follows the same road's next stretch. */
function curve(draft: Draft, index: number): readonly Point[] {
  const way = draft.ways[index]!
  const [a, b] = [draft.nodes[way.from]!, draft.nodes[way.to]!]
  if (way.street !== undefined) return [a, b]
  const road = draft.laid.get(index)!
  const beyond = (node: number): Point | undefined => {
    const next = draft.waysAt[node]!.filter(
      each => each !== index && draft.laid.get(each)?.name === road.name,
    )
    if (next.length !== 1) return undefined
    const other = draft.ways[next[0]!]!
    return draft.nodes[other.from === node ? other.to : other.from]!
  }
  const before = beyond(way.from) ?? { x: 2 * a.x - b.x, y: 2 * a.y - b.y }
  const after = beyond(way.to) ?? { x: 2 * b.x - a.x, y: 2 * b.y - a.y }
  const count = Math.max(2, Math.round(distance(a, b) / 90))
  return Array.from({ length: count + 1 }, (_, step) => hermite(before, a, b, after, step / count))
}

/** Catmull-Rom between a and b. */
function hermite(before: Point, a: Point, b: Point, after: Point, t: number): Point {
  const blend = (p: number, q: number, r: number, s: number): number =>
    q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))
  return { x: blend(before.x, a.x, b.x, after.x), y: blend(before.y, a.y, b.y, after.y) }
}

/** Where two lines first cross. */
function crossing(line: readonly Point[], other: readonly Point[]): Point | undefined {
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    for (let j = 1; j < other.length; j++) {
      const [c, d] = [other[j - 1]!, other[j]!]
      const span = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x)
      const s = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / span
      const t = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / span
      if (s >= 0 && s <= 1 && t >= 0 && t <= 1) return along(a, b, s)
    }
  }
  return undefined
}

function bridgeOf(line: readonly Point[], streams: readonly Stream[]): Pick<Stretch, 'crosses' | 'bridge'> {
  const [a, b] = [line[0]!, line.at(-1)!]
  const reach = distance(a, b) + 500
  for (const stream of streams) {
    const near = stream.line.filter(point => distance(point, a) < reach)
    const bridge = crossing(line, near)
    if (bridge !== undefined) return { crosses: stream.name, bridge }
  }
  return {}
}

/** Lays the trunks, then a road to every stop (village and grid middles), then some links between villages. */
export function layRoads(
  county: CountyMesh,
  water: Water,
  stops: readonly { readonly name: string; readonly at: Point }[],
): Roads {
  const draft = draftRoads(county, water)
  layTrunks(draft, county)
  const nodes = stops.map(stop => nearestNode(draft, stop.at))
  for (const [index, stop] of stops.entries()) {
    lay(draft, nodes[index]!, node => draft.waysAt[node]!.some(way => draft.laid.has(way)), {
      name: `${stop.name}路`,
      rank: 'village',
      reuse: REUSE.village,
    })
  }
  for (const [index, node] of nodes.entries()) {
    const near = nodes
      .filter(other => other !== node)
      .sort(
        (a, b) =>
          distance(draft.nodes[a]!, draft.nodes[node]!) - distance(draft.nodes[b]!, draft.nodes[node]!),
      )
    for (const other of near.slice(0, 2)) {
      lay(draft, node, each => each === other, {
        name: `${stops[index]!.name}路`,
        rank: 'village',
        reuse: REUSE.link,
      })
    }
  }
  return gather(draft, water)
}

/** Keeps the nodes that a road touches and numbers them anew. */
function gather(
  draft: Draft,
  { streams }: { readonly streams: readonly Stream[]; readonly lakes: readonly Lake[] },
): Roads {
  const numbers = new Map<number, number>()
  const nodes: Point[] = []
  const numberOf = (node: number): number => {
    const known = numbers.get(node)
    if (known !== undefined) return known
    nodes.push(draft.nodes[node]!)
    numbers.set(node, nodes.length - 1)
    return nodes.length - 1
  }
  const stretches = [...draft.laid].map(([index, road]): Stretch => {
    const way = draft.ways[index]!
    const line = curve(draft, index)
    return { from: numberOf(way.from), to: numberOf(way.to), line, ...road, ...bridgeOf(line, streams) }
  })
  return { nodes, stretches }
}
