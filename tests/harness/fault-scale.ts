/** How far from the short form (0) to the long one (1) the fault tests go: `npm run test:faults` plays 1. */
const share = Number(process.env['FAULTS'] ?? 0)

/** The figure between the short form's and the long one's, a whole number. */
export function scale(short: number, long: number): number {
  return Math.round(short + share * (long - short))
}

/** Test timeout in ms. */
export const FAULT_TIMEOUT_MS = scale(90_000, 1_800_000)
