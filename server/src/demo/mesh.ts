import { distance, type Point } from './plane.ts'

/** One side between two neighbouring cells, from corner `from` to corner `to`, with cell `left` on its left. */
export interface Side {
  readonly from: number
  readonly to: number
  readonly left: number
  readonly right: number
}

/** Voronoi cells of `sites`; every corner meets exactly three sides, so traced borders never touch themselves. */
export interface Mesh {
  readonly sites: readonly Point[]
  readonly corners: readonly Point[]
  readonly sides: readonly Side[]
  /** Per site, indices into `sides`. */
  readonly sidesOf: readonly (readonly number[])[]
}

interface Triangle {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly middle: Point
  readonly radiusSquared: number
}

function triangle(points: readonly Point[], a: number, b: number, c: number): Triangle {
  const [p, q, r] = [points[a]!, points[b]!, points[c]!]
  const bx = q.x - p.x
  const by = q.y - p.y
  const cx = r.x - p.x
  const cy = r.y - p.y
  const d = 2 * (bx * cy - by * cx)
  const x = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / d
  const y = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / d
  const turn = d > 0 ? { a, b, c } : { a, b: c, c: b }
  return { ...turn, middle: { x: p.x + x, y: p.y + y }, radiusSquared: x * x + y * y }
}

/** Bowyer-Watson as a sweep from west to east: circles left behind are never looked at again. */
function triangulate(sites: readonly Point[]): Triangle[] {
  const far = 1e6
  const points = [...sites, { x: -far, y: -far }, { x: far, y: -far }, { x: 0, y: far }]
  const count = sites.length
  const order = sites.map((_, index) => index).sort((i, j) => sites[i]!.x - sites[j]!.x)
  let open = [triangle(points, count, count + 1, count + 2)]
  const closed: Triangle[] = []
  for (const index of order) {
    const point = points[index]!
    const rim = new Map<number, readonly [number, number]>()
    const kept: Triangle[] = []
    for (const each of open) {
      const dx = point.x - each.middle.x
      if (dx > 0 && dx * dx > each.radiusSquared) closed.push(each)
      else if (dx * dx + (point.y - each.middle.y) ** 2 > each.radiusSquared) kept.push(each)
      else toggle(rim, each, points.length)
    }
    for (const [a, b] of rim.values()) kept.push(triangle(points, a, b, index))
    open = kept
  }
  return [...closed, ...open].filter(({ a, b, c }) => a < count && b < count && c < count)
}

/** Keeps the sides that only one removed triangle has: the rim of the hole. */
function toggle(rim: Map<number, readonly [number, number]>, { a, b, c }: Triangle, stride: number): void {
  for (const [from, to] of [
    [a, b],
    [b, c],
    [c, a],
  ] as const) {
    const key = Math.min(from, to) * stride + Math.max(from, to)
    if (!rim.delete(key)) rim.set(key, [from, to])
  }
}

/** Cells on the rim of the point cloud stay open; surround what matters with extra sites. */
export function meshOf(sites: readonly Point[]): Mesh {
  const triangles = triangulate(sites)
  const half = new Map<number, number>()
  for (const [index, { a, b, c }] of triangles.entries()) {
    half.set(a * sites.length + b, index)
    half.set(b * sites.length + c, index)
    half.set(c * sites.length + a, index)
  }
  const sides: Side[] = []
  const sidesOf: number[][] = sites.map(() => [])
  for (const [key, left] of half) {
    const a = Math.floor(key / sites.length)
    const b = key % sites.length
    const right = half.get(b * sites.length + a)
    if (a > b || right === undefined) continue
    // The triangle left of a → b lies on the far end of the side as seen with a on its left.
    sides.push({ from: right, to: left, left: a, right: b })
    sidesOf[a]!.push(sides.length - 1)
    sidesOf[b]!.push(sides.length - 1)
  }
  return { sites, corners: triangles.map(each => each.middle), sides, sidesOf }
}

/** The cell on the other side. */
export function across(side: Side, site: number): number {
  return side.left === site ? side.right : side.left
}

/** Metres between the two sites a side separates. */
export function stride(mesh: Mesh, side: Side): number {
  return distance(mesh.sites[side.left]!, mesh.sites[side.right]!)
}

/**
 * Closed loops of sides around the given cells, each in walking order with the inside on
 * the left: the outer ring runs counter-clockwise, holes run clockwise.
 */
export function outline(mesh: Mesh, cells: readonly number[]): readonly (readonly OutlineStep[])[] {
  const inside = new Set(cells)
  const following = new Map<number, OutlineStep>()
  for (const cell of cells) {
    for (const index of mesh.sidesOf[cell]!) {
      const side = mesh.sides[index]!
      if (inside.has(across(side, cell))) continue
      const reversed = side.left !== cell
      following.set(reversed ? side.to : side.from, { side: index, reversed })
    }
  }
  const loops: OutlineStep[][] = []
  while (following.size > 0) {
    const loop: OutlineStep[] = []
    let corner = following.keys().next().value!
    for (let step = following.get(corner); step !== undefined; step = following.get(corner)) {
      following.delete(corner)
      loop.push(step)
      const side = mesh.sides[step.side]!
      corner = step.reversed ? side.from : side.to
    }
    loops.push(loop)
  }
  return loops
}

export interface OutlineStep {
  readonly side: number
  readonly reversed: boolean
}
