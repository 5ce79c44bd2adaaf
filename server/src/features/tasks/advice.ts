import { distanceMetres, type Position } from '@one-centre/shared/geo'
import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { Matter } from '@one-centre/shared/matters'
import type { Team } from '@one-centre/shared/people'
import type { TeamAdvice } from '@one-centre/shared/task-commands'
import { misfits } from './rules.ts'

/** What one open task says about its team. */
export interface BusyWith {
  readonly teamId: Id<'team'>
  readonly incidentId: Id<'incident'>
  readonly incidentNumber: string | null
}

/** The last position a team's people may be seen at. */
export interface Seen {
  readonly position: Position
  readonly ageSeconds: number
  /** Too old to reckon a distance from (PO-26). */
  readonly stale: boolean
}

export interface AdviceInput {
  readonly incident: Incident
  readonly matter: Matter | undefined
  readonly teams: readonly Team[]
  readonly busy: readonly BusyWith[]
  readonly seen: (teamId: Id<'team'>) => Seen | undefined
}

type Against = TeamAdvice['against'][number]

const against = (reason: Against['reason'], more: Partial<Against>): Against => ({
  reason,
  incidentId: null,
  incidentNumber: null,
  missing: [],
  ageSeconds: null,
  ...more,
})

/** Free, on duty and competent teams, nearest first; then every other team with each reason against it (T-15). */
export function adviseTeams(input: AdviceInput): TeamAdvice[] {
  return input.teams
    .filter(team => !team.retired)
    .map(team => adviceOf(team, input))
    .sort(byUse)
}

function adviceOf(team: Team, input: AdviceInput): TeamAdvice {
  const { incident, matter } = input
  const seen = input.seen(team.id)
  const where = whereIs(team, seen)
  const reasons = reasonsAgainst(team, seen, input)
  const target = incident.place.position
  return {
    teamId: team.id,
    organisationId: team.organisationId,
    pick: reasons.length === 0,
    distanceMetres:
      target === null || where.position === null ? null : Math.round(distanceMetres(where.position, target)),
    from: where.from,
    positionAgeSeconds: seen?.ageSeconds ?? null,
    mayLead: matter?.leadOrganisationIds.includes(team.organisationId) ?? false,
    basis: matter?.basis ?? '',
    against: reasons,
  }
}

function whereIs(
  team: Team,
  seen: Seen | undefined,
): { from: TeamAdvice['from']; position: Position | null } {
  if (seen !== undefined && !seen.stale) return { from: 'position', position: seen.position }
  return team.base === null ? { from: 'nowhere', position: null } : { from: 'base', position: team.base }
}

function reasonsAgainst(team: Team, seen: Seen | undefined, input: AdviceInput): Against[] {
  const { incident, matter } = input
  const found: Against[] = []
  if (team.township !== incident.township) found.push(against('other-township', {}))
  for (const task of input.busy.filter(one => one.teamId === team.id)) {
    const { incidentId, incidentNumber } = task
    found.push(against('busy', { incidentId, incidentNumber }))
  }
  for (const misfit of misfits(team, matter)) {
    found.push(against(misfit.reason, { missing: [...misfit.missing] }))
  }
  if (seen?.stale === true) found.push(against('stale', { ageSeconds: seen.ageSeconds }))
  if (matter !== undefined && !isCompetent(team, matter)) found.push(against('not-competent', {}))
  return found
}

/** A matter without bodies leaves the choice to the dispatcher. */
function isCompetent(team: Team, matter: Matter): boolean {
  const bodies = [...matter.leadOrganisationIds, ...matter.assistingOrganisationIds]
  return bodies.length === 0 || bodies.includes(team.organisationId)
}

/** Picks first, those that may lead before those that assist, the nearer before the farther; unknown distance last. */
function byUse(a: TeamAdvice, b: TeamAdvice): number {
  if (a.pick !== b.pick) return a.pick ? -1 : 1
  if (a.against.length !== b.against.length) return a.against.length - b.against.length
  if (a.mayLead !== b.mayLead) return a.mayLead ? -1 : 1
  const distance = (a.distanceMetres ?? Infinity) - (b.distanceMetres ?? Infinity)
  if (distance !== 0 && !Number.isNaN(distance)) return distance
  return a.teamId < b.teamId ? -1 : 1
}
