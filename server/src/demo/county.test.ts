import { describe, expect, it } from 'vitest'
import { generateCounty } from './county.ts'
import { demoId } from './load-identity.ts'
import { matterOrders } from './load-orders.ts'
import { holds } from './locate.ts'
import { competentBody } from './organisations.ts'
import { signedArea, toPoint, type Point } from './plane.ts'
import type { AreaPlan, CountyPlan, Ring } from './plan.ts'
import { routerOf } from './routing.ts'

const SEEDS = [7, 2026, 41]
const counties = SEEDS.map(seed => generateCounty(seed))
const county = counties[0]!

const points = (ring: Ring): Point[] => ring.slice(0, -1).map(([lon, lat]) => toPoint({ lon, lat }))

const size = (area: AreaPlan): number =>
  area.geometry.coordinates.reduce((sum, ring) => sum + signedArea(points(ring)), 0)

const childrenOf = ({ areas }: CountyPlan, parent: AreaPlan): AreaPlan[] =>
  areas.filter(area => area.parent === parent.key)

/** Every edge of every ring as "from>to". */
const edges = (area: AreaPlan): string[] =>
  area.geometry.coordinates.flatMap(ring =>
    ring.slice(1).map((at, index) => `${ring[index]!.join()}>${at.join()}`),
  )

const reversed = (edge: string): string => edge.split('>').reverse().join('>')

function crosses(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point): number =>
    Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x))
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

/** Pairs of edges of one ring that cross, found by a sweep over sorted west ends. */
function selfCrossings(ring: Ring): number {
  const corners = points(ring)
  const sorted = corners
    .map((a, index) => ({ a, b: corners[(index + 1) % corners.length]! }))
    .map(edge => ({ ...edge, west: Math.min(edge.a.x, edge.b.x), east: Math.max(edge.a.x, edge.b.x) }))
    .sort((one, other) => one.west - other.west)
  let found = 0
  for (const [index, one] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length && sorted[next]!.west <= one.east; next++) {
      if (crosses(one.a, one.b, sorted[next]!.a, sorted[next]!.b)) found++
    }
  }
  return found
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}

describe('ground', () => {
  it('DM-1 gives the same county for the same seed and another for another', () => {
    expect(JSON.stringify(generateCounty(7))).toBe(JSON.stringify(county))
    expect(JSON.stringify(counties[1]!.areas)).not.toBe(JSON.stringify(county.areas))
  })

  it('DM-2 closes every ring and never crosses itself', () => {
    for (const area of counties.flatMap(each => each.areas)) {
      for (const [index, ring] of area.geometry.coordinates.entries()) {
        expect(ring.at(-1), area.key).toEqual(ring[0])
        expect(repeated(ring.slice(1).map(String)), area.key).toEqual([])
        expect(Math.sign(signedArea(points(ring))), area.key).toBe(index === 0 ? 1 : -1)
        expect(selfCrossings(ring), area.key).toBe(0)
      }
      expect(holds(area, area.centre), area.key).toBe(true)
    }
  })

  it('DM-3 tiles every area with its children, point by point', () => {
    for (const each of counties) {
      for (const parent of each.areas) {
        const children = childrenOf(each, parent)
        if (children.length === 0) continue
        const all = children.flatMap(edges)
        const directed = new Set(all)
        const rim = all.filter(edge => !directed.has(reversed(edge)))

        expect(directed.size, parent.key).toBe(all.length)
        expect(rim.sort(), parent.key).toEqual(edges(parent).sort())
        expect(children.reduce((sum, child) => sum + size(child), 0)).toBeCloseTo(size(parent), 2)
      }
    }
  })

  it('DM-4 keeps every village centre in its own township only', () => {
    for (const each of counties) {
      const townships = each.areas.filter(area => area.level === 'township')
      for (const village of each.areas.filter(area => area.level === 'village')) {
        expect(townships.filter(area => holds(area, village.centre)).map(area => area.key)).toEqual([
          village.parent,
        ])
      }
    }
  })

  it('DM-5 has the divisions of a county', () => {
    for (const each of counties) {
      const townships = each.areas.filter(area => area.level === 'township')
      const villages = townships.map(area => childrenOf(each, area))
      const grids = villages.flat().map(area => childrenOf(each, area))
      const micro = each.areas.filter(area => area.level === 'micro-grid')
      expect(townships).toHaveLength(4)
      for (const list of villages) expect([5, 6, 7, 8]).toContain(list.length)
      for (const list of grids) expect([2, 3, 4]).toContain(list.length)
      expect(grids.flat().length).toBeGreaterThan(60)
      expect(micro.length).toBeGreaterThan(40)
    }
  })

  it('DM-6 connects all roads and leads from any village to any other', () => {
    for (const each of counties) {
      const { nodes, edges: roads } = each.roads
      const group = nodes.map((_, index) => index)
      const root = (node: number): number => (group[node] === node ? node : root(group[node]!))
      for (const { from, to } of roads) group[root(from)] = root(to)
      expect(new Set(nodes.map((_, index) => root(index))).size).toBe(1)

      const { route } = routerOf(each.roads)
      const villages = each.areas.filter(area => area.level === 'village')
      for (const village of villages) {
        const way = route(villages[0]!.centre, village.centre)!
        expect(way.seconds).toBeLessThan(3 * 3600)
        expect(way.lengthMetres > 0 || village === villages[0]).toBe(true)
      }
    }
  })

  it('DM-7 puts every place in the grid it names', () => {
    const grids = new Map(county.areas.map(area => [area.key, area]))
    expect(county.places.length).toBeGreaterThan(150)
    for (const place of county.places) expect(holds(grids.get(place.grid)!, place.at), place.name).toBe(true)
  })

  it('DM-18 draws a county in well under a second', () => {
    const started = performance.now()
    generateCounty(8)
    expect(performance.now() - started).toBeLessThan(900)
  })
})

