import type { Post, Role } from '@one-centre/shared/access'
import { levelLimits } from '@one-centre/shared/incident-limits'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal } from '@one-centre/shared/refusals'
import { slices, townshipsIn } from '../../server/src/app.ts'
import { saveCalendar } from '../../server/src/empty-county.ts'
import { ensureInstallation } from '../../server/src/installation.ts'
import { startKernel, type Kernel } from '../../server/src/kernel/kernel.ts'
import { systemClock } from '../../server/src/platform/clock.ts'
import type { Database } from '../../server/src/platform/database.ts'
import { openSessions } from '../../server/src/platform/session.ts'
import { organisation } from './app.ts'
import { quietLog } from './quiet-log.ts'

export interface FaultPerson {
  readonly personId: Id<'person'>
  readonly posts: readonly Post[]
  /** Ready to be sent. */
  readonly cookie: string
}

export interface FaultTeam {
  readonly teamId: Id<'team'>
  readonly organisationId: Id<'organisation'>
  readonly member: FaultPerson
}

/** A county with one township at work: what the fault tests play in. */
export interface FaultCounty {
  readonly county: Id<'organisation'>
  readonly township: Id<'organisation'>
  readonly matterId: Id<'matter'>
  /** The body that leads and whose teams are sent. */
  readonly bodyId: Id<'organisation'>
  readonly teams: readonly FaultTeam[]
  readonly dispatchers: readonly FaultPerson[]
  readonly walls: readonly FaultPerson[]
  readonly admin: FaultPerson
}

export interface FaultCountySize {
  readonly phones: number
  readonly consoles: number
  readonly walls: number
}

/** Fills a migrated, empty database through the one door and opens a session for everybody. */
export async function seedCounty(database: Database, size: FaultCountySize): Promise<FaultCounty> {
  const county = newId<'organisation'>()
  await ensureInstallation(database, systemClock, { county, demo: false })
  const kernel = await startKernel({
    database,
    clock: systemClock,
    log: quietLog,
    slices,
    townships: townshipsIn,
    emit: () => undefined,
    belts: 'off',
  })
  try {
    return await fill(kernel, database, size)
  } finally {
    await kernel.close()
  }
}

async function fill(kernel: Kernel, database: Database, size: FaultCountySize): Promise<FaultCounty> {
  const { county } = kernel
  const [township, bodyId, matterId] = [newId<'organisation'>(), newId<'organisation'>(), newId<'matter'>()]
  const save = (id: Id<'organisation'>, fields: object) =>
    must(kernel, county, 'organisations.save', organisation(id, fields))
  await save(county, { code: 'county', type: 'county', name: '试验县' })
  await saveCalendar(kernel)
  await save(township, { code: 'east', type: 'township', name: '东镇', parentId: county })
  await must(kernel, township, 'organisations.save', organisation(bodyId, { type: 'department' }))
  await must(kernel, township, 'matters.save', matterOf(matterId, bodyId))
  await must(kernel, township, 'grids.import', { collection: oneGrid })
  const add = (role: Role, organisationId: Id<'organisation'>, teamId?: Id<'team'>) =>
    addPerson(kernel, database, {
      role,
      township,
      organisationId,
      ...(teamId === undefined ? {} : { teamId }),
    })

  const many = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make))
  return {
    county,
    township,
    matterId,
    bodyId,
    dispatchers: await many(size.consoles, () => add('dispatcher', township)),
    admin: await add('admin', township),
    walls: await many(size.walls, () => add('wall', township)),
    teams: await many(size.phones, () => addTeam(kernel, database, township, bodyId)),
  }
}

/** A team on duty with one member, who is on duty too. */
async function addTeam(
  kernel: Kernel,
  database: Database,
  township: Id<'organisation'>,
  organisationId: Id<'organisation'>,
): Promise<FaultTeam> {
  const teamId = newId<'team'>()
  const team = { teamId, code: teamId.slice(-8), name: '一队', kind: 'enforcement', organisationId }
  const rest = { memberIds: [], capabilities: [], vehicle: '', base: null }
  await must(kernel, township, 'teams.save', { ...team, ...rest, version: null })
  const member = await addPerson(kernel, database, { role: 'member', township, organisationId, teamId })
  await must(kernel, township, 'teams.save', { ...team, ...rest, memberIds: [member.personId], version: 1 })
  await must(kernel, township, 'teams.set-duty', { teamId, version: 2, onDuty: true })
  return { teamId, organisationId, member }
}

async function addPerson(kernel: Kernel, database: Database, post: Post): Promise<FaultPerson> {
  const personId = newId<'person'>()
  await must(kernel, post.township, 'people.save', {
    personId,
    version: null,
    name: `某${post.role}`,
    phone: '',
    title: '',
    organisationId: post.organisationId,
    posts: [post],
    signInName: null,
  })
  // No password is ever asked for here, so none is hashed.
  await database.query(
    `insert into accounts (person_id, township, sign_in_name, password_hash, must_change, changed_at)
     values ($1, $2, $3, '', false, now())`,
    [personId, post.township, `p${personId.slice(-12)}`],
  )
  const { token } = await openSessions(database, systemClock).open(personId)
  return { personId, posts: [post], cookie: `sid=${token}` }
}

const oneGrid = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { code: 'G-1', name: '第一网格', level: 'grid' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [120, 30],
            [120.1, 30],
            [120.1, 30.1],
            [120, 30.1],
            [120, 30],
          ],
        ],
      },
    },
  ],
}

function matterOf(matterId: Id<'matter'>, bodyId: Id<'organisation'>): object {
  return {
    matterId,
    version: null,
    code: 'M-1',
    major: '市容环境',
    name: '暴露垃圾',
    level: 3,
    limits: levelLimits[3],
    leadOrganisationIds: [bodyId],
    assistingOrganisationIds: [],
    teamKinds: ['enforcement'],
    capabilities: [],
    basis: '',
    evidence: { photoBefore: false, photoAfter: false, photoPerStage: false },
    stages: 1,
    validFrom: '2026-01-01',
  }
}

/** Runs a command as the system; throws where it is refused. */
async function must(
  kernel: Kernel,
  township: Id<'organisation'>,
  name: string,
  params: object,
): Promise<unknown> {
  const outcome = await kernel.commands.run(kernel.system, name, { commandId: newId(), township, params })
  if (isRefusal(outcome)) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
  return outcome.answer
}
