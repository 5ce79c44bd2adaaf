import { unitStates, type UnitState } from '@one-centre/shared/positions'
import { unitFreshness, unitFreshnesses, type UnitFreshness } from '@one-centre/shared/unit-freshness'

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
  /** How fresh it was when the map was last told: the place in `unitFreshnesses`. */
  readonly told: Uint8Array
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
    freshness: UnitFreshness,
  ): void {
    const slot = this.#slots.get(short) ?? this.#append(short)
    const { columns } = this
    columns.lon[slot] = lon
    columns.lat[slot] = lat
    columns.headingDeg[slot] = headingDeg
    columns.state[slot] = unitStates.indexOf(state)
    columns.measuredAt[slot] = measuredAt
    columns.arrivedAt[slot] = arrivedAt
    columns.told[slot] = unitFreshnesses.indexOf(freshness)
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

  /** The short ids of those whose freshness is not what was last told; from now on it is. A walk over numbers alone. */
  takeAged(now: number, intervalMs: number): readonly number[] {
    const { short, measuredAt, told } = this.columns
    const aged: number[] = []
    for (let slot = 0; slot < this.count; slot++) {
      const fresh = unitFreshnesses.indexOf(unitFreshness(now - measuredAt[slot]!, intervalMs))
      if (told[slot] === fresh) continue
      aged.push(short[slot]!)
      told[slot] = fresh
    }
    return aged
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
    told: new Uint8Array(size),
  }
}
