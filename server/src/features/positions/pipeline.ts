import type { DropReason } from '@one-centre/shared/positions'
import {
  askPermission,
  checkSanity,
  checkSpeed,
  correctClock,
  dropRepetition,
  keepInCounty,
  type Accepted,
  type Sample,
  type Step,
  type StepContext,
} from './steps.ts'

/** What a position passes before it is stored and published, in this order. */
export const pipeline: readonly { readonly name: string; readonly step: Step }[] = [
  { name: 'clock', step: correctClock },
  { name: 'sanity', step: checkSanity },
  { name: 'permission', step: askPermission },
  { name: 'fence', step: keepInCounty },
  { name: 'de-duplicate', step: dropRepetition },
  { name: 'speed', step: checkSpeed },
]

export type Verdict =
  | { readonly ok: true; readonly sample: Accepted }
  /** `sample` is as it was at the step that dropped it. */
  | { readonly ok: false; readonly step: string; readonly reason: DropReason; readonly sample: Sample }

/** Sends one sample through the steps. Pure. */
export function judge(given: Sample, context: StepContext): Verdict {
  let sample = given
  for (const { name, step } of pipeline) {
    const next = step(sample, context)
    if (typeof next === 'string') return { ok: false, step: name, reason: next, sample }
    sample = next
  }
  const { state } = sample
  if (state === null) return { ok: false, step: 'permission', reason: 'no-task', sample }
  return { ok: true, sample: { ...sample, state } }
}
