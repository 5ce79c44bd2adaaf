/** In degrees; what people read off easily. */
const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
const WIDEST_STEP = 10
/** Lines closer than this make a net that hides what lies in it. */
const LEAST_APART_PX = 140

/** How many degrees lie between two lines of the net. */
export function stepFor(degreesPerPx: number): number {
  return STEPS.find(step => step >= degreesPerPx * LEAST_APART_PX) ?? WIDEST_STEP
}

/** The values between `low` and `high` at which a line is drawn. */
export function linesBetween(low: number, high: number, step: number): readonly number[] {
  const first = Math.ceil(low / step)
  const count = Math.max(0, Math.floor(high / step) - first + 1)
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toFixed(6)))
}

/** `118.25°W`, with as many decimals as the step has. */
export function degreeLabel(value: number, step: number, axis: 'lon' | 'lat'): string {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
  const [positive, negative] = axis === 'lon' ? ['E', 'W'] : ['N', 'S']
  const side = value === 0 ? '' : value > 0 ? positive : negative
  return `${Math.abs(value).toFixed(decimals)}°${side}`
}

const BAR_STEPS = [5, 2, 1]

/** The longest round length that fits into `mostPx`. */
export function scaleBar(
  metresPerPx: number,
  mostPx: number,
): { readonly metres: number; readonly px: number } {
  const most = metresPerPx * mostPx
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = power * (BAR_STEPS.find(step => step * power <= most) ?? 1)
  return { metres, px: metres / metresPerPx }
}
