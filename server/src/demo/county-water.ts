import type { CountyMesh, Town } from './county-mesh.ts'
import type { Side } from './mesh.ts'
import { distance, smoothLine, type Point } from './plane.ts'
import { seeded, type Seeded } from './seeded.ts'
import { spread, trail, type Step } from './shortest.ts'

/** Rivers follow the sides between cells, so that borders can follow rivers. */
export interface Stream {
  readonly name: string
  readonly rank: 'river' | 'tributary'
  /** Corners of the mesh, downstream. */
  readonly corners: readonly number[]
  readonly line: readonly Point[]
  readonly widthMetres: number
}

export interface Lake {
  readonly name: string
  readonly kind: 'reservoir' | 'lake' | 'pond'
  readonly ring: readonly Point[]
}

export interface Water {
  readonly streams: readonly Stream[]
  readonly lakes: readonly Lake[]
  /** Sides that run in a river bed. */
  readonly wetSides: ReadonlySet<number>
}

interface Bed {
  readonly county: CountyMesh
  readonly sidesAt: readonly (readonly { readonly side: Side; readonly factor: number }[])[]
}

function bedOf(county: CountyMesh): Bed {
  const random = seeded(county.seed, 'river bed')
  const sidesAt: { side: Side; factor: number }[][] = county.mesh.corners.map(() => [])
  for (const side of county.mesh.sides) {
    const inTown = county.townOf[side.left]! >= 0 || county.townOf[side.right]! >= 0
    const isAbroad = !county.inCounty[side.left]! || !county.inCounty[side.right]!
    const factor = random.between(0.55, 1.9) * (inTown ? 40 : 1) * (isAbroad ? 3 : 1)
    sidesAt[side.from]!.push({ side, factor })
    sidesAt[side.to]!.push({ side, factor })
  }
  return { county, sidesAt }
}

function flow(
  bed: Bed,
  from: number,
  isEnd: (corner: number) => boolean,
  avoid: ReadonlySet<number>,
): readonly number[] {
  const { corners } = bed.county.mesh
  const steps = (corner: number): Step[] =>
    bed.sidesAt[corner]!.map(({ side, factor }) => {
      const to = side.from === corner ? side.to : side.from
      return { to, cost: avoid.has(to) ? Infinity : distance(corners[corner]!, corners[to]!) * factor }
    })
  const reached = spread(corners.length, [{ node: from, cost: 0 }], steps, isEnd)
  return reached.arrived === undefined ? [] : trail(reached, reached.arrived)
}

/** The corner nearest to a point that touches no town block. */
function cornerNear(bed: Bed, point: Point): number {
  const { mesh, townOf } = bed.county
  const dry = bed.sidesAt.map(sides =>
    sides.every(({ side }) => townOf[side.left]! < 0 && townOf[side.right]! < 0),
  )
  return mesh.corners.reduce(
    (best, corner, index) =>
      dry[index]! && distance(corner, point) < distance(mesh.corners[best]!, point) ? index : best,
    dry.indexOf(true),
  )
}

/** Beyond the county on every side, so that rivers come from and go to somewhere. */
const ENTRY: Point = { x: -9000, y: 14_400 }
const EXIT: Point = { x: 14_600, y: -11_500 }
interface Spring {
  readonly name: string
  readonly from: Point
  /** Index of the town it runs past. */
  readonly past?: number
  readonly widthMetres: number
}
const SPRINGS: readonly Spring[] = [
  { name: '石桥河', from: { x: -14_800, y: -1200 }, past: 2, widthMetres: 38 },
  { name: '白鹭溪', from: { x: 10_500, y: 13_000 }, past: 3, widthMetres: 30 },
  { name: '竹园沟', from: { x: -2500, y: -13_200 }, widthMetres: 22 },
]

/** A point by a town, in shares of its radius east and north of the middle. */
function beside({ middle, radius }: Town, east: number, north: number): Point {
  return { x: middle.x + radius * east, y: middle.y + radius * north }
}

