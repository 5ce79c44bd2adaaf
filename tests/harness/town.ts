import type { Actor, Role } from '@one-centre/shared/access'
import { levelLimits } from '@one-centre/shared/incident-limits'
import { newId, type Id } from '@one-centre/shared/ids'
import type { Matter } from '@one-centre/shared/matters'
import type { Grid, Organisation } from '@one-centre/shared/organisations'
import type { Person, Team } from '@one-centre/shared/people'
import { clocksSlice } from '../../server/src/features/clocks/index.ts'
import { incidents } from '../../server/src/features/incidents/index.ts'
import { matterKind } from '../../server/src/features/matters/index.ts'
import { gridKind, organisationKind } from '../../server/src/features/organisations/index.ts'
import { personKind, teamKind } from '../../server/src/features/people/index.ts'
import { tasks } from '../../server/src/features/tasks/index.ts'
import type { AnyKind } from '../../server/src/kernel/kinds.ts'
import { DecisionDesk } from './decisions.ts'

/** A small town with three handling bodies of two teams each, a body that verifies, and one person for every role. */
export interface Town {
  readonly township: Id<'organisation'>
  readonly county: Id<'organisation'>
  readonly bodies: readonly Organisation[]
  readonly centre: Organisation
  readonly outside: Organisation
  readonly teams: readonly Team[]
  readonly matter: Matter
  readonly grid: Grid
  readonly person: Person
  readonly actors: Readonly<Record<ActorName, Actor>>
  readonly system: Actor
  /** Everything above as entities with their kinds. */
  readonly entities: readonly (readonly [AnyKind, Organisation | Team | Matter | Grid | Person])[]
}

const single = [
  'intake',
  'dispatcher',
  'shift_lead',
  'leader',
  'verifier',
  'inspector',
  'grid_worker',
  'citizen',
] as const
export type ActorName =
  (typeof single)[number] | 'bodyA' | 'bodyB' | 'bodyC' | 'memberA' | 'memberB' | 'memberC'

export const somewhere = { lon: 120.05, lat: 30.05 }

export function buildTown(): Town {
  const county = newId<'organisation'>()
  const township = newId<'organisation'>()
  const organisation = (name: string, more: Partial<Organisation> = {}): Organisation => ({
    id: newId(),
    township,
    version: 1,
    code: name,
    name,
    shortName: name,
    type: 'department',
    verifies: false,
    parentId: null,
    agencyId: null,
    position: null,
    phone: '',
    retired: false,
    ...more,
  })
  const town = organisation('town', { id: township, type: 'township' })
  const bodies = ['A', 'B', 'C'].map(name => organisation(name))
  const centre = organisation('centre', { verifies: true })
  const outside = organisation('outside', { township: county })
  const team = (body: Organisation, index: number): Team => ({
    id: newId(),
    township,
    version: 1,
    code: `${body.code}${index}`,
    name: `${body.code}${index}`,
    kind: 'enforcement',
    organisationId: body.id,
    memberIds: [],
    capabilities: [],
    vehicle: '',
    base: somewhere,
    onDuty: true,
    retired: false,
  })
  const teams = bodies.flatMap(body => [team(body, 1), team(body, 2)])
  const matter: Matter = {
    id: newId(),
    township,
    version: 1,
    code: 'M-1',
    major: '市容环境',
    name: '暴露垃圾',
    level: 3,
    limits: levelLimits[3],
    leadOrganisationIds: bodies.map(body => body.id),
    assistingOrganisationIds: [],
    teamKinds: ['enforcement'],
    capabilities: [],
    basis: '',
    evidence: { photoBefore: false, photoAfter: false, photoPerStage: false },
    stages: 1,
    validFrom: '2026-01-01',
    retired: false,
  }
  const ring = [
    [120, 30],
    [120.1, 30],
    [120.1, 30.1],
    [120, 30.1],
    [120, 30],
  ]
  const grid: Grid = {
    id: newId(),
    township,
    version: 1,
    code: 'G-1',
    name: 'G-1',
    level: 'grid',
    parentId: null,
    organisationId: null,
    polygon: { type: 'MultiPolygon', coordinates: [[ring]] },
    centre: somewhere,
    dutyPersonIds: [],
    validFrom: '2026-01-01',
  }
  const actor = (role: Role, organisationId: Id<'organisation'>, teamId?: Id<'team'>): Actor => {
    const personId = newId<'person'>()
    const post = { role, township, organisationId, ...(teamId === undefined ? {} : { teamId }) }
    return { id: personId, name: role, personId, posts: [post], county }
  }
  const roles = Object.fromEntries(
    single.map(role => [role, actor(role, role === 'verifier' ? centre.id : township)]),
  ) as Record<(typeof single)[number], Actor>
  const named = (index: number) => ({
    body: actor('body', bodies[index]!.id),
    member: actor('member', bodies[index]!.id, teams[index * 2]!.id),
  })
  const [a, b, c] = [named(0), named(1), named(2)]
  const actors = {
    ...roles,
    bodyA: a.body,
    bodyB: b.body,
    bodyC: c.body,
    memberA: a.member,
    memberB: b.member,
    memberC: c.member,
  }
  const person: Person = {
    id: roles.grid_worker.personId!,
    township,
    version: 1,
    name: 'grid worker',
    phone: '',
    title: '',
    organisationId: township,
    posts: [...roles.grid_worker.posts] as Person['posts'],
    onDuty: true,
    onDutySince: null,
    disabled: false,
  }
  const system: Actor = {
    id: 'system',
    name: 'system',
    personId: null,
    posts: [{ role: 'system', township: county, organisationId: county }],
    county,
  }
  const organisations = [town, ...bodies, centre, outside]
  const entities = [
    ...organisations.map(one => [organisationKind, one] as const),
    ...teams.map(one => [teamKind, one] as const),
    [matterKind, matter] as const,
    [gridKind, grid] as const,
    [personKind, person] as const,
  ]
  return { township, county, bodies, centre, outside, teams, matter, grid, person, actors, system, entities }
}

/** A Monday at 9 in the county. */
export const MONDAY = Date.parse('2026-03-02T01:00:00.000Z')

export function deskOf(town: Town): DecisionDesk {
  const kinds = [organisationKind, teamKind, matterKind, gridKind, personKind]
  const desk = new DecisionDesk([clocksSlice, incidents, tasks], kinds, { ...town, now: MONDAY })
  for (const [kind, entity] of town.entities) desk.put(kind, entity)
  return desk
}
