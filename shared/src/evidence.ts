import type { Incident } from './incidents.ts'
import type { Matter } from './matters.ts'
import type { Task } from './tasks.ts'

/** What a completion owes; a refusal names it and a form marks it. */
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

/**
 * What the verifier owes: where the matter demands a photo after, one of the place as it is now. A picture that was handed
 * in for this incident before, by the handler or in an earlier check, is none (L-44).
 */
export function freshPhotoOwed(
  matter: Pick<Matter, 'evidence'> | undefined,
  incident: Pick<Incident, 'photos' | 'completion' | 'stagePhotos' | 'verifications'>,
  tasks: readonly Pick<Task, 'photos'>[],
  given: readonly string[],
): readonly 'photoFresh'[] {
  if (matter?.evidence.photoAfter !== true) return []
  const { photos, completion, stagePhotos, verifications } = incident
  const known = new Set<string>([
    ...photos,
    ...(completion === null ? [] : [...completion.photosBefore, ...completion.photosAfter]),
    ...[...stagePhotos, ...verifications, ...tasks].flatMap(one => one.photos),
  ])
  return given.some(id => !known.has(id)) ? [] : ['photoFresh']
}
