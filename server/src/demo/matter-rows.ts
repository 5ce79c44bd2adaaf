import type { Level } from '@one-centre/shared/matters'
import type { TeamKind } from '@one-centre/shared/people'
import type { Capability, Competence, Season } from './plan.ts'

/** What differs from its major class. */
interface MatterExtras {
  readonly assisting?: readonly Competence[]
  readonly setting?: 'town' | 'country'
  readonly season?: Season
  /** 围护 → 修复 → 恢复; 1 where the matter has no stages. */
  readonly stages?: 2 | 3
  readonly lead?: Competence
  readonly capability?: Capability
  readonly kinds?: readonly TeamKind[]
  readonly basis?: string
}

export type MatterRow = readonly [
  name: string,
  level: Level,
  weight: number,
  /** What a reporter calls it, separated by spaces. */
  keywords: string,
  extras?: MatterExtras,
]

/** 大类: what its matters have in common. */
export interface MajorClass {
  readonly code: string
  readonly name: string
  readonly lead: Competence
  readonly capability: Capability
  readonly kinds: readonly TeamKind[]
  /** Whether it is worth a photo: disputes and care are not. */
  readonly photos: boolean
  readonly rows: readonly MatterRow[]
}
