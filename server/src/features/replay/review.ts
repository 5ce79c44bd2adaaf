import { scopesOf } from '@one-centre/shared/access'
import type { Clock } from '@one-centre/shared/clocks'
import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import { refuse } from '@one-centre/shared/refusals'
import { REPORT_DAYS, reportReplay, reviewIncident, type Review } from '@one-centre/shared/replay'
import { reviewIntervals, reviewLimits } from '@one-centre/shared/review'
import { DAY, fromIso } from '@one-centre/shared/time'
import { handleQuery, type QueryContext } from '../../kernel/handler.ts'
import { seen } from '../../kernel/sight.ts'
import { calendarOf, clockKind } from '../clocks/index.ts'
import { incidentKind } from '../incidents/index.ts'
import { organisationKind } from '../organisations/index.ts'
import { findReviewed, listAtHand, listClocks, listSteps } from './store.ts'

/** Pages a person can still read; a longer time is reported in pieces. */
const MOST_INCIDENTS = 200
const MOST_STEPS_EACH = 120

/** The reviews of these incidents, in their order, as far as the asker may see them. */
async function reviewsOf(
  context: QueryContext<unknown>,
  incidents: readonly Incident[],
): Promise<readonly Review[]> {
  const { actor, township, reader, reference, now } = context
  const scopes = new Set(scopesOf(actor, township))
  const visible = incidents
    .map(one => seen(incidentKind, one, scopes) as Incident | undefined)
    .filter(one => one !== undefined)
  const ids = visible.map(one => one.id)
  const clocks = (await listClocks(reader, township, ids))
    .map(one => seen(clockKind, one, scopes) as Clock | undefined)
    .filter(one => one !== undefined)
  const steps = await listSteps(reader, township, ids, MOST_STEPS_EACH)
  const calendar = calendarOf(reference)
  const nameOf = (id: Id<'organisation'> | null): string =>
    id === null ? '' : (reference.find(organisationKind, id)?.name ?? '')
  return visible.map(one => {
    const own = clocks.filter(clock => clock.incidentId === one.id)
    return {
      incidentId: one.id,
      ...{ number: one.number, title: one.title, level: one.level, state: one.state, endedAt: one.endedAt },
      address: one.place.address,
      lead: nameOf(one.leadOrganisationId),
      reportedAt: one.stamps.reportedAt,
      limits: [...reviewLimits(own, calendar, now)],
      intervals: [...reviewIntervals(one.stamps)],
      steps: steps
        .filter(step => step.incidentId === one.id)
        .map(({ at, kind, type, by }) => ({ at, kind, type, by })),
    }
  })
}

export const review = handleQuery({
  contract: reviewIncident,
  answer: async context => {
    const { reader, township, now, params } = context
    const found = await findReviewed(reader, township, params.incidentId)
    const [made] = await reviewsOf(context, found === undefined ? [] : [found])
    if (made === undefined) return refuse('entity.unknown', { kind: 'incident', id: params.incidentId })
    return { ok: true, answer: { at: now, review: made } }
  },
})

/** RS-22: what is taken away is on record, as every export is. */
export const report = handleQuery({
  contract: reportReplay,
  recorded: true,
  answer: async context => {
    const { reader, reference, township, now, params } = context
    const place = reference.find(organisationKind, township)?.name ?? ''
    if ('incidentId' in params.of) {
      const found = await findReviewed(reader, township, params.of.incidentId)
      const reviews = await reviewsOf(context, found === undefined ? [] : [found])
      if (reviews.length === 0)
        return refuse('entity.unknown', { kind: 'incident', id: params.of.incidentId })
      return { ok: true, answer: { at: now, place, reviews: [...reviews], complete: true } }
    }
    const { from, to } = params.of
    const span = fromIso(to) - fromIso(from)
    if (span < 0) return refuse('replay.time-reversed')
    if (span > REPORT_DAYS * DAY) return refuse('replay.report-too-long', { days: REPORT_DAYS })
    const incidents = await listAtHand(reader, { township, from, to }, MOST_INCIDENTS + 1)
    const reviews = await reviewsOf(context, incidents.slice(0, MOST_INCIDENTS))
    const complete = incidents.length <= MOST_INCIDENTS
    return { ok: true, answer: { at: now, place, reviews: [...reviews], complete } }
  },
})
