/**
 * The units of a moving layer as parallel arrays: no object per unit, so that tens of thousands cost nothing to walk.
 * Positions are in the map's plane at zoom 0; a unit glides from where it was drawn to where it was reported last.
 */
export interface UnitArrays {
  readonly fromX: Float64Array
  readonly fromY: Float64Array
  readonly toX: Float64Array
  readonly toY: Float64Array
  /** When the glide began, in ms of the frame clock. */
  readonly startedAt: Float64Array
  /** Which picture: see `unit-sprites.ts`. */
  readonly look: Uint16Array
}

export class UnitStore {
  arrays: UnitArrays
  count = 0
  /** The frame time at which the last glide ends; before it the layer has to keep drawing. */
  movingUntil = 0
  // `private`, not `#`: the build for old browsers turns the latter into weak maps, which the hot path would feel.
  private readonly slots = new Map<string, number>()
  private readonly known: string[] = []
  private readonly glideMs: number

  constructor(glideMs: number) {
    this.glideMs = glideMs
    this.arrays = allocate(1024)
  }

  get ids(): readonly string[] {
    return this.known
  }

  /** Puts a unit at a new place; a known one glides there from where it stands at `now`. */
  put(id: string, x: number, y: number, look: number, now: number): void {
    const known = this.slots.get(id)
    const slot = known ?? this.append(id)
    const { fromX, fromY, toX, toY, startedAt } = this.arrays
    if (known === undefined) {
      fromX[slot] = x
      fromY[slot] = y
    } else {
      const share = this.progress(slot, now)
      fromX[slot] = mix(fromX[slot]!, toX[slot]!, share)
      fromY[slot] = mix(fromY[slot]!, toY[slot]!, share)
      if (fromX[slot] !== x || fromY[slot] !== y) this.movingUntil = now + this.glideMs
    }
    toX[slot] = x
    toY[slot] = y
    startedAt[slot] = now
    this.arrays.look[slot] = look
  }

  /** A new picture at the same place (it aged, or its state changed). */
  relook(id: string, look: number): void {
    const slot = this.slots.get(id)
    if (slot !== undefined) this.arrays.look[slot] = look
  }

  remove(id: string): void {
    const slot = this.slots.get(id)
    if (slot === undefined) return
    const last = this.count - 1
    const lastId = this.known[last]!
    for (const column of Object.values(this.arrays) as (Float64Array | Uint16Array)[])
      column[slot] = column[last]!
    this.known[slot] = lastId
    this.slots.set(lastId, slot)
    this.known.pop()
    this.slots.delete(id)
    this.count = last
  }

  clear(): void {
    this.slots.clear()
    this.known.length = 0
    this.count = 0
  }

  /** 0 where the glide begins, 1 where it has ended. */
  progress(slot: number, now: number): number {
    const share = (now - this.arrays.startedAt[slot]!) / this.glideMs
    return share >= 1 ? 1 : share <= 0 ? 0 : share
  }

  private append(id: string): number {
    if (this.count === this.arrays.look.length) this.grow()
    const slot = this.count++
    this.slots.set(id, slot)
    this.known[slot] = id
    return slot
  }

  private grow(): void {
    const larger = allocate(this.count * 2)
    for (const name of Object.keys(larger) as (keyof UnitArrays)[]) larger[name].set(this.arrays[name])
    this.arrays = larger
  }
}

function allocate(size: number): UnitArrays {
  return {
    fromX: new Float64Array(size),
    fromY: new Float64Array(size),
    toX: new Float64Array(size),
    toY: new Float64Array(size),
    startedAt: new Float64Array(size),
    look: new Uint16Array(size),
  }
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share
}
