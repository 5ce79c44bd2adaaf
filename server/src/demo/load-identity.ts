import { derivedId, type Id } from '@one-centre/shared/ids'

/** The id of what a plan calls `key`; loader and simulator find the same one without asking each other. */
export function demoId<Kind extends string>(seed: number, key: string): Id<Kind> {
  return derivedId<Kind>('demo', seed, key)
}

/** The county's own id; the installation is named by it before anything is loaded. */
export function demoCountyId(seed: number): Id<'organisation'> {
  return demoId<'organisation'>(seed, 'org:county')
}
