import type { Role } from '@one-centre/shared/access'
import { personNames } from './names.ts'
import { fictionalPhone } from './organisations.ts'
import type { AreaPlan, DutyPlan, OrganisationPlan, PersonPlan, TeamPlan } from './plan.ts'
import { slugOf } from './locate.ts'
import { seeded } from './seeded.ts'
import { COUNTY_TEAMS, TOWNSHIP_TEAMS, type TeamSetup } from './team-lists.ts'

type Post = readonly [slug: string, title: string, body: string, roles: readonly Role[]]

/** The seats of a township's centre and the people its leaders are; body '' is the government itself. */
const POSTS: readonly Post[] = [
  ['leader-1', '党委书记', '', ['leader']],
  ['leader-2', '分管领导', '', ['leader']],
  ['shift-lead-1', '值班长', 'centre', ['shift_lead']],
  ['dispatcher-1', '派遣员', 'centre', ['dispatcher']],
  ['dispatcher-2', '派遣员', 'centre', ['dispatcher']],
  ['intake-1', '受理员', 'centre', ['intake']],
  ['intake-2', '受理员', 'centre', ['intake']],
  ['verifier-1', '核查员', 'inspection', ['verifier']],
  ['verifier-2', '核查员', 'inspection', ['verifier']],
  ['inspector-1', '督查员', 'inspection', ['inspector']],
  ['admin-1', '系统管理员', 'centre', ['admin']],
  ['auditor-1', '安全审计员', 'inspection', ['auditor']],
]

interface Staff {
  readonly people: PersonPlan[]
  readonly teams: TeamPlan[]
  readonly duties: DutyPlan[]
}

interface Office {
  readonly slug: string
  readonly key: string
  readonly organisations: readonly OrganisationPlan[]
  readonly areas: readonly AreaPlan[]
  readonly seed: number
  readonly staff: Staff
  readonly nextName: () => string
}

/** Adds a person to the staff and answers its key. */
function hire(
  office: Office,
  slug: string,
  person: Pick<PersonPlan, 'title' | 'organisation' | 'roles'> & { readonly team?: string },
): string {
  const { people } = office.staff
  const key = `person:${office.slug}/${slug}`
  people.push({
    key,
    name: office.nextName(),
    ...person,
    township: office.key,
    phone: fictionalPhone(1001 + people.length),
    signInName: `${office.slug}.${slug}`,
  })
  return key
}

function fillPosts(office: Office): void {
  for (const [slug, title, body, roles] of POSTS) {
    hire(office, slug, { title, organisation: body === '' ? office.key : `${office.key}/${body}`, roles })
  }
}

function setUpTeam(office: Office, setup: TeamSetup, index: number): void {
  const organisation = `${office.key}/${setup.body}`
  const township = office.organisations.find(each => each.key === office.key)!
  const key = `team:${office.slug}/${setup.slug}`
  const members = Array.from({ length: setup.members }, (_, at) =>
    hire(office, `${setup.slug}.${at + 1}`, {
      title: at === 0 ? `${setup.title}（组长）` : setup.title,
      organisation,
      roles: at === 0 ? ['member', 'body'] : ['member'],
      team: key,
    }),
  )
  office.staff.teams.push({
    key,
    code: `${township.code}-T${String(index + 1).padStart(2, '0')}`,
    name: setup.name.replace('#', township.shortName.slice(0, -1)),
    kind: setup.kind,
    organisation,
    township: office.key,
    capabilities: setup.capabilities,
    members,
    base: office.organisations.find(each => each.key === organisation)!.position,
    ...(setup.vehicle === undefined
      ? {}
      : { vehicle: `${setup.vehicle} 云川${office.slug.slice(0, 2).toUpperCase()}${String(101 + index)}` }),
  })
}

/** Whoever has no team still has one person who answers for the body. */
function fillDesks(office: Office): void {
  const staffed = new Set(
    office.staff.people.filter(each => each.roles.includes('body')).map(each => each.organisation),
  )
  const desks = office.organisations.filter(
    each =>
      each.township === office.key && each.type !== 'village' && !each.verifies && !staffed.has(each.key),
  )
  for (const desk of desks) {
    if (desk.competence === 'command-centre') continue
    hire(office, `${desk.key.split('/')[1] ?? 'office'}.desk`, {
      title: '经办人',
      organisation: desk.key,
      roles: ['body'],
    })
  }
}

/** Village secretaries lead the grids; some workers look after two grids (一人多格), and then one of them is vacant. */
function fillGrids(office: Office): void {
  const { areas, organisations, staff, slug, key } = office
  const random = seeded(office.seed, `duties/${slug}`)
  const villages = organisations.filter(each => each.township === key && each.type === 'village')
  const police = staff.people.find(each => each.organisation === `${key}/police`)!
  for (const village of villages) {
    const name = village.key.replace('org:', '').replace(`${slug}-`, 'v')
    const leader = hire(office, `${name}.head`, {
      title: '党支部书记',
      organisation: village.key,
      roles: ['body'],
    })
    const team = `team:${slug}/${name}`
    const grids = areas.filter(each => each.level === 'grid' && each.parent === village.area)
    const workers: string[] = []
    for (const grid of grids) {
      const vacant = workers.length > 0 && random.chance(0.3)
      const worker = vacant
        ? workers.at(-1)!
        : hire(office, `${name}.${grids.indexOf(grid) + 1}`, {
            title: '专职网格员',
            organisation: village.key,
            roles: ['grid_worker'],
            team,
          })
      if (!vacant) workers.push(worker)
      staff.duties.push({
        grid: grid.key,
        leader,
        workers: [worker],
        police: police.key,
        enforcement: `team:${slug}/law-${random.whole(1, 2)}`,
        partyGroup: `${village.shortName}第${random.pick(['一', '二', '三'])}党小组`,
        vacant,
      })
    }
    staff.teams.push({
      key: team,
      code: `${village.code}-G`,
      name: `${village.shortName}网格组`,
      kind: 'grid',
      organisation: village.key,
      township: key,
      capabilities: ['patrol', 'mediation', 'care'],
      members: workers,
      base: village.position,
    })
  }
}

/** People, teams and grid duties of the county and its townships. */
export function planStaff(
  seed: number,
  organisations: readonly OrganisationPlan[],
  areas: readonly AreaPlan[],
): {
  readonly people: readonly PersonPlan[]
  readonly teams: readonly TeamPlan[]
  readonly duties: readonly DutyPlan[]
} {
  const staff: Staff = { people: [], teams: [], duties: [] }
  const nextName = personNames(seeded(seed, 'people'))
  const governments = organisations.filter(each => each.type === 'county' || each.type === 'township')
  for (const { key, area } of governments) {
    const office: Office = { slug: slugOf(area), key, organisations, areas, seed, staff, nextName }
    fillPosts(office)
    const setups = key === 'org:county' ? COUNTY_TEAMS : TOWNSHIP_TEAMS
    for (const [index, setup] of setups.entries()) setUpTeam(office, setup, index)
    fillDesks(office)
    fillGrids(office)
  }
  return staff
}
