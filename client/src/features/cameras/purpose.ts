import type { playCamera } from '@one-centre/shared/viewings'
import type { ParamsOf } from '@one-centre/shared/contract'

/** What the register is told: from an incident it fills itself, otherwise somebody writes a line. */
export type Purpose = Pick<
  ParamsOf<typeof playCamera>,
  'reason' | 'content' | 'incidentId' | 'incidentNumber'
>

export const adHoc = (reason: string): Purpose => ({
  reason,
  content: '',
  incidentId: null,
  incidentNumber: '',
})
