/**
 * Which drawn thing lies under the pointer: points sorted into square cells, so that a question looks at a few of
 * tens of thousands. Built from the last frame and only when somebody asks.
 */
export interface PointGrid {
  readonly cellPx: number
  readonly across: number
  readonly down: number
  readonly starts: Int32Array
  readonly order: Int32Array
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** Points outside the width × height of the frame are not in the grid. */
export function gridOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  frame: { readonly width: number; readonly height: number },
  cellPx: number,
): PointGrid {
  const across = Math.max(1, Math.ceil(frame.width / cellPx))
  const down = Math.max(1, Math.ceil(frame.height / cellPx))
  const cellOf = (index: number) => {
    const column = Math.floor(x[index]! / cellPx)
    const row = Math.floor(y[index]! / cellPx)
    return column >= 0 && row >= 0 && column < across && row < down ? row * across + column : -1
  }
  const starts = new Int32Array(across * down + 1)
  for (let index = 0; index < x.length; index++) {
    const cell = cellOf(index)
    if (cell >= 0) starts[cell + 1]! += 1
  }
  for (let cell = 0; cell < across * down; cell++) starts[cell + 1]! += starts[cell]!
  const next = starts.slice()
  const order = new Int32Array(starts[across * down]!)
  for (let index = 0; index < x.length; index++) {
    const cell = cellOf(index)
    if (cell >= 0) order[next[cell]!++] = index
  }
  return { cellPx, across, down, starts, order, x, y }
}

/** The nearest point within `reachPx`, by its index; of equals the one drawn last, which lies on top. */
export function nearest(grid: PointGrid, x: number, y: number, reachPx: number): number | undefined {
  let best: number | undefined
  let bestDistance = reachPx * reachPx
  const clampTo = (value: number, limit: number) =>
    Math.min(limit - 1, Math.max(0, Math.floor(value / grid.cellPx)))
  for (let row = clampTo(y - reachPx, grid.down); row <= clampTo(y + reachPx, grid.down); row++) {
    for (
      let column = clampTo(x - reachPx, grid.across);
      column <= clampTo(x + reachPx, grid.across);
      column++
    ) {
      const cell = row * grid.across + column
      for (let at = grid.starts[cell]!; at < grid.starts[cell + 1]!; at++) {
        const index = grid.order[at]!
        const distance = (grid.x[index]! - x) ** 2 + (grid.y[index]! - y) ** 2
        if (distance > bestDistance || (distance === bestDistance && index < (best ?? -1))) continue
        best = index
        bestDistance = distance
      }
    }
  }
  return best
}
