import { meshOf, type Mesh } from './mesh.ts'
import { along, cross, distance, ripple, type Point } from './plane.ts'
import { hashText, seeded, type Seeded } from './seeded.ts'

/** A town seat: blocks of streets around its middle. */
export interface Town {
  readonly slug: string
  readonly name: string
  readonly middle: Point
  /** Radians; the streets do not all run north. */
  readonly turn: number
  /** Metres. */
  readonly block: number
  readonly radius: number
  /** Built-up communities of the town. */
  readonly communities: number
  /** Villages in the countryside of the township. */
  readonly villages: number
}

export interface CountyMesh {
  readonly seed: number
  readonly mesh: Mesh
  readonly towns: readonly Town[]
  /** Per site: the town whose block it is, -1 in the countryside. */
  readonly townOf: readonly number[]
  /** Per site: whether it belongs to the county; the others only give the border its neighbours. */
  readonly inCounty: readonly boolean[]
}

const TOWNS = [
  { slug: 'qinglan', name: '青岚镇', x: -1200, y: 900, radius: 920, communities: 3, villages: 5 },
  { slug: 'linjiang', name: '临江镇', x: 7600, y: -4300, radius: 620, communities: 2, villages: 5 },
  { slug: 'shiqiao', name: '石桥乡', x: -8300, y: -5200, radius: 560, communities: 1, villages: 5 },
  { slug: 'bailu', name: '白鹭镇', x: 6200, y: 6900, radius: 600, communities: 1, villages: 6 },
] as const

/** Metres: half the county's extent east-west and north-south. */
const HALF_WIDTH = 14_800
const HALF_HEIGHT = 12_300
/** Metres between villages' fields, far from any town. */
const WIDEST_CELL = 820
const NARROWEST_CELL = 240

function placeTowns(seed: number): readonly Town[] {
  const random = seeded(seed, 'towns')
  return TOWNS.map(({ x, y, ...town }) => ({
    ...town,
    middle: { x: x + random.between(-700, 700), y: y + random.between(-600, 600) },
    turn: random.between(-0.45, 0.45),
    block: random.between(205, 225),
  }))
}

/** From street coordinates (in blocks) to the plane; slow waves keep the streets from looking ruled. */
export function streetPoint(town: Town, column: number, row: number): Point {
  const flat = { x: column * town.block, y: row * town.block }
  const phase = hashText(town.slug) % 7
  const x = flat.x + 28 * ripple(flat, 1900, phase)
  const y = flat.y + 28 * ripple({ x: flat.y, y: flat.x }, 1700, phase + 2)
  const [cos, sin] = [Math.cos(town.turn), Math.sin(town.turn)]
  return { x: town.middle.x + x * cos - y * sin, y: town.middle.y + x * sin + y * cos }
}

/** Blocks of a town as [column, row] of their south-west corners. */
export function blocksOf(town: Town): readonly (readonly [number, number])[] {
  const reach = Math.ceil(town.radius / town.block)
  const span = Array.from({ length: 2 * reach }, (_, index) => index - reach)
  return span.flatMap(column =>
    span
      .filter(row => Math.hypot(column + 0.5, (row + 0.5) * 1.12) * town.block < town.radius)
      .map(row => [column, row] as const),
  )
}

function isWithinCounty(point: Point, seed: number): boolean {
  const angle = Math.atan2(point.y / HALF_HEIGHT, point.x / HALF_WIDTH)
  const phase = hashText(`${seed}/shape`) % 100
  const waves =
    0.09 * Math.sin(2 * angle + phase) +
    0.07 * Math.sin(3 * angle + phase * 2) +
    0.05 * Math.sin(5 * angle + phase * 3)
  return Math.hypot(point.x / HALF_WIDTH, point.y / HALF_HEIGHT) < 0.93 + waves * 0.8
}

function spacingAt(point: Point, towns: readonly Town[]): number {
  const toTown = Math.min(...towns.map(town => distance(point, town.middle) - town.radius))
  return Math.min(WIDEST_CELL, NARROWEST_CELL + 0.28 * Math.max(0, toTown))
}

