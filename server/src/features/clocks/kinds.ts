import { buildCalendar, type Calendar, type CalendarYear } from '@one-centre/shared/calendar'
import type { Clock } from '@one-centre/shared/clocks'
import type { Reference } from '../../kernel/handler.ts'
import { defineKind } from '../../kernel/kinds.ts'

export const clockKind = defineKind<Clock>({
  name: 'clock',
  table: 'clocks',
  rootKind: 'incident',
  rootId: clock => clock.incidentId,
  audience: clock =>
    clock.startedFor === null ? ['duty', 'room'] : ['duty', 'room', `body:${clock.startedFor}`],
  snapshotWhere: `(state <> 'stopped' or stopped_at > $2)`,
  // A stopped clock ended with its last row.
  finished: clock => (clock.state === 'stopped' ? (clock.rows.at(-1)?.to ?? '') : null),
  reference: false,
})

export const calendarYearKind = defineKind<CalendarYear>({
  name: 'calendar-year',
  table: 'calendar_years',
  rootKind: 'calendar-year',
  rootId: year => year.id,
  audience: () => ['all'],
  reference: true,
})

/** The county's working calendar as this node knows it now; built once per change of a year. */
export function calendarOf(reference: Reference): Calendar {
  return reference.derive(calendarYearKind, 'calendar', years => buildCalendar(years))
}
