import type { Id } from '@one-centre/shared/ids'
import { calendarSeed } from '../features/clocks/index.ts'
import { demoId } from './load-identity.ts'
import type { AreaPlan, CountyPlan, DutyPlan, MatterPlan, PersonPlan, TeamPlan } from './plan.ts'

/** One command of the load; `key` names it for ever, so that sending it again repeats nothing. */
export interface Order {
  readonly key: string
  readonly name: string
  /** Key of the stream it goes to: `org:county` or a township's. */
  readonly township: string
  readonly params: object
}

const COUNTY = 'org:county'
/** The whole sample list is in force from here on; a fixed day, so that a later start asks for the same. */
const IN_FORCE_FROM = '2020-01-01'
/** The years of the working calendar that a year of history and the months ahead need. */
const CALENDAR_YEARS = { from: 2023, to: 2027 } as const

export function calendarOrders(county: Id<'organisation'>): readonly Order[] {
  return calendarSeed(county, CALENDAR_YEARS.from, CALENDAR_YEARS.to).map(
    ({ year, holidays, workdays, officeHours, known }) => ({
      key: `calendar/${year}`,
      name: 'calendar.save-year',
      township: COUNTY,
      params: { version: null, year, holidays, workdays, officeHours, known },
    }),
  )
}

/** Townships stand in the county's stream, because their own begins with them; the rest where it lives. Parents first. */
export function organisationOrders({ organisations, seed }: CountyPlan): readonly (readonly Order[])[] {
  const orders = organisations.map(body => ({
    key: body.key,
    name: 'organisations.save',
    township: body.type === 'township' ? COUNTY : body.township,
    params: {
      organisationId: demoId(seed, body.key),
      version: null,
      code: body.code,
      name: body.name,
      shortName: body.shortName,
      type: body.type,
      verifies: body.verifies,
      parentId: body.parent === undefined ? null : demoId(seed, body.parent),
      agencyId: body.agency === undefined ? null : demoId(seed, body.agency),
      position: body.position,
      phone: body.phone,
    },
  }))
  const [county, ...rest] = orders
  return [
    county === undefined ? [] : [county],
    rest.filter(order => order.township === COUNTY),
    rest.filter(order => order.township !== COUNTY),
  ]
}

/** The county and its townships in one import, then the villages and grids of each township. */
export function gridImports(plan: CountyPlan): readonly (readonly Order[])[] {
  const above = plan.areas.filter(area => area.level === 'county' || area.level === 'township')
  const below = plan.areas.filter(area => !above.includes(area))
  const townships = above.filter(area => area.level === 'township')
  return [
    [gridImport(plan, COUNTY, above)],
    townships.map(township =>
      gridImport(
        plan,
        township.key.replace('area:', 'org:'),
        below.filter(area => area.code.startsWith(township.code)),
      ),
    ),
  ]
}

function gridImport(plan: CountyPlan, township: string, areas: readonly AreaPlan[]): Order {
  const codes = new Map(plan.areas.map(area => [area.key, area.code]))
  const features = areas.map(area => ({
    type: 'Feature',
    geometry: area.geometry,
    properties: {
      code: area.code,
      name: area.name,
      level: area.level,
      parentCode: area.parent === undefined ? null : codes.get(area.parent),
      organisationCode: bodyOf(plan, area)?.code ?? null,
    },
  }))
  return {
    key: `grids/${township}`,
    name: 'grids.import',
    township,
    params: { collection: { type: 'FeatureCollection', features } },
  }
}

/** The body that answers for an area; a grid's is its village's. */
function bodyOf(plan: CountyPlan, area: AreaPlan): CountyPlan['organisations'][number] | undefined {
  const body = plan.organisations.find(
    each => each.area === area.key && ['county', 'township', 'village'].includes(each.type),
  )
  const parent = plan.areas.find(each => each.key === area.parent)
  return body ?? (parent === undefined ? undefined : bodyOf(plan, parent))
}

/** Every township's competent bodies may lead, the county's own last. */
export function matterOrders(plan: CountyPlan): readonly Order[] {
  return plan.matters.map(matter => ({
    key: matter.key,
    name: 'matters.save',
    township: COUNTY,
    params: {
      matterId: demoId(plan.seed, matter.key),
      version: null,
      code: matter.code,
      major: matter.major,
      name: matter.name,
      level: matter.level,
      limits: matter.limits,
      leadOrganisationIds: bodiesFor(plan, [matter.lead]),
      assistingOrganisationIds: assistingFor(plan, matter),
      teamKinds: matter.teamKinds,
      capabilities: matter.capabilities,
      basis: matter.basis ?? '',
      evidence: matter.evidence,
      stages: matter.stages,
      validFrom: IN_FORCE_FROM,
    },
  }))
}

