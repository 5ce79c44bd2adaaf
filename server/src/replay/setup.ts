import { derivedId, newId, type Id } from '@one-centre/shared/ids'
import type { Limit, LimitStep } from '@one-centre/shared/matters'
import type { Order, Session } from './api.ts'
import { readDirectory, type Directory } from './directory.ts'
import { importGridFile, type GridTally } from './grid-file.ts'
import { shortened, type LedgerRow, type Named } from './ledger.ts'
import { ReplayError, type Mapping } from './mapping.ts'

const AT_ONCE = 250

/** Sends orders and throws a ReplayError at the first refusal: what is set up must be there before the next step. */
export async function mustSend(session: Session, orders: readonly Omit<Order, 'commandId'>[]): Promise<void> {
  for (let from = 0; from < orders.length; from += AT_ONCE) {
    const piece = orders.slice(from, from + AT_ONCE)
    const outcomes = await session.send(piece.map(order => ({ ...order, commandId: newId() })))
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.ok) continue
      const { name } = piece[index]!
      throw new ReplayError(`${name} was refused: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
    }
  }
}

const hours = (amount: number): Limit => ({ kind: 'working-hour', amount: amount * 60 })
const days = (amount: number): Limit => ({ kind: 'working-day', amount })

/** Limits of level 3 as the lifecycle's samples have them; a ledger says none, so the administrator's own replace them. */
const SAMPLE_LIMITS: Readonly<Record<LimitStep, Limit>> = {
  intake: hours(0.5),
  check: hours(2),
  dispatch: hours(0.5),
  acceptance: hours(1),
  return: hours(4),
  arrival: hours(4),
  handling: days(7),
  verification: days(1),
  handover: days(1),
}
/** The ledgers are older than the installation; their matters are in force all along. */
const IN_FORCE_FROM = '2000-01-01'

/** The parameters of matters.save for what a ledger names. */
export function matterParams(
  county: string,
  { code, major, name }: NonNullable<LedgerRow['matter']>,
  more: object = {},
): object {
  return {
    matterId: derivedId('replay', 'matter', county, code),
    version: null,
    code,
    major,
    name,
    level: 3,
    limits: SAMPLE_LIMITS,
    leadOrganisationIds: [],
    assistingOrganisationIds: [],
    teamKinds: [],
    capabilities: [],
    basis: '',
    evidence: { photoBefore: false, photoAfter: false, photoPerStage: false },
    stages: 1,
    validFrom: IN_FORCE_FROM,
    ...more,
  }
}

/** The parameters of organisations.save for a body that the replay needs. */
export function bodyParams(
  id: Id<'organisation'>,
  { code, name }: Named,
  more: { readonly type: string; readonly parentId: string; readonly verifies?: boolean },
): object {
  return {
    organisationId: id,
    version: null,
    code,
    name,
    shortName: shortened(name, 20),
    verifies: false,
    agencyId: null,
    position: null,
    phone: '',
    ...more,
  }
}

export interface SetUp {
  readonly directory: Directory
  /** Null where no file of areas was named. */
  readonly grids: GridTally | null
}

/** Adds what is missing of the townships, grids and matters that the rows name; what is there stays as it is. */
export async function setUpReference(
  admin: Session,
  mapping: Mapping,
  rows: readonly LedgerRow[],
  gridFile: string | null,
): Promise<SetUp> {
  const { county } = admin.me
  const known = await readDirectory(admin)
  const named = [
    ...rows.map(row => row.township),
    ...(mapping.tracks === null ? [] : [mapping.tracks.township]),
  ]
  const townships = distinct(named).filter(one => known.township(one) === undefined)
  await mustSend(
    admin,
    townships.map(one => ({
      name: 'organisations.save',
      township: county,
      params: bodyParams(derivedId('replay', 'township', county, one.code), one, {
        type: 'township',
        parentId: county,
      }),
    })),
  )
  const grids = gridFile === null ? null : await importGridFile(admin, gridFile, mapping)
  const matters = distinct(rows.flatMap(row => row.matter ?? [])).filter(
    one => known.matter(one) === undefined,
  )
  await mustSend(
    admin,
    matters.map(one => ({ name: 'matters.save', township: county, params: matterParams(county, one) })),
  )
  return { directory: await readDirectory(admin), grids }
}

function distinct<One extends Named>(all: readonly One[]): readonly One[] {
  return [...new Map(all.map(one => [one.code, one])).values()]
}