describe('people', () => {
  it('DM-8 names everything once and nothing that does not exist', () => {
    for (const { areas, places, organisations, teams, people, duties, matters } of counties) {
      const keys = [areas, places, organisations, teams, people, matters].flat().map(each => each.key)
      const known = new Set(keys)
      const named = [
        ...organisations.flatMap(each => [each.parent, each.agency, each.township, each.area]),
        ...teams.flatMap(each => [each.organisation, each.township, ...each.members]),
        ...people.flatMap(each => [each.organisation, each.township, each.team]),
        ...duties.flatMap(each => [each.grid, each.leader, each.police, each.enforcement, ...each.workers]),
      ].filter(key => key !== undefined)
      expect(repeated(keys)).toEqual([])
      expect(named.filter(key => !known.has(key))).toEqual([])
      expect(repeated(areas.map(each => each.code))).toEqual([])
      expect(repeated(areas.filter(each => each.level === 'village').map(each => each.name))).toEqual([])
      expect(repeated([...organisations, ...teams].map(each => each.code))).toEqual([])
      expect(repeated(matters.map(each => each.code))).toEqual([])
      expect(repeated(people.map(each => each.name))).toEqual([])
      expect(repeated(people.map(each => each.signInName))).toEqual([])
      expect(repeated([...people, ...organisations].map(each => each.phone))).toEqual([])
    }
  })

  it('DM-9 has people on duty for every grid, and says which grid is covered by a neighbour', () => {
    const grids = county.areas.filter(area => area.level === 'grid')
    const villageOf = (grid: string): string | undefined => grids.find(each => each.key === grid)!.parent
    expect(county.duties.map(duty => duty.grid)).toEqual(expect.arrayContaining(grids.map(grid => grid.key)))
    for (const duty of county.duties) {
      const others = county.duties.filter(each => each !== duty && each.workers[0] === duty.workers[0])
      expect(duty.workers.length).toBeGreaterThan(0)
      if (duty.vacant) expect(others.map(each => villageOf(each.grid))).toContain(villageOf(duty.grid))
    }
    expect(county.duties.some(duty => duty.vacant)).toBe(true)
  })

  it('DM-10 fills every role and keeps verifiers apart from handlers', () => {
    const roles = [
      'leader',
      'shift_lead',
      'dispatcher',
      'intake',
      'verifier',
      'inspector',
      'admin',
      'auditor',
      'body',
      'member',
    ] as const
    const verifying = new Set(county.organisations.filter(each => each.verifies).map(each => each.key))
    for (const seat of county.organisations.filter(
      each => each.type === 'township' || each.type === 'county',
    )) {
      const held = county.people.filter(each => each.township === seat.key).flatMap(each => each.roles)
      expect(held, seat.name).toEqual(expect.arrayContaining([...roles]))
      if (seat.type === 'township') expect(held).toContain('grid_worker')
    }
    for (const person of county.people) {
      const handles = person.roles.some(
        role => role === 'body' || role === 'member' || role === 'grid_worker',
      )
      if (person.roles.includes('verifier')) expect(verifying).toContain(person.organisation)
      if (handles) expect(verifying).not.toContain(person.organisation)
    }
    expect(county.organisations.length).toBeGreaterThan(40)
    expect(county.teams.length).toBeGreaterThan(40)
  })

  it('DM-11 finds a body, a desk and a team for every matter in every township', () => {
    expect(county.matters.length).toBeGreaterThanOrEqual(130)
    const townships = county.organisations.filter(each => each.type === 'township').map(each => each.key)
    for (const matter of county.matters) {
      for (const township of townships) {
        const lead = competentBody(county.organisations, township, matter.lead)
        const desk = county.people.find(
          each => each.organisation === lead?.key && each.roles.includes('body'),
        )
        const able = county.teams.filter(
          team =>
            [township, 'org:county'].includes(team.township) &&
            matter.teamKinds.includes(team.kind) &&
            matter.capabilities.every(capability => team.capabilities.includes(capability)),
        )
        expect(desk, `${matter.name} ${township}`).toBeDefined()
        expect(able.length, `${matter.name} ${township}`).toBeGreaterThan(0)
      }
      for (const each of matter.assisting)
        expect(competentBody(county.organisations, townships[0]!, each), matter.name).toBeDefined()
    }
  })

  it('DM-11 names a body of an able team of the township as competent for every matter', () => {
    const orders = new Map(matterOrders(county).map(order => [order.key, order.params]))
    const townships = county.organisations.filter(each => each.type === 'township').map(each => each.key)
    for (const matter of county.matters) {
      const { leadOrganisationIds, assistingOrganisationIds } = orders.get(matter.key) as {
        leadOrganisationIds: readonly string[]
        assistingOrganisationIds: readonly string[]
      }
      const competent = new Set([...leadOrganisationIds, ...assistingOrganisationIds])
      for (const township of townships) {
        const fit = county.teams.filter(
          team =>
            team.township === township &&
            matter.teamKinds.includes(team.kind) &&
            matter.capabilities.every(capability => team.capabilities.includes(capability)) &&
            competent.has(demoId(county.seed, team.organisation)),
        )
        expect(fit.length, `${matter.name} ${township}`).toBeGreaterThan(0)
      }
    }
  })

  it('DM-12 gives out numbers of the fictional range only', () => {
    for (const { phone } of [...county.people, ...county.organisations])
      expect(phone).toMatch(/^1990000\d{4}$/)
    for (const { signInName } of county.people) expect(signInName).toMatch(/^[a-z0-9][a-z0-9._-]{2,39}$/)
  })
})