function mainRiver(bed: Bed): Stream {
  const [seat, riverTown] = bed.county.towns
  const stops = [ENTRY, beside(seat!, 0.8, 0.95), beside(riverTown!, 0.8, 0.95), EXIT]
  const corners = stops
    .map(stop => cornerNear(bed, stop))
    .reduce<readonly number[]>((path, stop) => {
      const from = path.at(-1)
      if (from === undefined) return [stop]
      const next = flow(bed, from, corner => corner === stop, new Set(path.slice(0, -1)))
      return [...path, ...next.slice(1)]
    }, [])
  const line = smoothLine(
    corners.map(corner => bed.county.mesh.corners[corner]!),
    3,
  )
  return { name: '云川江', rank: 'river', corners, line, widthMetres: 115 }
}

function tributary(bed: Bed, wet: ReadonlySet<number>, spring: Spring): Stream {
  const source = cornerNear(bed, spring.from)
  const town = bed.county.towns[spring.past ?? -1]
  const stop = town === undefined ? source : cornerNear(bed, beside(town, -0.75, 0.9))
  const upper = flow(bed, source, corner => corner === stop, new Set())
  const lower = flow(bed, stop, corner => wet.has(corner), new Set(upper.slice(0, -1)))
  const corners = [...upper, ...lower.slice(1)]
  const line = smoothLine(
    corners.map(corner => bed.county.mesh.corners[corner]!),
    3,
  )
  return { name: spring.name, rank: 'tributary', corners, line, widthMetres: spring.widthMetres }
}

function blob(middle: Point, radius: number, stretch: number, random: Seeded): readonly Point[] {
  const turn = random.between(0, Math.PI)
  const phases = [random.between(0, 6), random.between(0, 6), random.between(0, 6)]
  return Array.from({ length: 72 }, (_, index) => {
    const angle = (index / 72) * 2 * Math.PI
    const waves =
      0.2 * Math.sin(2 * angle + phases[0]!) +
      0.16 * Math.sin(3 * angle + phases[1]!) +
      0.09 * Math.sin(7 * angle + phases[2]!)
    const reach = radius * (1 + waves)
    const [x, y] = [Math.cos(angle) * reach * stretch, (Math.sin(angle) * reach) / stretch]
    return {
      x: middle.x + x * Math.cos(turn) - y * Math.sin(turn),
      y: middle.y + x * Math.sin(turn) + y * Math.cos(turn),
    }
  })
}

function lakesAlong(bed: Bed, streams: readonly Stream[]): readonly Lake[] {
  const random = seeded(bed.county.seed, 'lakes')
  const partWay = (stream: Stream, share: number): Point =>
    stream.line[Math.floor((stream.line.length - 1) * share)]!
  const [, stone, egret, bamboo] = streams
  const [seat, , , egretTown] = bed.county.towns
  return [
    { name: '石桥水库', kind: 'reservoir', ring: blob(partWay(stone!, 0.2), 620, 1.5, random) },
    { name: '竹园水库', kind: 'reservoir', ring: blob(partWay(bamboo!, 0.5), 380, 1.35, random) },
    { name: '白鹭湖', kind: 'lake', ring: blob(partWay(egret!, 0.72), 460, 1.25, random) },
    { name: '东湖', kind: 'pond', ring: blob(beside(seat!, -1.15, -0.55), 190, 1.2, random) },
    { name: '荷花塘', kind: 'pond', ring: blob(beside(egretTown!, 0.3, -1.5), 120, 1.2, random) },
  ]
}

export function layWater(county: CountyMesh): Water {
  const bed = bedOf(county)
  const river = mainRiver(bed)
  const wet = new Set(river.corners)
  const streams = [river]
  for (const spring of SPRINGS) {
    const stream = tributary(bed, wet, spring)
    stream.corners.forEach(corner => wet.add(corner))
    streams.push(stream)
  }
  const pairs = new Set(
    streams.flatMap(({ corners }) =>
      corners.slice(1).map((corner, index) => pairKey(corner, corners[index]!)),
    ),
  )
  const wetSides = new Set(
    county.mesh.sides.flatMap((side, index) => (pairs.has(pairKey(side.from, side.to)) ? [index] : [])),
  )
  return { streams, lakes: lakesAlong(bed, streams), wetSides }
}

function pairKey(a: number, b: number): string {
  return a < b ? `${a}/${b}` : `${b}/${a}`
}
