/** A way out of a node of some graph. */
export interface Step {
  readonly to: number
  readonly cost: number
}

export interface Reached {
  /** Cost from the nearest start; infinite where no way leads. */
  readonly cost: readonly number[]
  readonly previous: readonly number[]
  /** Which start each node was reached from; -1 where none. */
  readonly origin: readonly number[]
}

interface Heap {
  readonly push: (node: number, cost: number) => void
  readonly pop: () => { readonly node: number; readonly cost: number } | undefined
}

/** A binary heap, cheapest first. */
function heap(): Heap {
  const items: { node: number; cost: number }[] = []
  const swap = (i: number, j: number): void => {
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  const sink = (): void => {
    for (let at = 0; ;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < items.length && items[child]!.cost < items[least]!.cost) least = child
      }
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  return {
    push: (node, cost) => {
      items.push({ node, cost })
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1
        if (items[parent]!.cost <= items[at]!.cost) return
        swap(at, parent)
        at = parent
      }
    },
    pop: () => {
      if (items.length < 2) return items.pop()
      swap(0, items.length - 1)
      const first = items.pop()
      sink()
      return first
    },
  }
}

/** Dijkstra from several starts at once over nodes 0 … count - 1; stops early at the first node of `until`. */
export function spread(
  count: number,
  starts: readonly { readonly node: number; readonly cost: number }[],
  stepsFrom: (node: number, origin: number) => Iterable<Step>,
  until?: (node: number) => boolean,
): Reached & { readonly arrived: number | undefined } {
  const cost = new Array<number>(count).fill(Infinity)
  const previous = new Array<number>(count).fill(-1)
  const origin = new Array<number>(count).fill(-1)
  const queue = heap()
  for (const [index, start] of starts.entries()) {
    if (start.cost >= cost[start.node]!) continue
    cost[start.node] = start.cost
    origin[start.node] = index
    queue.push(start.node, start.cost)
  }
  for (let head = queue.pop(); head !== undefined; head = queue.pop()) {
    const { node } = head
    if (head.cost > cost[node]!) continue
    if (until?.(node) === true) return { cost, previous, origin, arrived: node }
    for (const step of stepsFrom(node, origin[node]!)) {
      const total = head.cost + step.cost
      if (total >= cost[step.to]!) continue
      cost[step.to] = total
      previous[step.to] = node
      origin[step.to] = origin[node]!
      queue.push(step.to, total)
    }
  }
  return { cost, previous, origin, arrived: undefined }
}

/** The nodes from the start to `end`, both included. */
export function trail(reached: Reached, end: number): readonly number[] {
  const nodes: number[] = []
  for (let node = end; node !== -1; node = reached.previous[node]!) nodes.push(node)
  return nodes.reverse()
}
