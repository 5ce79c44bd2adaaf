import type { Id } from '@one-centre/shared/ids'
import { limitSteps, type Limits, type Matter } from '@one-centre/shared/matters'
import type { Organisation } from '@one-centre/shared/organisations'
import {
  cellError,
  exampleRow,
  readTable,
  type Cells,
  type Column,
  type RowOf,
  type TableError,
} from '@one-centre/shared/tables'
import { columns, levelWords, teamKindWords, writeLimit } from './columns.ts'
import { whyNotSave } from './rules.ts'

export interface MatterPlan {
  readonly added: readonly Matter[]
  readonly changed: readonly Matter[]
  readonly unchanged: number
  readonly errors: readonly TableError[]
}

type Row = { readonly row: number; readonly values: RowOf<typeof columns> }

interface PlanContext {
  readonly township: Id<'organisation'>
  /** Of the township alone. */
  readonly matters: readonly Matter[]
  /** Those a matter here may name (MA-2). */
  readonly bodies: readonly Organisation[]
  readonly idOf: (code: string) => Id<'matter'>
}

/** MA-5, MA-6: what a table of matters would do, all or nothing. */
export function planMatters(cells: Cells, context: PlanContext): MatterPlan {
  const { rows, errors } = readTable(cells, columns)
  const found: TableError[] = [...errors]
  const own = new Map(context.matters.map(matter => [matter.code, matter]))
  const bodies = new Map(context.bodies.map(body => [body.id as string, body]))
  const seen = new Set<string>()
  const drafts = rows.map(row => {
    const { code } = row.values
    if (seen.has(code)) found.push(cellError(row.row, columns.code, 'twice', code, ''))
    seen.add(code)
    const before = own.get(code)
    const after = matterOf(row, before, context, found)
    const refusal = whyNotSave(after.id, after, before, context.matters, bodies)
    if (refusal !== null) found.push(cellError(row.row, columns.code, 'refused', code, refusal.code))
    return { before, after }
  })
  if (found.length > 0) return { added: [], changed: [], unchanged: 0, errors: found }
  const added = drafts.filter(draft => draft.before === undefined)
  const changed = drafts.filter(({ before, after }) => before !== undefined && !isSame(before, after))
  return {
    added: added.map(draft => draft.after),
    changed: changed.map(draft => draft.after),
    unchanged: drafts.length - added.length - changed.length,
    errors: [],
  }
}

function matterOf(
  { row, values }: Row,
  before: Matter | undefined,
  context: PlanContext,
  errors: TableError[],
): Matter {
  const idsOf = (codes: readonly string[], column: Column<readonly string[]>): Id<'organisation'>[] =>
    codes.flatMap(code => {
      const found = bodyBy(code, context)
      if ('id' in found) return [found.id]
      errors.push(cellError(row, column, 'unknown', code, found.expected))
      return []
    })
  return {
    id: before?.id ?? context.idOf(values.code),
    township: context.township,
    version: before?.version ?? 0,
    code: values.code,
    major: values.major,
    name: values.name,
    level: values.level,
    limits: Object.fromEntries(limitSteps.map(step => [step, values[step]])) as Limits,
    leadOrganisationIds: idsOf(values.leads, columns.leads),
    assistingOrganisationIds: idsOf(values.assisting, columns.assisting),
    teamKinds: [...new Set(values.teamKinds)],
    capabilities: [...values.capabilities],
    basis: values.basis,
    evidence: {
      photoBefore: values.photoBefore,
      photoAfter: values.photoAfter,
      photoPerStage: values.photoPerStage,
    },
    stages: values.stages === null ? 1 : Math.trunc(values.stages),
    validFrom: values.validFrom,
    retired: before?.retired ?? false,
  }
}

/** MA-7: how a table names a body: by its code at home and in the county, elsewhere behind its township's code. */
function nameIn(body: Organisation, township: string, bodies: readonly Organisation[]): string {
  const seat = bodies.find(one => one.id === body.township)
  const near = body.township === township || seat === undefined || seat.type === 'county'
  return near ? body.code : `${seat.code}/${body.code}`
}

/** The one body in use that a cell names, or what it could have meant. */
function bodyBy(
  code: string,
  { bodies, township }: PlanContext,
): { readonly id: Id<'organisation'> } | { readonly expected: string } {
  const inUse = bodies.filter(body => !body.retired)
  const same = inUse.filter(body => body.code === code)
  const only = same.length === 1 ? same[0] : undefined
  const found =
    same.find(body => body.township === township) ??
    inUse.find(body => nameIn(body, township, bodies) === code) ??
    only
  return found ?? { expected: same.map(body => nameIn(body, township, bodies)).join(' / ') }
}

/** Property order as stored in jsonb does not count. */
function isSame(a: Matter, b: Matter): boolean {
  const parts = (matter: Matter): readonly unknown[] => [
    matter.major,
    matter.name,
    matter.level,
    limitSteps.map(step => [matter.limits[step].kind, matter.limits[step].amount]),
    matter.leadOrganisationIds,
    matter.assistingOrganisationIds,
    matter.teamKinds,
    matter.capabilities,
    matter.basis,
    [matter.evidence.photoBefore, matter.evidence.photoAfter, matter.evidence.photoPerStage],
    matter.stages,
    matter.validFrom,
  ]
  return JSON.stringify(parts(a)) === JSON.stringify(parts(b))
}

const wordOf = <Value>(words: Readonly<Record<string, Value>>, value: Value): string =>
  Object.entries(words).find(([, one]) => one === value)?.[0] ?? String(value)

const yesNo = (claim: boolean): string => (claim ? '是' : '否')

/** The rows of a table of this township that `planMatters` reads again; without matters, the template. */
export function matterCells(
  matters: readonly Matter[],
  bodies: readonly Organisation[],
  township: Id<'organisation'>,
): Cells {
  const codes = new Map(bodies.map(body => [body.id as string, nameIn(body, township, bodies)]))
  const codesOf = (ids: readonly string[]): string => ids.map(id => codes.get(id) ?? '').join('、')
  // 紧急 is a level of its own, and `levelWords` has figures too, which an object lists first.
  const levels = Object.entries(levelWords).filter(([word]) => !/^\d$/.test(word))
  return [
    Object.values(columns).map(one => one.headers[0]),
    ...matters.map(matter => [
      matter.code,
      matter.major,
      matter.name,
      wordOf(Object.fromEntries(levels), matter.level),
      codesOf(matter.leadOrganisationIds),
      codesOf(matter.assistingOrganisationIds),
      matter.teamKinds.map(kind => wordOf(teamKindWords, kind)).join('、'),
      matter.capabilities.join('、'),
      matter.basis,
      yesNo(matter.evidence.photoBefore),
      yesNo(matter.evidence.photoAfter),
      yesNo(matter.evidence.photoPerStage),
      String(matter.stages),
      matter.validFrom,
      ...limitSteps.map(step => writeLimit(matter.limits[step])),
    ]),
  ]
}

/** The header and how a row is written. */
export function matterTemplate(township: Id<'organisation'>): Cells {
  const example = exampleRow(columns, {
    code: 'SR-0101',
    major: '市容环境',
    name: '占道经营',
    level: '一般',
    dispatch: '30 分钟',
    arrival: '1 小时',
    handling: '2 工作日',
    leads: 'ZF-01',
    teamKinds: '综合执法',
    photoBefore: '是',
    photoAfter: '是',
    stages: '1',
    validFrom: '2026-01-01',
  })
  return [...matterCells([], [], township), example]
}
