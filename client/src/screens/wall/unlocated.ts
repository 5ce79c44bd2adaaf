import type { Incident } from '@one-centre/shared/incidents'
import { groupBy } from '../../kernel/group-by.ts'

export interface TownRow {
  readonly id: string
  readonly name: string
  readonly incidents: readonly Incident[]
}

/** The incidents of each township, where the most are first. `nameOf` knows the townships this screen follows. */
export function byTownship(
  incidents: readonly Incident[],
  nameOf: (township: string) => string,
): readonly TownRow[] {
  return [...groupBy(incidents, one => one.township)]
    .map(([id, held]) => ({ id, name: nameOf(id), incidents: held }))
    .sort((one, other) => other.incidents.length - one.incidents.length)
}
