import { demoId } from './load-identity.ts'
import type { CountyPlan, MatterPlan, PersonPlan, TeamPlan } from './plan.ts'
import type { Performer } from './sim-steps.ts'

/** Who of the plan does what, by the ids the county was loaded with. */
export interface Cast {
  readonly townships: readonly string[]
  /** Somebody of the county's centre, who sees every township. */
  readonly observer: string
  readonly teams: ReadonlyMap<string, TeamPlan>
  readonly matters: ReadonlyMap<string, MatterPlan>
  /** Bodies of a township, to tell them from those of the others. */
  readonly bodiesOf: ReadonlyMap<string, ReadonlySet<string>>
  /** The person of a township who does it; undefined where the plan has nobody. */
  personFor(performer: Performer, township: string): string | undefined
  reporterFor(role: 'grid_worker' | 'member' | 'intake', township: string, pick: number): string | undefined
}

export function castOf(plan: CountyPlan): Cast {
  const { seed, people } = plan
  const id = (key: string): string => demoId(seed, key)
  const byRole = new Map<string, PersonPlan[]>()
  const byBody = new Map<string, string>()
  for (const person of people) {
    for (const role of person.roles) {
      const key = `${role}/${id(person.township)}`
      byRole.set(key, [...(byRole.get(key) ?? []), person])
      const body = id(person.organisation)
      if (role === 'body' && !byBody.has(body)) byBody.set(body, id(person.key))
    }
  }
  const first = (role: string, township: string): string | undefined => {
    const person = byRole.get(`${role}/${township}`)?.[0]
    return person === undefined ? undefined : id(person.key)
  }
  const teams = new Map(plan.teams.map(team => [id(team.key), team]))
  const townshipKeys = plan.organisations.filter(body => body.type === 'township').map(body => body.key)
  return {
    townships: townshipKeys.map(id),
    observer: first('dispatcher', id('org:county')) ?? first('shift_lead', id('org:county')) ?? '',
    teams,
    matters: new Map(plan.matters.map(matter => [id(matter.key), matter])),
    bodiesOf: new Map(
      townshipKeys.map(key => [
        id(key),
        new Set(plan.organisations.filter(body => body.township === key).map(body => id(body.key))),
      ]),
    ),
    personFor: (performer, township) => {
      if (performer.role === 'body') return byBody.get(performer.organisationId)
      if (performer.role !== 'member') return first(performer.role, township)
      const leader = teams.get(performer.teamId)?.members[0]
      return leader === undefined ? undefined : id(leader)
    },
    reporterFor: (role, township, pick) => {
      const list = byRole.get(`${role}/${township}`) ?? []
      const person = list[pick % Math.max(1, list.length)]
      return person === undefined ? undefined : id(person.key)
    },
  }
}
