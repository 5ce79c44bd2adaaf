import type { Incident } from './incidents.ts'
import type { Matter } from './matters.ts'

/** What a refusal names and a form marks. */
export type Evidence = 'photoBefore' | 'photoAfter'

/** The photos the matter demands of a completion that are not there; what the reporter sent counts as the photo before (L-19). */
export function evidenceOwed(
  matter: Pick<Matter, 'evidence'> | undefined,
  incident: Pick<Incident, 'photos'>,
  given: { readonly before: readonly string[]; readonly after: readonly string[] },
): readonly Evidence[] {
  if (matter === undefined) return []
  const { photoBefore, photoAfter, photoPerStage } = matter.evidence
  const owed: Evidence[] = []
  if (photoBefore && given.before.length + incident.photos.length === 0) owed.push('photoBefore')
  if ((photoAfter || photoPerStage) && given.after.length === 0) owed.push('photoAfter')
  return owed
}
