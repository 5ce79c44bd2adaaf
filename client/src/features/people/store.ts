import type { Id } from '@one-centre/shared/ids'
import type { Person, Team } from '@one-centre/shared/people'
import { computed, type ComputedRef } from 'vue'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'

const personKind: EntityKind<Person> = { name: 'person' }
const teamKind: EntityKind<Team> = { name: 'team' }

export interface People {
  readonly people: ComputedRef<readonly Person[]>
  /** Teams in use. */
  readonly teams: ComputedRef<readonly Team[]>
  readonly person: (id: Id<'person'>) => Person | undefined
  readonly team: (id: Id<'team'>) => Team | undefined
  readonly teamName: (id: Id<'team'>) => string
}

/** People and teams as the replica knows them. */
export function usePeople(): People {
  const { replica } = useLive()
  const team: People['team'] = id => replica.find(teamKind, id)
  return {
    people: computed(() => replica.all(personKind).filter(one => !one.disabled)),
    teams: computed(() => replica.all(teamKind).filter(one => !one.retired)),
    person: id => replica.find(personKind, id),
    team,
    teamName: id => team(id)?.name ?? id.slice(0, 8),
  }
}
