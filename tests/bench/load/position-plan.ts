/** What is sent when: known to sender and viewers alike, so that lateness counts from the plan and not from the sending. */
export interface PositionPlan {
  /** When the first is sent, in ms since 1970. */
  readonly startAt: number
  /** Positions a second, of all units together. */
  readonly rate: number
  readonly seconds: number
  readonly lon: number
  readonly lat: number
}

/** Batches a second; a tracker gateway hands over what came in since. */
export const BATCHES_A_SECOND = 20
/** Degrees from unit to unit, and from one position of a unit to its next: the round can be read from the place. */
const UNIT_STEP = 2e-4
const ROUND_STEP = 1e-6
const ACROSS = 200

/** Every unit reports about once a second. */
export const unitsOf = ({ rate }: PositionPlan): number => Math.min(rate, 40_000)
export const totalOf = ({ rate, seconds }: PositionPlan): number => rate * seconds

export function placeOf(plan: PositionPlan, number: number): { unit: number; lon: number; lat: number } {
  const units = unitsOf(plan)
  const unit = number % units
  const lap = Math.floor(number / units)
  return {
    unit,
    lon: plan.lon + (unit % ACROSS) * UNIT_STEP + lap * ROUND_STEP,
    lat: plan.lat + Math.floor(unit / ACROSS) * UNIT_STEP,
  }
}

/** The position's number, read from where it is. */
export function numberOf(plan: PositionPlan, lon: number, lat: number): number {
  const steps = Math.round((lon - plan.lon) / ROUND_STEP)
  const perUnit = Math.round(UNIT_STEP / ROUND_STEP)
  const unit = Math.round((lat - plan.lat) / UNIT_STEP) * ACROSS + Math.floor(steps / perUnit)
  return (steps % perUnit) * unitsOf(plan) + unit
}

/** The first number of a batch. */
export const firstOf = (plan: PositionPlan, batch: number): number =>
  Math.floor((plan.rate * batch) / BATCHES_A_SECOND)

/** When a position was due to be sent, in ms since 1970. */
export function dueAt(plan: PositionPlan, number: number): number {
  const batch = Math.ceil(((number + 1) * BATCHES_A_SECOND) / plan.rate) - 1
  return plan.startAt + (batch * 1_000) / BATCHES_A_SECOND
}

export const unitId = (unit: number): string =>
  `019a0000-0000-7000-8000-${unit.toString(16).padStart(12, '0')}`
