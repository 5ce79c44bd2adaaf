import { layAreas, type Area } from './county-areas.ts'
import { layLand } from './county-land.ts'
import { layCounty, type Town } from './county-mesh.ts'
import { layRoads, type Roads } from './county-roads.ts'
import { layWater, type Water } from './county-water.ts'
import { distance, toLonLat, toPoint, toPosition } from './plane.ts'
import type { AreaPlan, LakePlan, LandPlan, RoadNetwork, StreamPlan } from './plan.ts'

export interface CountyGeometry {
  readonly areas: readonly AreaPlan[]
  readonly streams: readonly StreamPlan[]
  readonly lakes: readonly LakePlan[]
  readonly land: readonly LandPlan[]
  readonly roads: RoadNetwork
  readonly towns: readonly Town[]
}

function networkOf({ nodes, stretches }: Roads): RoadNetwork {
  return {
    nodes: nodes.map(node => ({ at: toPosition(node) })),
    edges: stretches.map(({ line, bridge, ...stretch }) => ({
      ...stretch,
      ...(bridge === undefined ? {} : { bridge: toLonLat(bridge) }),
      line: line.map(toLonLat),
      lengthMetres: Math.round(
        line.slice(1).reduce((sum, point, index) => sum + distance(line[index]!, point), 0),
      ),
    })),
  }
}

function watersOf({ streams, lakes }: Water): Pick<CountyGeometry, 'streams' | 'lakes'> {
  return {
    streams: streams.map(({ name, rank, line, widthMetres }, index) => ({
      key: `stream:${index + 1}`,
      name,
      rank,
      widthMetres,
      line: line.map(toLonLat),
    })),
    lakes: lakes.map(({ name, kind, ring }, index) => ({
      key: `lake:${index + 1}`,
      name,
      kind,
      geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!].map(toLonLat)] },
    })),
  }
}

function planOf({ cells: _, ...plan }: Area): AreaPlan {
  return plan
}

/** Ground, water, borders and roads of the county, the same for the same seed. */
export function drawCounty(seed: number): CountyGeometry {
  const county = layCounty(seed)
  const water = layWater(county)
  const areas = layAreas(county, water)
  const stops = areas
    .filter(area => area.setting === 'country' && (area.level === 'village' || area.level === 'grid'))
    .map(area => ({ name: area.name.replace(/第.网格$/, ''), at: toPoint(area.centre) }))
  return {
    areas: areas.map(planOf),
    ...watersOf(water),
    land: layLand(county, areas),
    roads: networkOf(layRoads(county, water, stops)),
    towns: county.towns,
  }
}
