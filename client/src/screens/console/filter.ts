import type { Incident } from '@one-centre/shared/incidents'
import type { Light } from '@one-centre/shared/lights'
import type { Level } from '@one-centre/shared/matters'
import { isOverdue } from '../../features/incidents/view.ts'

/** What the list is narrowed to; empty leaves it open. */
export interface ListFilter {
  readonly text: string
  readonly township: string
  readonly levels: readonly Level[]
  readonly light: Light | ''
  readonly overdue: boolean
}

export const noFilter: ListFilter = { text: '', township: '', levels: [], light: '', overdue: false }

export function isNarrowed({ text, township, levels, light, overdue }: ListFilter): boolean {
  return text !== '' || township !== '' || levels.length > 0 || light !== '' || overdue
}

/** The filter without what was searched for; the township, the levels and the light are how somebody works. */
export function withoutSearch(filter: ListFilter): ListFilter {
  return filter.text === '' ? filter : { ...filter, text: '' }
}

/** What the map shows: the list, and the incident that is open even where the list leaves it out (CO-33). */
export function onMap(shown: readonly Incident[], chosen: Incident | undefined): readonly Incident[] {
  return chosen === undefined || shown.some(({ id }) => id === chosen.id) ? shown : [...shown, chosen]
}

/** The incidents left, in their order (CO-24). `now` in ms. */
export function narrowed(
  incidents: readonly Incident[],
  filter: ListFilter,
  lightOf: (id: Incident['id']) => Light,
  now: number,
): readonly Incident[] {
  if (!isNarrowed(filter)) return incidents
  const words = filter.text.trim().toLowerCase().split(/\s+/)
  return incidents.filter(
    incident =>
      (filter.township === '' || incident.township === filter.township) &&
      (filter.levels.length === 0 || filter.levels.includes(incident.level)) &&
      (filter.light === '' || lightOf(incident.id) === filter.light) &&
      (!filter.overdue || isOverdue(incident, now)) &&
      words.every(word => said(incident).includes(word)),
  )
}

function said({ number, title, description, place }: Incident): string {
  return `${number ?? ''} ${title} ${description} ${place.address}`.toLowerCase()
}
