import { roles, type Actor, type Role } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Organisation } from '@one-centre/shared/organisations'
import { PHONE, SIGN_IN_NAME, type Person, type Team } from '@one-centre/shared/people'
import {
  cellError,
  exampleRow,
  fileError,
  listCell,
  optionalCell,
  patternCell,
  readTable,
  textCell,
  wordCell,
  type Cells,
  type Column,
  type RowOf,
  type TableError,
  personHeaders,
} from '@one-centre/shared/tables'
import { whyNotPosts, whyNotTouch, type PeopleWorld } from './rules.ts'
import type { AccountRow } from './store.ts'

/** Hashing a password takes some 30 ms by design; a town has fewer people than this. */
const MAX_PEOPLE = 500

const roleWords: Readonly<Record<string, Role>> = {
  系统管理员: 'admin',
  审计员: 'auditor',
  镇领导: 'leader',
  值班长: 'shift_lead',
  派遣员: 'dispatcher',
  受理员: 'intake',
  核查员: 'verifier',
  督查员: 'inspector',
  法制审核: 'reviewer',
  责任单位经办: 'body',
  队员: 'member',
  网格员: 'grid_worker',
  上级平台: 'upstream',
  大屏: 'wall',
  法制审核员: 'reviewer',
  责任单位: 'body',
  ...Object.fromEntries(
    roles.filter(role => role !== 'system' && role !== 'citizen').map(role => [role, role]),
  ),
}

function column<Value>(given: Column<Value>): Column<Value> {
  return given
}

const columns = {
  name: column({ headers: [personHeaders.name, 'name'], required: true, read: textCell(40) }),
  phone: column({
    headers: [personHeaders.phone, 'phone', '电话', '手机号'],
    required: false,
    read: patternCell(PHONE, '13800000000'),
  }),
  title: column({ headers: ['职务', 'title'], required: false, read: optionalCell(40) }),
  organisationCode: column({
    headers: [personHeaders.body, 'organisationCode'],
    required: true,
    read: textCell(40),
  }),
  roles: column({ headers: ['角色', 'role', 'roles'], required: false, read: listCell(wordCell(roleWords)) }),
  teamCode: column({
    headers: ['队伍编码', 'teamCode', '班组编码'],
    required: false,
    read: optionalCell(40),
  }),
  signInName: column({
    headers: [personHeaders.signInName, 'signInName', '账号'],
    required: false,
    read: patternCell(new RegExp(SIGN_IN_NAME), 'a-z 0-9 . _ -'),
  }),
}

type Row = { readonly row: number; readonly values: RowOf<typeof columns> }

export interface PeopleImportWorld extends PeopleWorld {
  readonly actor: Actor
  readonly township: Id<'organisation'>
  readonly people: readonly Person[]
  readonly bodies: readonly Organisation[]
  readonly teams: readonly Team[]
  readonly accounts: readonly AccountRow[]
  readonly idOf: (key: string) => Id<'person'>
}

export interface PeoplePlan {
  readonly added: readonly Person[]
  readonly changed: readonly Person[]
  readonly unchanged: number
  /** Accounts to open; the passwords are the caller's. */
  readonly accounts: readonly { readonly person: Person; readonly signInName: string }[]
  readonly errors: readonly TableError[]
}

/** The sign-in names a table asks for, so that their accounts can be looked up. */
export function signInNamesOf(cells: Cells): readonly string[] {
  return readTable(cells, columns).rows.flatMap(({ values }) =>
    values.signInName === '' ? [] : [values.signInName],
  )
}

/** What makes a row the same person: the phone, or without one the name in the body (PE-10). */
const keyOf = (name: string, phone: string, organisationId: string): string =>
  phone === '' ? `${name}/${organisationId}` : phone

/** PE-10, PE-11: what a table of people would do. Posts are only added; taking one away is done by hand. */
export function planPeople(cells: Cells, world: PeopleImportWorld): PeoplePlan {
  const { rows, errors } = readTable(cells, columns)
  const found: TableError[] = [...errors]
  if (rows.length > MAX_PEOPLE) found.push(fileError('too-many-rows', String(MAX_PEOPLE)))
  const own = world.people.filter(person => person.township === world.township)
  const known = new Map(own.map(person => [keyOf(person.name, person.phone, person.organisationId), person]))
  const seen = { keys: new Set<string>(), names: new Set<string>() }
  const drafts = rows.flatMap(row => {
    const body = bodyOf(row.values.organisationCode, world)
    if (body === undefined) {
      found.push(cellError(row.row, columns.organisationCode, 'unknown', row.values.organisationCode, ''))
      return []
    }
    const key = keyOf(row.values.name, row.values.phone, body.id)
    const before = known.get(key)
    const id = before?.id ?? world.idOf(key)
    found.push(...twiceErrors(row, key, seen))
    const posts = postsOf(row, body, before, world, found)
    const opens = accountOf(row, id, before, world, found)
    const after = draftOf(row, id, body, posts, before, world.township)
    return [{ before, after, signInName: opens }]
  })
  if (found.length > 0) return { added: [], changed: [], unchanged: 0, accounts: [], errors: found }
  const added = drafts.filter(draft => draft.before === undefined)
  const changed = drafts.filter(
    draft => draft.before !== undefined && (!isSame(draft.before, draft.after) || draft.signInName !== null),
  )
  return {
    added: added.map(draft => draft.after),
    changed: changed.map(draft => draft.after),
    unchanged: drafts.length - added.length - changed.length,
    accounts: drafts.flatMap(({ after, signInName }) =>
      signInName === null ? [] : [{ person: after, signInName }],
    ),
    errors: [],
  }
}

