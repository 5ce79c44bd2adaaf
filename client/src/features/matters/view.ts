import { newId, type Id } from '@one-centre/shared/ids'
import { limitSteps, type Limit, type Limits, type Matter } from '@one-centre/shared/matters'

export type MatterForm = Omit<Matter, 'township' | 'version' | 'retired' | 'limits'> & {
  readonly version: number | null
  readonly limits: Limits
}

/** A new matter begins with limits that somebody has set: those of one already there; null where there is none. */
export function newMatter(example: Matter, today: string): MatterForm {
  return {
    ...matterForm(example),
    id: newId<'matter'>(),
    version: null,
    code: '',
    name: '',
    basis: '',
    validFrom: today,
  }
}

/** A copy that may be edited without touching what the replica holds. */
export function matterForm(matter: Matter): MatterForm {
  const { township: _township, retired: _retired, ...fields } = matter
  return structuredClone(fields)
}

/** How a limit is said (U-65): hours where the minutes are whole hours, else minutes; days as they are. */
export function limitWords({ kind, amount }: Limit): { readonly key: string; readonly count: number } {
  const base = `admin.matters.length.${kind}`
  if (kind === 'working-day' || kind === 'calendar-day') return { key: base, count: amount }
  return amount % 60 === 0
    ? { key: `${base}.hours`, count: amount / 60 }
    : { key: `${base}.minutes`, count: amount }
}

/** Steps whose limit is not a length: nothing, negative, or part of a day (MA-5). */
export function wrongLimits(limits: Limits): readonly (typeof limitSteps)[number][] {
  return limitSteps.filter(step => {
    const { kind, amount } = limits[step]
    const isDays = kind === 'working-day' || kind === 'calendar-day'
    return !Number.isFinite(amount) || amount <= 0 || (isDays && !Number.isInteger(amount))
  })
}

export interface MatterOrder extends Omit<MatterForm, 'id'> {
  readonly matterId: Id<'matter'>
}

export function matterOrder({ id, ...fields }: MatterForm): MatterOrder {
  return { matterId: id, ...structuredClone(fields) }
}
