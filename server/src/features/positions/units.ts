import type { Id } from '@one-centre/shared/ids'
import type { Person, Team } from '@one-centre/shared/people'
import type { Unit } from '@one-centre/shared/positions'

/** A person as the map names them: by team, else by title; empty where neither is known, never by name (PO-28). */
export function unitOfPerson(person: Person, findTeam: (id: Id<'team'>) => Team | undefined): Unit {
  const teamId = person.posts.find(post => post.teamId !== undefined)?.teamId
  const team = teamId === undefined ? undefined : findTeam(teamId)
  return {
    kind: 'person',
    id: person.id,
    label: team?.name ?? person.title,
    teamId: team?.id ?? null,
    teamKind: team?.kind ?? null,
  }
}

/** A team's vehicle. */
export function unitOfTeam(team: Team): Unit {
  return { kind: 'team', id: team.id, label: team.name, teamId: team.id, teamKind: team.kind }
}
