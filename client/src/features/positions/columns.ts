import { unitStates, type UnitState } from '@one-centre/shared/positions'

/** The units in view as parallel arrays, one slot each: no object per unit and nothing reactive. Times are the server's, in ms. */
export interface Columns {
  readonly short: Uint32Array
  readonly lon: Float64Array
  readonly lat: Float64Array
  /** NaN where unknown. */
  readonly headingDeg: Float32Array
  /** The place in `unitStates`. */
  readonly state: Uint8Array
  readonly measuredAt: Float64Array
  readonly arrivedAt: Float64Array
}

export class UnitColumns {
  columns: Columns = allocate(256)
  count = 0
  readonly #slots = new Map<number, number>()

  slotOf(short: number): number | undefined {
    return this.#slots.get(short)
  }

  put(
    short: number,
    lon: number,
    lat: number,
    headingDeg: number,
    state: UnitState,
    measuredAt: number,
    arrivedAt: number,
  ): void {
    const slot = this.#slots.get(short) ?? this.#append(short)
    const { columns } = this
    columns.lon[slot] = lon
    columns.lat[slot] = lat
    columns.headingDeg[slot] = headingDeg
    columns.state[slot] = unitStates.indexOf(state)
    columns.measuredAt[slot] = measuredAt
    columns.arrivedAt[slot] = arrivedAt
  }

  /** The last slot moves into the freed one. False where the unit was not there. */
  remove(short: number): boolean {
    const slot = this.#slots.get(short)
    if (slot === undefined) return false
    const last = --this.count
    for (const column of Object.values(this.columns) as Float64Array[]) column[slot] = column[last]!
    this.#slots.set(this.columns.short[slot]!, slot)
    this.#slots.delete(short)
    return true
  }

  clear(): void {
    this.#slots.clear()
    this.count = 0
  }

  #append(short: number): number {
    if (this.count === this.columns.short.length) this.#grow()
    const slot = this.count++
    this.columns.short[slot] = short
    this.#slots.set(short, slot)
    return slot
  }

  #grow(): void {
    const larger = allocate(this.count * 2)
    for (const name of Object.keys(larger) as (keyof Columns)[]) larger[name].set(this.columns[name])
    this.columns = larger
  }
}

function allocate(size: number): Columns {
  return {
    short: new Uint32Array(size),
    lon: new Float64Array(size),
    lat: new Float64Array(size),
    headingDeg: new Float32Array(size),
    state: new Uint8Array(size),
    measuredAt: new Float64Array(size),
    arrivedAt: new Float64Array(size),
  }
}
