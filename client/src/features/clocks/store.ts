import { buildCalendar, type Calendar, type CalendarYear } from '@one-centre/shared/calendar'
import type { Clock } from '@one-centre/shared/clocks'
import type { Id } from '@one-centre/shared/ids'
import { computed, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { groupBy } from '../../kernel/group-by.ts'
import { useLive } from '../../kernel/live.ts'

const clockKind: EntityKind<Clock> = { name: 'clock' }
const yearKind: EntityKind<CalendarYear> = { name: 'calendar-year' }

export interface Clocks {
  readonly calendar: ComputedRef<Calendar>
  /** Every clock of the incident, the first started first. */
  readonly of: (incidentId: Id<'incident'>) => readonly Clock[]
}

/** The ledger rows and the working calendar as the replica knows them. */
export function useClocks(): Clocks {
  const { replica } = useLive()
  const byIncident = computed(() => groupBy(replica.all(clockKind), clock => clock.incidentId))
  return {
    calendar: computed(() => buildCalendar(replica.all(yearKind))),
    of: id =>
      [...(byIncident.value.get(id) ?? [])].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1)),
  }
}
