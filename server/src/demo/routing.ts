import { distanceMetres, type Position } from '@one-centre/shared/geo'
import type { LonLat, RoadEdge, RoadNetwork, RoadRank } from './plan.ts'
import { spread, trail, type Step } from './shortest.ts'

/** Kilometres per hour that a patrol car keeps on roads of each rank. */
const SPEED: Readonly<Record<RoadRank, number>> = { national: 60, county: 45, street: 28, village: 25 }

interface Route {
  /** Begins and ends at the road nodes nearest to the two places. */
  readonly line: readonly LonLat[]
  readonly lengthMetres: number
  readonly seconds: number
}

export interface Router {
  /** The fastest way by road between the nodes nearest to two positions; undefined where no road leads. */
  readonly route: (from: Position, to: Position) => Route | undefined
}

const secondsOf = (edge: RoadEdge): number => edge.lengthMetres / (SPEED[edge.rank] / 3.6)

function nearestNode(roads: RoadNetwork, to: Position): number {
  const gaps = roads.nodes.map(node => distanceMetres(node.at, to))
  return gaps.reduce((best, gap, index) => (gap < gaps[best]! ? index : best), 0)
}

/** Prepares a road network for many questions. */
export function routerOf(roads: RoadNetwork): Router {
  const edgesAt: (RoadEdge & { readonly seconds: number })[][] = roads.nodes.map(() => [])
  for (const edge of roads.edges) {
    const timed = { ...edge, seconds: secondsOf(edge) }
    edgesAt[edge.from]!.push(timed)
    edgesAt[edge.to]!.push(timed)
  }
  const steps = (node: number): Step[] =>
    edgesAt[node]!.map(edge => ({ to: edge.from === node ? edge.to : edge.from, cost: edge.seconds }))
  const edgeBetween = (a: number, b: number): RoadEdge =>
    edgesAt[a]!.filter(edge => edge.from === b || edge.to === b).reduce((best, edge) =>
      edge.seconds < best.seconds ? edge : best,
    )

  return {
    route: (from, to) => {
      const goal = nearestNode(roads, to)
      const start = nearestNode(roads, from)
      const reached = spread(roads.nodes.length, [{ node: start, cost: 0 }], steps, node => node === goal)
      if (reached.arrived === undefined) return undefined
      const nodes = trail(reached, goal)
      const legs = nodes.slice(1).map((node, index) => {
        const edge = edgeBetween(nodes[index]!, node)
        return { edge, line: edge.to === node ? edge.line : edge.line.toReversed() }
      })
      const { lon, lat } = roads.nodes[start]!.at
      return {
        line: [[lon, lat], ...legs.flatMap(leg => leg.line.slice(1))],
        lengthMetres: legs.reduce((sum, leg) => sum + leg.edge.lengthMetres, 0),
        seconds: reached.cost[goal]!,
      }
    },
  }
}
