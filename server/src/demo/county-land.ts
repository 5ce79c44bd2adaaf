import type { CountyMesh } from './county-mesh.ts'
import type { Area } from './county-areas.ts'
import { outline } from './mesh.ts'
import { ripple, signedArea, smoothRing, toPoint, toLonLat, type Point } from './plane.ts'
import type { LandPlan, Polygon } from './plan.ts'
import { hashText, seeded } from './seeded.ts'

/** Hills in the north-west, plains along the river: about -1 … 2. */
function height(point: Point, seed: number): number {
  const phase = hashText(`${seed}/height`) % 60
  const slope = (point.y * 0.8 - point.x * 0.7) / 14_000
  return slope + 0.7 * ripple(point, 9000, phase) + 0.5 * ripple(point, 4100, phase + 3)
}

/** Smooth patches over all cells for which `inside` holds; clearings are filled. */
function patches({ mesh }: CountyMesh, inside: (site: number) => boolean): readonly Polygon[] {
  const cells = mesh.sites.flatMap((_, site) => (inside(site) ? [site] : []))
  const rings = outline(mesh, cells).map(loop =>
    loop.map(({ side, reversed }) => mesh.corners[reversed ? mesh.sides[side]!.to : mesh.sides[side]!.from]!),
  )
  const close = (ring: readonly Point[]): Polygon['coordinates'][number] => {
    const smooth = smoothRing(ring, 2)
    return [...smooth, smooth[0]!].map(toLonLat)
  }
  return rings
    .filter(ring => signedArea(ring) > 0)
    .map(ring => ({ type: 'Polygon', coordinates: [close(ring)] }))
}

function hamlet(middle: Point, radius: number, seed: number, key: string): Polygon {
  const random = seeded(seed, `hamlet/${key}`)
  const ring = Array.from({ length: 9 }, (_, index) => {
    const angle = (index / 9) * 2 * Math.PI
    const reach = radius * random.between(0.55, 1.25)
    return { x: middle.x + Math.cos(angle) * reach, y: middle.y + Math.sin(angle) * reach }
  })
  const smooth = smoothRing(ring, 1)
  return { type: 'Polygon', coordinates: [[...smooth, smooth[0]!].map(toLonLat)] }
}

/** What a calm base map shows below everything else, lowest first. */
export function layLand(county: CountyMesh, areas: readonly Area[]): readonly LandPlan[] {
  const { mesh, townOf, inCounty, seed } = county
  const heights = mesh.sites.map(site => height(site, seed))
  const isCountryside = (site: number): boolean => inCounty[site]! && townOf[site]! < 0
  const woods = patches(county, site => isCountryside(site) && heights[site]! > 0.42)
  const fields = patches(
    county,
    site => isCountryside(site) && heights[site]! < -0.05 && hashText(`${seed}/field/${site}`) % 5 < 3,
  )
  const towns = county.towns.flatMap((_, index) => patches(county, site => townOf[site] === index))
  const parks = county.towns.map(town => {
    const at = { x: town.middle.x - town.radius * 0.55, y: town.middle.y + town.radius * 0.35 }
    return hamlet(at, 85, seed, town.slug)
  })
  const hamlets = areas
    .filter(area => area.setting === 'country' && (area.level === 'village' || area.level === 'grid'))
    .map(area => hamlet(toPoint(area.centre), area.level === 'village' ? 230 : 130, seed, area.key))
  return [
    ...woods.map(geometry => ({ kind: 'wood' as const, geometry })),
    ...fields.map(geometry => ({ kind: 'field' as const, geometry })),
    ...hamlets.map(geometry => ({ kind: 'settlement' as const, geometry })),
    ...towns.map(geometry => ({ kind: 'town' as const, geometry })),
    ...parks.map(geometry => ({ kind: 'park' as const, geometry })),
  ]
}