/** Scatters sites with a local minimum distance: a Poisson disc over shuffled, jittered candidates. */
function scatter(towns: readonly Town[], taken: readonly Point[], random: Seeded): Point[] {
  const step = 270
  const reach = { x: HALF_WIDTH + 3600, y: HALF_HEIGHT + 3600 }
  const candidates: Point[] = []
  for (let x = -reach.x; x < reach.x; x += step) {
    for (let y = -reach.y; y < reach.y; y += step) {
      candidates.push({ x: x + random.between(0, step), y: y + random.between(0, step) })
    }
  }
  const buckets = new Map<number, Point[]>()
  const bucketOf = (x: number, y: number): number =>
    Math.floor(x / WIDEST_CELL) * 1000 + Math.floor(y / WIDEST_CELL)
  const keep = (point: Point): void => {
    const key = bucketOf(point.x, point.y)
    buckets.set(key, [...(buckets.get(key) ?? []), point])
  }
  taken.forEach(keep)
  return random.shuffled(candidates).filter(point => {
    const room = spacingAt(point, towns)
    const near = [-1, 0, 1].flatMap(dx =>
      [-1, 0, 1].flatMap(
        dy => buckets.get(bucketOf(point.x + dx * WIDEST_CELL, point.y + dy * WIDEST_CELL)) ?? [],
      ),
    )
    if (near.some(other => distance(point, other) < room)) return false
    keep(point)
    return true
  })
}

export function layCounty(seed: number): CountyMesh {
  const towns = placeTowns(seed)
  const random = seeded(seed, 'sites')
  const jitter = (): number => 0.5 + random.between(-0.03, 0.03)
  const blocks = towns.flatMap((town, index) =>
    blocksOf(town).map(([column, row]) => ({
      index,
      site: streetPoint(town, column + jitter(), row + jitter()),
    })),
  )
  const urban = blocks.map(each => each.site)
  const sites = [...urban, ...scatter(towns, urban, random)]
  return {
    seed,
    towns,
    mesh: meshOf(sites),
    townOf: sites.map((_, index) => blocks[index]?.index ?? -1),
    inCounty: sites.map((site, index) => index < blocks.length || isWithinCounty(site, seed)),
  }
}

function tangentOfBase(mesh: Mesh, side: number): number {
  const { from, to, left } = mesh.sides[side]!
  const [a, b, site] = [mesh.corners[from]!, mesh.corners[to]!, mesh.sites[left]!]
  const height = Math.abs(cross(a, b, site)) / distance(a, b)
  const reach = Math.max(
    Math.abs((b.x - a.x) * (site.x - a.x) + (b.y - a.y) * (site.y - a.y)),
    Math.abs((a.x - b.x) * (site.x - b.x) + (a.y - b.y) * (site.y - b.y)),
  )
  return (height * distance(a, b)) / reach
}

/** Mid-point displacement in one dimension: `count` values, 0 at both ends. */
function roughness(random: Seeded, count: number): readonly number[] {
  const values = new Array<number>(count + 1).fill(0)
  const raise = (low: number, high: number, size: number): void => {
    const middle = (low + high) >> 1
    if (middle === low) return
    values[middle] = (values[low]! + values[high]!) / 2 + random.between(-size, size)
    raise(low, middle, size * 0.55)
    raise(middle, high, size * 0.55)
  }
  raise(0, count, 1)
  return values
}

/** Metres between the bends of a border. */
const BEND = 70

/**
 * The drawn course of a side, from its `from` corner to its `to` corner. It is made once per side, so that
 * neighbours share it exactly, and it stays within the triangles between the side and its two sites, so that
 * no two courses can cross.
 */
export function courseOf(county: CountyMesh, side: number): readonly Point[] {
  const { mesh, townOf, seed } = county
  const { from, to, left, right } = mesh.sides[side]!
  const [start, end] = [mesh.corners[from]!, mesh.corners[to]!]
  const length = distance(start, end)
  const count = Math.round(length / BEND)
  const isStreet = townOf[left]! >= 0 && townOf[left] === townOf[right]
  if (isStreet || count < 2) return [start, end]
  const slope = Math.min(0.8, tangentOfBase(mesh, side)) * 0.92
  const rough = roughness(seeded(seed, `side/${side}`), count)
  return Array.from({ length: count + 1 }, (_, index) => {
    const share = index / count
    const limit = Math.min(share, 1 - share) * slope * length
    const offset = Math.max(-limit, Math.min(limit, rough[index]! * length * 0.26))
    const point = along(start, end, share)
    return {
      x: point.x - ((end.y - start.y) / length) * offset,
      y: point.y + ((end.x - start.x) / length) * offset,
    }
  })
}
