import type { Supervision } from '@one-centre/shared/supervision'
import { defineKind } from '../../kernel/kinds.ts'

export const supervisionKind = defineKind<Supervision>({
  name: 'supervision',
  table: 'supervisions',
  rootKind: 'incident',
  rootId: supervision => supervision.incidentId,
  audience: supervision => ['duty', 'room', ...addressees(supervision).map(body => `body:${body}`)],
  project: shownTo,
  // With the incident, as its tasks: or the lateness of a year would travel in every snapshot.
  snapshotWhere: 'root_id in (select id from incidents where ended_at is null or ended_at > $2)',
  finished: 'with-root',
  reference: false,
})

function addressees(supervision: Supervision): readonly string[] {
  const bodies = [...supervision.chases, ...supervision.orders, ...supervision.marks].map(
    item => item.toOrganisationId,
  )
  return [...new Set(bodies.filter(body => body !== null))].sort()
}

/** The centre sees all, a body what was said to it, the wall the light alone (S-9). */
function shownTo(supervision: Supervision, scopes: ReadonlySet<string>): Supervision {
  if (scopes.has('duty')) return supervision
  const isTheirs = (item: { readonly toOrganisationId: string | null }) =>
    item.toOrganisationId !== null && scopes.has(`body:${item.toOrganisationId}`)
  return {
    ...supervision,
    chases: supervision.chases.filter(isTheirs),
    orders: supervision.orders.filter(isTheirs),
    marks: supervision.marks.filter(isTheirs),
  }
}
