import {
  calendarStatus,
  type CalendarYear,
  faultOfYear,
  saveCalendarYear,
  statusOf,
} from '@one-centre/shared/calendar'
import { refuse } from '@one-centre/shared/refusals'
import { fromIso } from '@one-centre/shared/time'
import { accept, changed, handleCommand, handleQuery } from '../../kernel/handler.ts'
import { calendarOf, calendarYearKind } from './kinds.ts'
import { calendarYearId } from './seed.ts'

export const saveYear = handleCommand({
  contract: saveCalendarYear,
  touches: (params, { county }) => [
    {
      kind: calendarYearKind,
      id: calendarYearId(county, params.year),
      expect: params.version === null ? 'new' : 'there',
    },
  ],
  decide: ({ params, entities, township, county }) => {
    const { version, ...fields } = params
    if (township !== county) return refuse('calendar.county-only')
    const fault = faultOfYear(fields)
    if (fault !== null) return refuse('calendar.year-wrong', { at: fault })

    const id = calendarYearId(county, fields.year)
    const before = entities.find(calendarYearKind, id)
    if (version !== null && before?.version !== version) {
      return refuse('entity.changed', { version: before?.version ?? null })
    }
    const after: CalendarYear = { id, township, version: version ?? 0, ...fields }
    return accept([changed(calendarYearKind, 'calendar-year.saved', after)], { calendarYearId: id })
  },
})

export const status = handleQuery({
  contract: calendarStatus,
  answer: ({ reference, now }) => {
    const calendar = calendarOf(reference)
    return Promise.resolve({
      ok: true as const,
      answer: { version: calendar.version, ...statusOf(calendar, fromIso(now)) },
    })
  },
})