function bodyOf(code: string, world: PeopleImportWorld): Organisation | undefined {
  const bodies = world.bodies.filter(body => body.code === code && !body.retired)
  return bodies.find(body => body.township === world.township) ?? bodies[0]
}

function twiceErrors(
  { row, values }: Row,
  key: string,
  seen: { readonly keys: Set<string>; readonly names: Set<string> },
): readonly TableError[] {
  const errors: TableError[] = []
  if (seen.keys.has(key)) errors.push(cellError(row, columns.name, 'twice', key, ''))
  if (values.signInName !== '' && seen.names.has(values.signInName))
    errors.push(cellError(row, columns.signInName, 'twice', values.signInName, ''))
  seen.keys.add(key)
  seen.names.add(values.signInName)
  return errors
}

function postsOf(
  { row, values }: Row,
  body: Organisation,
  before: Person | undefined,
  world: PeopleImportWorld,
  errors: TableError[],
): Person['posts'] {
  const team = world.teams.find(
    one => one.code === values.teamCode && one.township === world.township && !one.retired,
  )
  if (values.teamCode !== '' && team === undefined)
    errors.push(cellError(row, columns.teamCode, 'unknown', values.teamCode, ''))
  const given = values.roles.map((role): Person['posts'][number] => ({
    role,
    township: world.township,
    organisationId: body.id,
    ...(team === undefined ? {} : { teamId: team.id }),
  }))
  const held = before?.posts ?? []
  const fresh = given.filter(
    post =>
      !held.some(
        one => one.role === post.role && one.teamId === post.teamId && one.organisationId === body.id,
      ),
  )
  const posts = [...held, ...fresh]
  const refusal = whyNotPosts(world.actor, held, posts, world)
  if (refusal !== null) errors.push(cellError(row, columns.roles, 'refused', '', refusal.code))
  if (posts.length > 10) errors.push(cellError(row, columns.roles, 'too-long', '', '10'))
  return posts
}

/** The sign-in name of an account to open; null where there is none to open. */
function accountOf(
  { row, values }: Row,
  id: Id<'person'>,
  before: Person | undefined,
  world: PeopleImportWorld,
  errors: TableError[],
): string | null {
  if (values.signInName === '') return null
  const own = world.accounts.find(account => account.personId === id)
  if (own?.signInName === values.signInName) return null
  const taken = world.accounts.some(account => account.signInName === values.signInName)
  const beyond = before === undefined ? null : whyNotTouch(world.actor, before)
  if (own === undefined && !taken && before?.disabled !== true && beyond === null) return values.signInName
  const why = own?.signInName ?? beyond?.code ?? (taken ? 'people.sign-in-name-taken' : 'people.disabled')
  errors.push(cellError(row, columns.signInName, 'refused', values.signInName, why))
  return null
}

function draftOf(
  { values }: Row,
  id: Id<'person'>,
  body: Organisation,
  posts: Person['posts'],
  before: Person | undefined,
  township: Id<'organisation'>,
): Person {
  return {
    id,
    township,
    version: before?.version ?? 0,
    name: values.name,
    phone: values.phone,
    title: values.title,
    organisationId: body.id,
    posts,
    onDuty: before?.onDuty ?? false,
    onDutySince: before?.onDutySince ?? null,
    disabled: before?.disabled ?? false,
  }
}

function isSame(a: Person, b: Person): boolean {
  const parts = ({ name, phone, title, organisationId, posts }: Person): readonly unknown[] => [
    name,
    phone,
    title,
    organisationId,
    posts.length,
  ]
  return JSON.stringify(parts(a)) === JSON.stringify(parts(b))
}

/** The rows of a table that `planPeople` reads again; without people, the template. One row a person. */
export function peopleCells(
  people: readonly Person[],
  bodies: readonly Organisation[],
  teams: readonly Team[],
  accounts: readonly AccountRow[],
): Cells {
  const bodyCodes = new Map(bodies.map(body => [body.id as string, body.code]))
  const teamCodes = new Map(teams.map(team => [team.id as string, team.code]))
  const names = new Map(accounts.map(account => [account.personId, account.signInName]))
  const words = new Map(
    Object.entries(roleWords)
      .map(([word, role]) => [role, word] as const)
      .reverse(),
  )
  return [
    Object.values(columns).map(one => one.headers[0]),
    ...people.map(person => {
      const posts = person.posts.filter(post => post.township === person.township)
      const teamId = posts.find(post => post.teamId !== undefined)?.teamId
      return [
        person.name,
        person.phone,
        person.title,
        bodyCodes.get(person.organisationId) ?? '',
        [...new Set(posts.map(post => words.get(post.role) ?? post.role))].join('、'),
        teamId === undefined ? '' : (teamCodes.get(teamId) ?? ''),
        names.get(person.id) ?? '',
      ]
    }),
  ]
}

/** The header and how a row is written. */
export function peopleTemplate(): Cells {
  const example = exampleRow(columns, {
    name: '王小明',
    phone: '13800000000',
    title: '中队长',
    organisationCode: 'ZF-01',
    roles: '队员、责任单位经办',
    teamCode: 'ZF-01-1',
    signInName: 'wang.xiaoming',
  })
  return [...peopleCells([], [], [], []), example]
}
