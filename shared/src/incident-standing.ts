import { can, type Actor, holds, postsIn, type Role } from './access.ts'
import type { Id } from './ids.ts'
import type { Incident } from './incidents.ts'

type Organisation = Id<'organisation'>

/** Who, of those with the permission, may act on this very incident. The names are the table's. */
export const standings = {
  anyone: () => true,
  opener: (actor, incident) => actor.personId !== null && actor.personId === incident.openedBy,
  checker: (actor, incident) =>
    can(actor, 'incidents.intake', incident.township) ||
    (actor.personId !== null && actor.personId === incident.check?.personId),
  complainant: (actor, incident) =>
    can(actor, 'incidents.intake', incident.township) ||
    (actor.personId !== null && actor.personId === incident.openedBy),
  dispatcher: (actor, incident) =>
    can(actor, 'incidents.dispatch', incident.township) ||
    (incident.level === 1 && can(actor, 'incidents.intake', incident.township)),
  'lead-body': (actor, incident) => isBody(actor, incident.township, incident.leadOrganisationId),
  lead: (actor, incident) =>
    isBody(actor, incident.township, incident.leadOrganisationId) ||
    postsIn(actor, incident.township).some(
      post =>
        post.teamId !== undefined &&
        incident.teamIds.includes(post.teamId) &&
        post.organisationId === incident.leadOrganisationId,
    ),
  leader: (actor, incident) => holds(actor, 'leader', incident.township),
  approver: (actor, incident) => holdsAny(actor, incident, ['shift_lead', 'leader']),
  chain: (actor, incident) =>
    holdsAny(actor, incident, ['shift_lead', 'leader', 'dispatcher']) ||
    isBody(actor, incident.township, incident.leadOrganisationId),
  receiver: (actor, incident) =>
    isBody(actor, incident.township, incident.handover?.toOrganisationId ?? null) ||
    can(actor, 'incidents.dispatch', incident.township),
} as const satisfies Record<string, (actor: Actor, incident: Incident) => boolean>
export type Standing = keyof typeof standings

function holdsAny(actor: Actor, incident: Incident, roles: readonly Role[]): boolean {
  return roles.some(role => holds(actor, role, incident.township))
}

/** Whether the actor acts for the body (责任单位经办). */
export function isBody(actor: Actor, township: Organisation, organisationId: Organisation | null): boolean {
  return (
    organisationId !== null &&
    postsIn(actor, township).some(post => post.role === 'body' && post.organisationId === organisationId)
  )
}

/** Whether the actor goes out with the team. */
export function isOfTeam(actor: Actor, township: Organisation, teamId: Id<'team'>): boolean {
  return postsIn(actor, township).some(post => post.teamId === teamId)
}

/** The bodies none of whose people may verify the incident (L-20). */
export function handlersOf(incident: Incident): ReadonlySet<string> {
  return new Set([
    ...incident.handlerOrganisationIds,
    ...incident.assistingOrganisationIds,
    ...(incident.leadOrganisationId === null ? [] : [incident.leadOrganisationId]),
  ])
}

/** The body a verifier signs for, or undefined where every post of theirs is tied to a handler (L-20). */
export function verifyingBody(actor: Actor, incident: Incident): Organisation | undefined {
  const handlers = handlersOf(incident)
  const posts = postsIn(actor, incident.township)
  if (posts.some(post => handlers.has(post.organisationId))) return undefined
  return posts.find(post => post.role === 'verifier')?.organisationId
}
