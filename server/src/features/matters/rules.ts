import type { Id } from '@one-centre/shared/ids'
import type { Matter } from '@one-centre/shared/matters'
import type { Organisation } from '@one-centre/shared/organisations'
import { refuse, type Refusal } from '@one-centre/shared/refusals'

export type MatterFields = Omit<Matter, 'id' | 'township' | 'version' | 'retired'>

/**
 * MA-1, MA-2: why a matter may not be saved so; null where it may. `matters` are those of the township,
 * `bodies` those of the township and the county; bodies named before may stay though they are retired.
 */
export function whyNotSave(
  id: Id<'matter'>,
  fields: MatterFields,
  before: Matter | undefined,
  matters: readonly Matter[],
  bodies: ReadonlyMap<string, Organisation>,
): Refusal | null {
  const twin = matters.find(matter => matter.code === fields.code && matter.id !== id)
  if (twin !== undefined) return refuse('matters.code-taken', { code: fields.code, name: twin.name })
  const named = new Set<string>([
    ...(before?.leadOrganisationIds ?? []),
    ...(before?.assistingOrganisationIds ?? []),
  ])
  for (const bodyId of [...fields.leadOrganisationIds, ...fields.assistingOrganisationIds]) {
    if (named.has(bodyId)) continue
    if (bodies.get(bodyId)?.retired !== false) return refuse('matters.body-unknown', { id: bodyId })
  }
  return null
}

/** MA-4: the matters that may be filed under on a day: in use, in force, a township's own before the county's of the same code. */
export function mattersInForce(
  matters: readonly Matter[],
  township: Id<'organisation'>,
  day: string,
): readonly Matter[] {
  const byCode = new Map<string, Matter>()
  for (const matter of matters) {
    if (matter.retired || matter.validFrom > day) continue
    if (!byCode.has(matter.code) || matter.township === township) byCode.set(matter.code, matter)
  }
  return [...byCode.values()]
}
