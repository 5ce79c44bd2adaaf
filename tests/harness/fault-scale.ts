/** `npm run test:faults` plays the long forms; every check plays the short ones. */
export const isLong = process.env['FAULTS'] === 'long'

/** The short form's figure, or the long one's. */
export function scale(short: number, long: number): number {
  return isLong ? long : short
}

/** Test timeout in ms. */
export const FAULT_TIMEOUT_MS = scale(90_000, 1_800_000)