function bodiesFor(plan: CountyPlan, competences: readonly MatterPlan['lead'][]): readonly string[] {
  const competent = plan.organisations.filter(body => competences.includes(body.competence) && !body.verifies)
  const near = competent.filter(body => body.township !== COUNTY)
  return [...near, ...competent.filter(body => body.township === COUNTY)].map(body =>
    demoId(plan.seed, body.key),
  )
}

/** The bodies that assist: those named, and where neither they nor the lead have a team for it, one that has (DM-11). */
function assistingFor(plan: CountyPlan, matter: MatterPlan): readonly string[] {
  const leading = new Set(bodiesFor(plan, [matter.lead]))
  const assisting = new Set(bodiesFor(plan, matter.assisting))
  for (const township of plan.organisations.filter(each => each.type === 'township')) {
    const able = plan.teams
      .filter(team => team.township === township.key && isAble(team, matter))
      .map(team => demoId(plan.seed, team.organisation))
    const competent = able.some(body => leading.has(body) || assisting.has(body))
    if (!competent && able[0] !== undefined) assisting.add(able[0])
  }
  return [...assisting]
}

/** Whether a team may be sent: of a fitting kind and with every capability asked for. */
function isAble(team: TeamPlan, matter: MatterPlan): boolean {
  return (
    matter.teamKinds.includes(team.kind) &&
    matter.capabilities.every(capability => team.capabilities.includes(capability))
  )
}

/** Teams come before their people, because a post names a team; the members follow when they are there. */
export function teamOrders(plan: CountyPlan): readonly Order[] {
  return plan.teams.map(team => ({
    key: team.key,
    name: 'teams.save',
    township: team.township,
    params: { ...teamParams(plan.seed, team), version: null, memberIds: [] },
  }))
}

function teamParams(seed: number, team: TeamPlan): object {
  return {
    teamId: demoId(seed, team.key),
    code: team.code,
    name: team.name,
    kind: team.kind,
    organisationId: demoId(seed, team.organisation),
    capabilities: team.capabilities,
    vehicle: team.vehicle ?? '',
    base: team.base,
  }
}

export function personOrders({ people, seed }: CountyPlan): readonly Order[] {
  return people.map(person => ({
    key: person.key,
    name: 'people.save',
    township: person.township,
    params: {
      personId: demoId(seed, person.key),
      version: null,
      name: person.name,
      phone: person.phone,
      title: person.title,
      organisationId: demoId(seed, person.organisation),
      posts: postsOf(seed, person),
      signInName: null,
    },
  }))
}

function postsOf(seed: number, person: PersonPlan): readonly object[] {
  return person.roles.map(role => ({
    role,
    township: demoId(seed, person.township),
    organisationId: demoId(seed, person.organisation),
    ...(person.team === undefined ? {} : { teamId: demoId(seed, person.team) }),
  }))
}

export function membershipOrders(plan: CountyPlan): readonly Order[] {
  return plan.teams.map(team => ({
    key: `${team.key}/members`,
    name: 'teams.save',
    township: team.township,
    params: {
      ...teamParams(plan.seed, team),
      version: 1,
      memberIds: team.members.map(key => demoId(plan.seed, key)),
    },
  }))
}

export function teamDutyOrders({ teams, seed }: CountyPlan): readonly Order[] {
  return teams.map(team => ({
    key: `${team.key}/duty`,
    name: 'teams.set-duty',
    township: team.township,
    params: { teamId: demoId(seed, team.key), version: 2, onDuty: true },
  }))
}

/** People on duty of each grid: its workers, then its leader. `grids` are the ids that the import gave, by code. */
export function dutyOrders(plan: CountyPlan, grids: ReadonlyMap<string, string>): readonly Order[] {
  const codes = new Map(plan.areas.map(area => [area.key, area.code]))
  const townshipOf = new Map(plan.people.map(person => [person.key, person.township]))
  return plan.duties.flatMap((duty: DutyPlan) => {
    const grid = grids.get(codes.get(duty.grid) ?? '')
    const township = townshipOf.get(duty.leader)
    if (grid === undefined || township === undefined) return []
    const personIds = [...new Set([...duty.workers, duty.leader])].map(key => demoId(plan.seed, key))
    return [
      {
        key: `duty/${duty.grid}`,
        name: 'grids.assign-duty',
        township,
        params: { gridId: grid, version: 1, personIds },
      },
    ]
  })
}
