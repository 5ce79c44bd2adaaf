import { blocksOf, streetPoint, type CountyMesh, type Town } from './county-mesh.ts'
import { STREETS } from './names.ts'
import { distance, type Point } from './plane.ts'
import { hashText } from './seeded.ts'

/** A way a road could take; it becomes one when something is laid over it. */
export interface Way {
  readonly from: number
  readonly to: number
  readonly cost: number
  readonly street?: string
}

/** Using a street costs less than building a road, as a share of its length. */
const STREET = 0.6

/** The name of a town's street on a line between blocks: `across` runs east, `along` runs north. */
export function streetName(town: Town, direction: keyof typeof STREETS, line: number): string {
  const names = STREETS[direction]
  return names[(hashText(town.slug) + line + 40) % names.length]!
}

/** The streets along all blocks of all towns; their nodes are numbered from `offset`. */
export function streetsOf(county: CountyMesh, offset: number): { nodes: Point[]; ways: Way[] } {
  const nodes: Point[] = []
  const ways: Way[] = []
  for (const town of county.towns) {
    const at = new Map<string, number>()
    const nodeAt = (column: number, row: number): number => {
      const key = `${column}/${row}`
      const known = at.get(key)
      if (known !== undefined) return known
      at.set(key, offset + nodes.length)
      nodes.push(streetPoint(town, column, row))
      return offset + nodes.length - 1
    }
    const known = new Set<string>()
    const street = (a: readonly [number, number], b: readonly [number, number], name: string): void => {
      const key = `${a.join()}-${b.join()}`
      if (known.has(key)) return
      known.add(key)
      const [from, to] = [nodeAt(...a), nodeAt(...b)]
      ways.push({
        from,
        to,
        cost: distance(nodes[from - offset]!, nodes[to - offset]!) * STREET,
        street: name,
      })
    }
    for (const [column, row] of blocksOf(town)) {
      for (const north of [row, row + 1])
        street([column, north], [column + 1, north], streetName(town, 'across', north))
      for (const east of [column, column + 1])
        street([east, row], [east, row + 1], streetName(town, 'along', east))
    }
  }
  return { nodes, ways }
}
