import { courseOf, type CountyMesh } from './county-mesh.ts'
import type { Water } from './county-water.ts'
import { across, outline, stride } from './mesh.ts'
import { distance, signedArea, toLonLat, toPosition, type Point } from './plane.ts'
import type { GridLevel } from '@one-centre/shared/organisations'
import type { AreaPlan, Polygon } from './plan.ts'
import { communityNames, villageNames } from './names.ts'
import { seeded } from './seeded.ts'
import { spread, type Step } from './shortest.ts'

/** An area with the cells it is made of; children's cells are exactly their parent's. */
export interface Area extends AreaPlan {
  readonly cells: readonly number[]
}

interface Ground {
  readonly county: CountyMesh
  readonly water: Water
  /** Per side: how much longer than its length the way across seems. */
  readonly rough: readonly number[]
}

/** Rivers part people: crossing one seems so many times longer when areas grow. */
const RIVER_PARTS = 3.2

function groundOf(county: CountyMesh, water: Water): Ground {
  const random = seeded(county.seed, 'ground')
  const rough = county.mesh.sides.map(
    (_, index) => random.between(0.7, 1.5) * (water.wetSides.has(index) ? RIVER_PARTS : 1),
  )
  return { county, water, rough }
}

/** Lets areas grow from `starts` over `cells` until all are taken; each stays in one piece. */
function grow(
  { county: { mesh }, rough }: Ground,
  cells: ReadonlySet<number>,
  starts: readonly number[],
): number[][] {
  const steps = function* (site: number): Generator<Step> {
    for (const index of mesh.sidesOf[site]!) {
      const side = mesh.sides[index]!
      const to = across(side, site)
      if (cells.has(to)) yield { to, cost: stride(mesh, side) * rough[index]! }
    }
  }
  const { origin } = spread(
    mesh.sites.length,
    starts.map(node => ({ node, cost: 0 })),
    steps,
  )
  const parts: number[][] = starts.map(() => [])
  for (const cell of cells) parts[origin[cell]!]?.push(cell)
  return parts
}

function middleCell(county: CountyMesh, cells: readonly number[]): number {
  const sites = county.mesh.sites
  const middle = {
    x: cells.reduce((sum, cell) => sum + sites[cell]!.x, 0) / cells.length,
    y: cells.reduce((sum, cell) => sum + sites[cell]!.y, 0) / cells.length,
  }
  return cells.reduce((best, cell) =>
    distance(sites[cell]!, middle) < distance(sites[best]!, middle) ? cell : best,
  )
}

/** Parts cells into `count` areas of about equal size, beginning from cells far apart. */
function part(ground: Ground, cells: readonly number[], count: number): readonly (readonly number[])[] {
  const sites = ground.county.mesh.sites
  const starts = [middleCell(ground.county, cells)]
  const gap = (cell: number): number =>
    Math.min(...starts.map(start => distance(sites[cell]!, sites[start]!)))
  while (starts.length < Math.min(count, cells.length)) {
    starts.push(cells.reduce((best, cell) => (gap(cell) > gap(best) ? cell : best)))
  }
  return settle(ground, cells, starts, 3)
}

/** Parts the land around a town, beginning from one cell per direction, so that no village surrounds the town. */
function partAround(
  ground: Ground,
  middle: Point,
  cells: readonly number[],
  count: number,
): readonly (readonly number[])[] {
  const angle = (cell: number): number => {
    const site = ground.county.mesh.sites[cell]!
    return Math.atan2(site.y - middle.y, site.x - middle.x)
  }
  const turned = [...cells].sort((a, b) => angle(a) - angle(b))
  const slices = Array.from({ length: count }, (_, index) =>
    turned.slice(
      Math.round((turned.length * index) / count),
      Math.round((turned.length * (index + 1)) / count),
    ),
  )
  return settle(
    ground,
    cells,
    slices.map(slice => middleCell(ground.county, slice)),
    0,
  )
}

/** Lets areas grow, then so many times again from their middles, which evens their sizes. */
function settle(
  ground: Ground,
  cells: readonly number[],
  starts: readonly number[],
  rounds: number,
): readonly (readonly number[])[] {
  const all = new Set(cells)
  let parts = grow(ground, all, starts)
  for (let round = 0; round < rounds; round++) {
    parts = grow(
      ground,
      all,
      parts.map(each => middleCell(ground.county, each)),
    )
  }
  return parts
}

