import type { Post, Role } from '@one-centre/shared/access'
import { derivedId, type Id } from '@one-centre/shared/ids'
import type { PositionAnswer, PositionReport } from '@one-centre/shared/positions'
import { toIso } from '@one-centre/shared/time'
import { openAccount } from './accounts.ts'
import type { Order, Session } from './api.ts'
import { batcher } from './batcher.ts'
import { readDirectory, type Directory } from './directory.ts'
import type { Named } from './ledger.ts'
import { ReplayError, type TrackColumns } from './mapping.ts'
import { bodyParams, matterParams, mustSend } from './setup.ts'

type Outcome = Awaited<ReturnType<Session['send']>>[number]
type Ask = (order: Order) => Promise<Outcome>

/** Who acts in a replay of tracks, each in its own role: nobody verifies its own work. */
export interface Crew {
  readonly township: Id<'organisation'>
  readonly fleetId: Id<'organisation'>
  readonly matterId: Id<'matter'>
  readonly teamId: (unit: string) => Id<'team'>
  /** Dispatcher. */
  readonly desk: Ask
  /** The body the units belong to. */
  readonly fleet: Ask
  readonly verifier: Ask
  /** Hands in one measurement of a unit by the gateway that may speak for it: null, or why it was dropped. */
  readonly position: (unit: string, report: PositionReport) => Promise<string | null>
}

/** Posts one person may hold; so many units share a gateway. */
const UNITS_A_GATEWAY = 10
const COMMANDS = { most: 250, apartMs: 150 } as const
const POSITIONS = { most: 2_000, apartMs: 500 } as const

/** Adds what is missing of the fleet, its teams, its matter and its accounts, and opens their sessions. */
export async function gatherCrew(
  server: string,
  admin: Session,
  directory: Directory,
  columns: TrackColumns,
  units: readonly string[],
): Promise<Crew> {
  const township = directory.township(columns.township)
  if (township === undefined) throw new ReplayError(`the server knows no township ${columns.township.name}`)
  if (directory.grids.length === 0)
    throw new ReplayError('tracks need grids: an incident is filed in one. Name --grids')
  const teamId = (unit: string): Id<'team'> => derivedId('replay', 'team', township, columns.fleet.code, unit)
  const fleetId = derivedId<'organisation'>('replay', 'body', township, columns.fleet.code)
  const checkerId = derivedId<'organisation'>('replay', 'body', township, 'checker')
  const matter = {
    code: columns.fleet.code,
    major: columns.fleet.name.slice(0, 40),
    name: columns.fleet.name,
  }
  await addBodies(admin, directory, township, [
    { id: fleetId, named: columns.fleet, type: 'enterprise', verifies: false },
    { id: checkerId, named: CHECKER, type: 'office', verifies: true },
  ])
  if (directory.matter(matter) === undefined)
    await mustSend(admin, [
      {
        name: 'matters.save',
        township: directory.county,
        params: matterParams(directory.county, matter, { leadOrganisationIds: [fleetId] }),
      },
    ])
  const known = await addTeams(admin, directory, { township, fleetId, columns, units, teamId })
  const matterId = known.matter(matter)?.id
  if (matterId === undefined) throw new ReplayError(`the matter ${matter.name} could not be added`)

  const account = (key: string, name: string, organisationId: typeof fleetId, posts: readonly Post[]) =>
    openAccount(server, admin, known, { key, name, township, organisationId, posts })
  const post = (role: Role, organisationId: typeof fleetId): Post => ({ role, township, organisationId })
  const asker = (session: Session): Ask => batcher(orders => session.send(orders), COMMANDS)
  const tag = columns.fleet.code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const desk = await account(`${tag}-desk`, 'Replay desk', township, [post('dispatcher', township)])
  const fleet = await account(`${tag}-fleet`, 'Replay fleet', fleetId, [post('body', fleetId)])
  const verifier = await account(`${tag}-check`, 'Replay check', checkerId, [post('verifier', checkerId)])
  const gateways = new Map<string, (report: PositionReport) => Promise<string | null>>()
  for (let from = 0; from < units.length; from += UNITS_A_GATEWAY) {
    const own = units.slice(from, from + UNITS_A_GATEWAY)
    const posts = own.map(unit => ({ ...post('member', fleetId), teamId: teamId(unit) }))
    // Another file has other units: a gateway is named by those it may speak for.
    const key = derivedId('replay', 'gateway', ...own).slice(0, 8)
    const session = await account(`${tag}-gps-${key}`, `Replay positions ${key}`, fleetId, posts)
    const send = gatewayOf(session, township)
    for (const unit of own) gateways.set(unit, send)
  }
  return {
    township,
    fleetId,
    matterId,
    teamId,
    desk: asker(desk),
    fleet: asker(fleet),
    verifier: asker(verifier),
    position: (unit, report) => gateways.get(unit)!(report),
  }
}

const CHECKER: Named = { code: 'replay-check', name: 'Replay check' }

interface Body {
  readonly id: Id<'organisation'>
  readonly named: Named
  readonly type: string
  readonly verifies: boolean
}

async function addBodies(
  admin: Session,
  directory: Directory,
  township: Id<'organisation'>,
  bodies: readonly Body[],
): Promise<void> {
  const there = new Set<string>(directory.organisations.map(one => one.id))
  const missing = bodies.filter(one => !there.has(one.id))
  await mustSend(
    admin,
    missing.map(({ id, named, type, verifies }) => ({
      name: 'organisations.save',
      township,
      params: bodyParams(id, named, { type, verifies, parentId: township }),
    })),
  )
}

interface Teams {
  readonly township: Id<'organisation'>
  readonly fleetId: Id<'organisation'>
  readonly columns: TrackColumns
  readonly units: readonly string[]
  readonly teamId: (unit: string) => Id<'team'>
}

async function addTeams(
  admin: Session,
  directory: Directory,
  { township, fleetId, columns, units, teamId }: Teams,
): Promise<Directory> {
  const there = new Set<string>(directory.teams.map(one => one.id))
  const missing = units.filter(unit => !there.has(teamId(unit)))
  await mustSend(
    admin,
    missing.map(unit => ({
      name: 'teams.save',
      township,
      params: {
        teamId: teamId(unit),
        version: null,
        code: unit,
        name: unit,
        kind: columns.teamKind,
        organisationId: fleetId,
        memberIds: [],
        capabilities: [],
        vehicle: unit,
        base: null,
      },
    })),
  )
  const known = await readDirectory(admin)
  const own = new Set<string>(units.map(teamId))
  await mustSend(
    admin,
    known.teams
      .filter(team => own.has(team.id) && !team.onDuty)
      .map(team => ({
        name: 'teams.set-duty',
        township,
        params: { teamId: team.id, version: team.version, onDuty: true },
      })),
  )
  return known
}

function gatewayOf(
  session: Session,
  township: Id<'organisation'>,
): (report: PositionReport) => Promise<string | null> {
  return batcher(async (reports: readonly PositionReport[]) => {
    const body = { township, sentAt: toIso(Date.now()), reports }
    const { answer } = (await session.post('/api/positions', body)) as { readonly answer: PositionAnswer }
    const dropped = new Map(answer.dropped.map(drop => [drop.index, drop.reason as string]))
    return reports.map((_, index) => dropped.get(index) ?? null)
  }, POSITIONS)
}
