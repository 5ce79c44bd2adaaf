import type { Camera } from '@one-centre/shared/cameras'
import type { Extent } from '@one-centre/shared/cells'
import type { Id } from '@one-centre/shared/ids'
import type { Organisation } from '@one-centre/shared/organisations'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import { checkPlace } from '../organisations/rules.ts'

export type CameraFields = Omit<Camera, 'id' | 'township' | 'version' | 'review' | 'streams' | 'retired'>

export interface Surroundings {
  readonly cameras: readonly Camera[]
  /** Those of the township and the county. */
  readonly bodies: ReadonlyMap<string, Organisation>
  readonly extent: Extent | null
}

/** CA-1, CA-2: why a camera may not be saved so; null where it may. `cameras` are those of the township. */
export function whyNotSave(
  id: Id<'camera'>,
  fields: Pick<CameraFields, 'code' | 'organisationId' | 'position'>,
  { cameras, bodies, extent }: Surroundings,
): Refusal | null {
  const twin = cameras.find(camera => camera.code === fields.code && camera.id !== id)
  if (twin !== undefined) return refuse('cameras.code-taken', { code: fields.code, name: twin.name })
  const body = fields.organisationId === null ? undefined : bodies.get(fields.organisationId)
  if (fields.organisationId !== null && (body === undefined || body.retired))
    return refuse('cameras.body-unknown', { id: fields.organisationId })
  return fields.position === null ? null : checkPlace(extent, fields.position)
}

/** What is known of a new camera beside its fields (CA-3). */
export const unseen = {
  review: { state: 'pending', at: null, by: '', note: '' },
  streams: [],
  retired: false,
} as const satisfies Pick<Camera, 'review' | 'streams' | 'retired'>

export interface SourceFields {
  readonly mainUrl: string
  readonly subUrl: string
  readonly userName: string
  readonly password: string | null
}

/** CA-8: a password that is known is sent to no other host than the one it was given for. */
export function whyNotKeepPassword(
  fields: SourceFields,
  before: { readonly hosts: readonly string[]; readonly hasPassword: boolean } | undefined,
  hosts: readonly string[],
): Refusal | null {
  if (fields.password !== null || before?.hasPassword !== true) return null
  const moved = hosts.filter(host => !before.hosts.includes(host))
  return moved.length === 0 ? null : refuse('cameras.password-needed', { host: moved[0]! })
}

/** The streams a source leads to. */
export function streamsOf({ mainUrl, subUrl }: Pick<SourceFields, 'mainUrl' | 'subUrl'>): Camera['streams'] {
  return [...(mainUrl === '' ? [] : (['main'] as const)), ...(subUrl === '' ? [] : (['sub'] as const))]
}

/** CA-32: why nobody may look through a camera; null where somebody may. */
export function whyNotPlay(camera: Camera): Refusal | null {
  if (camera.retired) return refuse('cameras.retired', { name: camera.name })
  if (camera.streams.length === 0) return refuse('cameras.not-connected', { name: camera.name })
  return camera.review.state === 'refused' ? refuse('cameras.review-refused', { name: camera.name }) : null
}