function polygonOf(county: CountyMesh, cells: readonly number[]): Polygon {
  const rings = outline(county.mesh, cells).map(loop => {
    const points = loop.flatMap(({ side, reversed }): readonly Point[] => {
      const course = courseOf(county, side)
      return (reversed ? course.toReversed() : course).slice(0, -1)
    })
    return { area: signedArea(points), ring: [...points, points[0]!].map(toLonLat) }
  })
  rings.sort((a, b) => b.area - a.area)
  return { type: 'Polygon', coordinates: rings.map(each => each.ring) }
}

interface Draft {
  readonly level: GridLevel
  readonly key: string
  readonly parent: string | undefined
  readonly name: string
  readonly code: string
  readonly setting: 'town' | 'country'
  readonly cells: readonly number[]
}

function finish(county: CountyMesh, { parent, cells, ...draft }: Draft): Area {
  return {
    ...draft,
    ...(parent === undefined ? {} : { parent }),
    cells,
    geometry: polygonOf(county, cells),
    centre: toPosition(county.mesh.sites[middleCell(county, cells)]!),
  }
}

const two = (number: number): string => String(number).padStart(2, '0')
const three = (number: number): string => String(number).padStart(3, '0')

/** Grids of one village, and the micro-grids of grids in town. */
function gridsOf(ground: Ground, village: Draft): readonly Draft[] {
  const random = seeded(ground.county.seed, village.key)
  const inTown = village.setting === 'town'
  const slug = village.key.replace('area:', '')
  const grids = part(ground, village.cells, inTown ? random.whole(3, 4) : random.whole(2, 4))
  return grids.flatMap((cells, index): readonly Draft[] => {
    const grid: Draft = {
      level: 'grid',
      key: `grid:${slug}-${two(index + 1)}`,
      parent: village.key,
      name: `${village.name}第${'一二三四'[index]!}网格`,
      code: village.code + three(index + 1),
      setting: village.setting,
      cells,
    }
    if (!inTown) return [grid]
    const micro = part(ground, cells, random.whole(2, 4)).map((blocks, at): Draft => ({
      level: 'micro-grid',
      key: `micro:${slug}-${two(index + 1)}-${two(at + 1)}`,
      parent: grid.key,
      name: `${grid.name}${at + 1}号微网格`,
      code: grid.code + two(at + 1),
      setting: 'town',
      cells: blocks,
    }))
    return micro.length > 1 ? [grid, ...micro] : [grid]
  })
}

/** Fictional: no division of the People's Republic begins with 99. */
const COUNTY_CODE = '990123'

export function layAreas(county: CountyMesh, water: Water): readonly Area[] {
  const ground = groundOf(county, water)
  const cells = county.inCounty.flatMap((inside, site) => (inside ? [site] : []))
  const whole: Draft = {
    level: 'county',
    key: 'area:county',
    parent: undefined,
    name: '云川县',
    code: COUNTY_CODE,
    setting: 'country',
    cells,
  }
  const hearts = county.towns.map((_, town) =>
    middleCell(
      county,
      cells.filter(cell => county.townOf[cell] === town),
    ),
  )
  const names = { town: communityNames(county.seed), country: villageNames(county.seed) }
  const townships = grow(ground, new Set(cells), hearts).map((own, town): Draft => ({
    level: 'township',
    key: `area:${county.towns[town]!.slug}`,
    parent: whole.key,
    name: county.towns[town]!.name,
    code: COUNTY_CODE + three((town + 1) * 100),
    setting: 'country',
    cells: own,
  }))
  const villages = townships.flatMap((township, town) => {
    const { communities, villages: count } = county.towns[town]!
    const parts = [
      ...part(
        ground,
        township.cells.filter(cell => county.townOf[cell]! >= 0),
        communities,
      ).map(own => ({ own, setting: 'town' as const })),
      ...partAround(
        ground,
        county.towns[town]!.middle,
        township.cells.filter(cell => county.townOf[cell]! < 0),
        count,
      ).map(own => ({ own, setting: 'country' as const })),
    ]
    return parts.map(({ own, setting }, index): Draft => ({
      level: 'village',
      key: `${township.key}-${two(index + 1)}`,
      parent: township.key,
      name: names[setting].next().value,
      // 城乡分类: communities count from 001, villages from 200.
      code: township.code + three(setting === 'town' ? index + 1 : 199 + index),
      setting,
      cells: own,
    }))
  })
  const grids = villages.flatMap(village => gridsOf(ground, village))
  return [whole, ...townships, ...villages, ...grids].map(draft => finish(county, draft))
}
